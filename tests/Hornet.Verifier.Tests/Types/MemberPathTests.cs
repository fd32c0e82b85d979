// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

public sealed class MemberPathTests
{
    private readonly SampleTypes _types = new();

    [Theory]
    [InlineData("inner.second", 4, 4)]
    [InlineData("inners", 40, 24)]
    [InlineData("both.number", 32, 4)]
    public void A_member_is_found_by_its_path(string path, int offset, int size)
    {
        MemberPath.TryFind(_types.Btfs[BtfSet.Kernel], _types.Outer, path, out int at, out int length).ShouldBeTrue();
        (at, length).ShouldBe((offset, size));
    }

    [Theory]
    [InlineData("third")]
    [InlineData("inner.third")]
    [InlineData("last.first")]
    public void A_member_that_is_not_there_is_not_found(string path) =>
        MemberPath.TryFind(_types.Btfs[BtfSet.Kernel], _types.Outer, path, out _, out _).ShouldBeFalse();
}
