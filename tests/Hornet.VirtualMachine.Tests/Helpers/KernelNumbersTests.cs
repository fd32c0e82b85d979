// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.VirtualMachines.Tests;

public sealed class KernelNumbersTests
{
    [Theory]
    [InlineData("42", 0, 2, 42)]
    [InlineData("42", 10, 2, 42)]
    [InlineData("-42", 0, 3, -42)]
    [InlineData("  \t-42 ", 0, 6, -42)]
    [InlineData("0x1f", 0, 4, 0x1f)]
    [InlineData("0X1F", 16, 4, 0x1f)]
    [InlineData("1f", 16, 2, 0x1f)]
    [InlineData("017", 0, 3, 15)]
    [InlineData("017", 10, 3, 17)]
    [InlineData("0xz", 0, 1, 0)]
    [InlineData("08", 0, 1, 0)]
    [InlineData("12abc", 10, 2, 12)]
    [InlineData("9223372036854775807", 0, 19, long.MaxValue)]
    [InlineData("-9223372036854775808", 0, 20, long.MinValue)]
    [InlineData("-0", 0, 2, 0)]
    public void Signed_numbers_give_their_value_and_the_characters_consumed(string text, ulong flags, int consumed, long value)
    {
        KernelNumbers.ParseSigned(Encoding.ASCII.GetBytes(text), flags, out long parsed).ShouldBe(consumed);
        parsed.ShouldBe(value);
    }

    [Theory]
    [InlineData("", 0, Errno.EINVAL)]
    [InlineData("   ", 0, Errno.EINVAL)]
    [InlineData("-", 0, Errno.EINVAL)]
    [InlineData("+1", 0, Errno.EINVAL)]
    [InlineData("abc", 10, Errno.EINVAL)]
    [InlineData("0xg", 16, Errno.EINVAL)]
    [InlineData("1", 2, Errno.EINVAL)]
    [InlineData("1", 32, Errno.EINVAL)]
    [InlineData("9223372036854775808", 0, Errno.ERANGE)]
    [InlineData("-9223372036854775809", 0, Errno.ERANGE)]
    [InlineData("18446744073709551616", 0, Errno.ERANGE)]
    public void Bad_signed_numbers_are_errors_and_give_zero(string text, ulong flags, int errno)
    {
        KernelNumbers.ParseSigned(Encoding.ASCII.GetBytes(text), flags, out long parsed).ShouldBe(-errno);
        parsed.ShouldBe(0);
    }

    [Theory]
    [InlineData("18446744073709551615", 0, 20, ulong.MaxValue)]
    [InlineData("0xffffffffffffffff", 16, 18, ulong.MaxValue)]
    [InlineData("7", 8, 1, 7)]
    [InlineData("-1", 0, -Errno.EINVAL, 0)]
    [InlineData("18446744073709551616", 0, -Errno.ERANGE, 0)]
    public void Unsigned_numbers_take_no_sign(string text, ulong flags, int result, ulong value)
    {
        KernelNumbers.ParseUnsigned(Encoding.ASCII.GetBytes(text), flags, out ulong parsed).ShouldBe(result);
        parsed.ShouldBe(value);
    }

    [Fact]
    public void Only_sixty_three_characters_are_looked_at()
    {
        byte[] text = Encoding.ASCII.GetBytes(new string('0', 70));

        KernelNumbers.ParseUnsigned(text, 10, out _).ShouldBe(63);
    }
}
