// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A hook of a network namespace. The attachment ends when the namespace does.</summary>
public abstract record NetworkNamespaceTarget : KernelTarget
{
    private protected NetworkNamespaceTarget(string? path)
    {
        if (path is not null)
            ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The file of the namespace (<c>/run/netns/blue</c>, <c>/proc/PID/ns/net</c>), or null for the namespace of the thread that attaches.</summary>
    public string? Path { get; }

    /// <summary>Attaches by a link.</summary>
    private protected BpfLink LinkTo(KernelProgram program, AttachType hook)
    {
        string path = Path ?? NetworkNamespaceScope.CurrentPath;
        using BpfHandle place = OpenedFolder.Open(Attaching(program), path, "give the file of a network namespace: /run/netns/NAME or /proc/PID/ns/net");
        var attributes = new LinkCreateAttributes { Target = (uint)place.FileDescriptor, AttachType = (uint)hook };
        return BpfLink.Create(program, this, ref attributes, Hint);
    }

    private protected static string Hint(int errno) => errno switch
    {
        SyscallErrors.Exists => "a program is attached there without a link (or, for a flow dissector, in the initial namespace, which excludes all others); detach it first",
        SyscallErrors.TooBig => "the namespace has as many programs as this hook takes",
        SyscallErrors.Invalid => "the file is no network namespace, or the kernel is older than this kind of link (flow dissector: 5.8, sk_lookup: 5.9)",
        _ => "",
    };
}
