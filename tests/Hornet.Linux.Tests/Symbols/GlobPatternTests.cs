// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux.Tests;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("vfs_*", "vfs_read", true)]
    [InlineData("vfs_*", "vf_read", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*ab*ab", "xababab", true)]
    [InlineData("*ab*abc", "xababab", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[]x]y", "]y", true)]
    [InlineData("[ab", "[ab", true)]
    [InlineData("[ab", "a", false)]
    [InlineData("a**b", "ab", true)]
    public void Matches_as_a_shell_does(string pattern, string text, bool expected) => new GlobPattern(pattern).Matches(text).ShouldBe(expected);

    [Fact]
    public void Many_stars_stay_fast()
    {
        var pattern = new GlobPattern(string.Concat(Enumerable.Repeat("*a", 200)) + "b");
        pattern.Matches(new string('a', 20_000)).ShouldBeFalse();
    }
}
