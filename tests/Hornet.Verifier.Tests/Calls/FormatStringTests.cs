// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Verification.Calls;

/// <summary>Formats of <c>bpf_snprintf</c>: which conversions there are, and one value for each.</summary>
public sealed class FormatStringTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("no conversion\n", 0)]
    [InlineData("100%%", 0)]
    [InlineData("%d %i %u %x %X", 5)]
    [InlineData("%ld %lu %lx %lld %llx", 5)]
    [InlineData("%-08d|%+5i|% 3u|%010lx", 4)]
    [InlineData("%s, %c", 2)]
    [InlineData("%ps %pS %pK %px %pB", 5)]
    [InlineData("%p end", 1)]
    [InlineData("%pks %pus", 2)]
    [InlineData("%pi4 %pI4 %pi6 %pI6", 4)]
    [InlineData("fewer conversions than values: %d", 3)]
    public void Conversions_of_the_kernel_are_taken(string format, int values) =>
        FormatStrings.IsValid(Encoding.ASCII.GetBytes(format), values).ShouldBeTrue();

    [Theory]
    [InlineData("%d %d", 1)]
    [InlineData("%", 1)]
    [InlineData("%f", 1)]
    [InlineData("%n", 1)]
    [InlineData("%llld", 1)]
    [InlineData("%hd", 1)]
    [InlineData("%o", 1)]
    [InlineData("%sx", 1)]
    [InlineData("%pksx", 1)]
    [InlineData("%pI5", 1)]
    [InlineData("%pA", 1)]
    [InlineData("%.3d", 1)]
    [InlineData("bell \a", 0)]
    [InlineData("delete \u007f", 0)]
    public void Others_and_conversions_without_a_value_are_refused(string format, int values) =>
        FormatStrings.IsValid(Encoding.ASCII.GetBytes(format), values).ShouldBeFalse();

    [Fact]
    public void Text_beyond_ascii_is_taken() => FormatStrings.IsValid("größer"u8, 0).ShouldBeTrue();
}
