// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux.Tests.Targets;

/// <summary>The choice between a link and the older way, with kernels that are not there.</summary>
public sealed class AttachMethodsTests
{
    private static readonly KernelVersion LinksSince = new(5, 9);

    [Theory]
    [InlineData(AttachMethod.Automatic, 5, 8, 22, "link, direct")]
    [InlineData(AttachMethod.Automatic, 5, 9, 22, "link")]
    [InlineData(AttachMethod.Automatic, 5, 8, 16, "link")]
    [InlineData(AttachMethod.Link, 5, 8, 22, "link")]
    [InlineData(AttachMethod.Direct, 6, 18, 22, "direct")]
    public void A_kernel_without_links_is_attached_to_directly(AttachMethod method, int major, int minor, int errno, string expected)
    {
        List<string> tried = [];
        KernelLink Link() => throw Tried("link", new BpfSyscallException("attaching", BpfCommand.LinkCreate, errno));
        KernelLink Direct() => throw Tried("direct", new BpfException("attached directly"));

        Should.Throw<BpfException>(() => AttachMethods.Attach(method, LinksSince, new KernelVersion(major, minor), Link, Direct));

        string.Join(", ", tried).ShouldBe(expected);

        BpfException Tried(string way, BpfException outcome)
        {
            tried.Add(way);
            return outcome;
        }
    }
}
