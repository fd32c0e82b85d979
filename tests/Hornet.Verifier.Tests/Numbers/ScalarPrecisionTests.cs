// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>What is learned, in the kernel's notation: each case one that programs rely on.</summary>
public sealed class ScalarPrecisionTests
{
    private const string Unknown = "scalar()";
    private const string Byte = "scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))";
    private const string Word = "scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))";
    private const string SignedByte = "scalar(smin=smin32=-128,smax=smax32=127)";
    private const string SignedWord = "scalar(smin=0xffffffff80000000,smax=0x7fffffff)";

    [Theory]
    // A mask bounds a number from above, a set bit from below.
    [InlineData(Unknown, AluOperation.And, false, "255", Byte)]
    [InlineData(Byte, AluOperation.Or, false, "256", "scalar(smin=umin=smin32=umin32=256,smax=umax=smax32=umax32=511,var_off=(0x100; 0xff))")]
    [InlineData(Byte, AluOperation.Xor, false, "-1", "scalar(smin=smin32=-256,smax=smax32=-1,umin=0xffffffffffffff00,umin32=0xffffff00,var_off=(0xffffffffffffff00; 0xff))")]
    // Sums that all wrap are still a range; where only some do, nothing is known of them.
    [InlineData(Byte, AluOperation.Add, false, "-512", "scalar(smin=smin32=-512,smax=smax32=-257,umin=0xfffffffffffffe00,umax=0xfffffffffffffeff,umin32=0xfffffe00,umax32=0xfffffeff,var_off=(0xfffffffffffffe00; 0xff))")]
    [InlineData(Byte, AluOperation.Subtract, false, "128", SignedByte)]
    [InlineData(Byte, AluOperation.Subtract, true, "128", "scalar(smin=0,smax=umax=0xffffffff,smin32=-128,smax32=127,var_off=(0x0; 0xffffffff))")]
    [InlineData(Byte, AluOperation.Negate, false, "0", "scalar(smin=smin32=-255,smax=smax32=0)")]
    // An index times the size of an element.
    [InlineData(Byte, AluOperation.Multiply, false, "24", "scalar(smin=smin32=0,smax=umax=smax32=umax32=6120,var_off=(0x0; 0x1ff8))")]
    [InlineData(SignedByte, AluOperation.Multiply, false, "-2", "scalar(smin=smin32=-254,smax=smax32=256,umax=0xfffffffffffffffe,umax32=0xfffffffe,var_off=(0x0; 0xfffffffffffffffe))")]
    // Shifts.
    [InlineData(Byte, AluOperation.ShiftLeft, false, "4", "scalar(smin=smin32=0,smax=umax=smax32=umax32=4080,var_off=(0x0; 0xff0))")]
    [InlineData(SignedWord, AluOperation.ShiftLeft, false, "32", "scalar(smax=0x7fffffff00000000,umax=0xffffffff00000000,smin32=0,smax32=umax32=0,var_off=(0x0; 0xffffffff00000000))")]
    [InlineData(Unknown, AluOperation.ShiftRight, false, "56", Byte)]
    [InlineData(Unknown, AluOperation.ArithmeticShiftRight, false, "56", SignedByte)]
    [InlineData(Unknown, AluOperation.ArithmeticShiftRight, false, "63", "scalar(smin=smin32=-1,smax=smax32=0)")]
    // 32-bit operations clear the high half.
    [InlineData(Unknown, AluOperation.Move, true, Unknown, Word)]
    [InlineData(Unknown, AluOperation.Add, true, "1", Word)]
    // Neither division nor a shift by an amount that is not known, or too large, is followed.
    [InlineData(Byte, AluOperation.Divide, false, "2", Unknown)]
    [InlineData(Byte, AluOperation.Modulo, true, "2", Unknown)]
    [InlineData(Byte, AluOperation.ShiftLeft, false, Byte, Unknown)]
    [InlineData(Byte, AluOperation.ShiftRight, true, "32", Unknown)]
    public void Arithmetic_keeps_what_is_known(string left, AluOperation operation, bool is32, string right, string result)
    {
        Scalar number = ScalarText.Parse(left);
        Scalar operand = ScalarText.Parse(right);
        Scalar.Apply(operation, is32, ref number, in operand);
        ScalarText.Format(in number).ShouldBe(result);
    }

    [Theory]
    [InlineData(Unknown, JumpOperation.LessThan, false, "16", "scalar(smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf))")]
    [InlineData(Unknown, JumpOperation.SignedLessThan, false, "16", "scalar(smax=15)")]
    [InlineData(Unknown, JumpOperation.GreaterThan, false, "-2", "-1")]
    [InlineData(Unknown, JumpOperation.Equal, true, "7", "scalar(smin=0x8000000000000007,smax=0x7fffffff00000007,umin=smin32=umin32=7,umax=0xffffffff00000007,smax32=umax32=7,var_off=(0x7; 0xffffffff00000000))")]
    [InlineData(Word, JumpOperation.LessThan, true, "16", "scalar(smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf))")]
    // A comparison of the low half bounds a sign-extended number that it shows not to be negative.
    [InlineData(SignedWord, JumpOperation.SignedGreaterOrEqual, true, "0", "scalar(smin=smin32=0,smax=umax=umax32=0x7fffffff,var_off=(0x0; 0x7fffffff))")]
    [InlineData(SignedByte, JumpOperation.LessThan, false, "100", "scalar(smin=smin32=0,smax=umax=smax32=umax32=99,var_off=(0x0; 0x7f))")]
    // Unequal says something at the ends of a range only.
    [InlineData(Byte, JumpOperation.NotEqual, false, "0", "scalar(smin=umin=smin32=umin32=1,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))")]
    [InlineData(Byte, JumpOperation.NotEqual, false, "255", "scalar(smin=smin32=0,smax=umax=smax32=umax32=254,var_off=(0x0; 0xff))")]
    [InlineData(Byte, JumpOperation.NotEqual, false, "7", Byte)]
    // Bits that are clear are known, one that is set only by itself.
    [InlineData(Byte, JumpOperations.BitsClear, false, "240", "scalar(smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf))")]
    [InlineData(Byte, JumpOperation.BitsSet, false, "128", "scalar(smin=umin=smin32=umin32=128,smax=umax=smax32=umax32=255,var_off=(0x80; 0x7f))")]
    [InlineData(Byte, JumpOperation.BitsSet, false, "192", Byte)]
    // Of the numbers with the known bits, one is in the range.
    [InlineData("scalar(smin=smin32=0,smax=umax=smax32=umax32=0x3000,var_off=(0x0; 0x3000))", JumpOperation.GreaterThan, false, "8192", "12288")]
    // Signed and unsigned ranges that meet on one side of zero only.
    [InlineData("scalar(smin32=-4)", JumpOperation.GreaterThan, true, "-2147483648", "scalar(smin=0x80000000fffffffc,umin=umin32=0xfffffffc,smin32=-4,smax32=-1,var_off=(0xfffffffc; 0xffffffff00000003))")]
    public void A_comparison_tells_of_the_number_compared(string left, JumpOperation operation, bool is32, string right, string result)
    {
        Scalar number = ScalarText.Parse(left);
        Scalar operand = ScalarText.Parse(right);
        Scalar.Assume(operation, is32, ref number, ref operand).ShouldBeTrue();
        ScalarText.Format(in number).ShouldBe(result);
    }

    [Fact]
    public void Equal_numbers_share_what_is_known_of_either()
    {
        Scalar left = ScalarText.Parse(Byte);
        Scalar right = ScalarText.Parse("scalar(umin=128,var_off=(0x0; 0xfffffffffffffff0))");
        Scalar.Assume(JumpOperation.Equal, false, ref left, ref right).ShouldBeTrue();
        ScalarText.Format(in left).ShouldBe("scalar(smin=umin=smin32=umin32=128,smax=umax=smax32=umax32=240,var_off=(0x80; 0x70))");
        right.ShouldBe(left);
    }

    [Fact]
    public void A_comparison_that_cannot_hold_leaves_no_range()
    {
        Scalar number = ScalarText.Parse("scalar(umin=umin32=16,var_off=(0x0; 0xfffffffffffffff0))");
        Scalar ten = Scalar.Constant(10);
        Scalar.Assume(JumpOperation.LessThan, true, ref number, ref ten).ShouldBeFalse();
        ScalarText.Format(in number).ShouldBe("scalar(var_off=(0x0; 0xffffffff00000010))");
    }

    [Theory]
    [InlineData(Byte, JumpOperation.LessThan, false, "256", 1)]
    [InlineData(Byte, JumpOperation.LessThan, false, "255", -1)]
    [InlineData(Byte, JumpOperation.GreaterThan, false, "255", 0)]
    [InlineData(SignedByte, JumpOperation.SignedGreaterOrEqual, true, "-128", 1)]
    [InlineData(SignedByte, JumpOperation.GreaterOrEqual, false, "128", -1)]
    // Known bits tell numbers apart that ranges do not.
    [InlineData("scalar(var_off=(0x1; 0xfffffffffffffffe))", JumpOperation.Equal, false, "4", 0)]
    [InlineData("scalar(var_off=(0x1; 0xfffffffffffffffe))", JumpOperation.NotEqual, true, "4", 1)]
    // A low half tells of the whole.
    [InlineData("scalar(umin32=8,umax32=9)", JumpOperation.Equal, false, "7", 0)]
    [InlineData("scalar(var_off=(0x10; 0xf))", JumpOperation.BitsSet, false, "16", 1)]
    [InlineData("scalar(var_off=(0x10; 0xf))", JumpOperation.BitsSet, false, "32", 0)]
    [InlineData("scalar(var_off=(0x10; 0xf))", JumpOperation.BitsSet, false, "1", -1)]
    public void A_comparison_is_foretold(string left, JumpOperation operation, bool is32, string right, int decision)
    {
        Scalar number = ScalarText.Parse(left);
        Scalar operand = ScalarText.Parse(right);
        Scalar.Decide(operation, is32, in number, in operand).ShouldBe(decision);
        if (operation is not JumpOperation.BitsSet)
        {
            Scalar.Decide(JumpOperations.Swap(operation), is32, in operand, in number).ShouldBe(decision);
        }

        Scalar.Decide(JumpOperations.Negate(operation), is32, in number, in operand).ShouldBe(decision < 0 ? -1 : 1 - decision);
    }

    [Fact]
    public void A_sign_extension_by_two_shifts_keeps_the_range()
    {
        Scalar number = ScalarText.Parse("scalar(smin=0,smax=umax=0xffffffff,smin32=-5,smax32=100,var_off=(0x0; 0xffffffff))");
        Scalar amount = Scalar.Constant(32);
        Scalar.Apply(AluOperation.ShiftLeft, false, ref number, in amount);
        Scalar.Apply(AluOperation.ArithmeticShiftRight, false, ref number, in amount);
        ScalarText.Format(in number).ShouldBe("scalar(smin=smin32=-5,smax=smax32=100)");
    }

    [Theory]
    [InlineData(Unknown, 1, Byte)]
    [InlineData(Unknown, 4, Word)]
    [InlineData("scalar(smin=umin=256,smax=umax=511)", 1, Byte)]
    [InlineData("scalar(smin=umin=smin32=umin32=258,smax=umax=smax32=umax32=260)", 1, "scalar(smin=umin=smin32=umin32=2,smax=umax=smax32=umax32=4,var_off=(0x0; 0x7))")]
    public void A_narrow_load_keeps_the_low_bytes(string before, int bytes, string after)
    {
        Scalar number = ScalarText.Parse(before);
        number.Truncate(bytes);
        ScalarText.Format(in number).ShouldBe(after);
    }

    [Theory]
    [InlineData(Unknown, 1, false, SignedByte)]
    [InlineData(Unknown, 4, false, SignedWord)]
    [InlineData(Byte, 2, false, Byte)]
    [InlineData(Byte, 1, true, "scalar(smin=0,smax=umax=0xffffffff,smin32=-128,smax32=127,var_off=(0x0; 0xffffffff))")]
    [InlineData("255", 1, false, "-1")]
    public void A_sign_extension_keeps_what_fits(string before, int bytes, bool is32, string after)
    {
        Scalar number = ScalarText.Parse(before);
        number.SignExtend(bytes, is32);
        ScalarText.Format(in number).ShouldBe(after);
    }

    [Theory]
    [InlineData("5", 16, true, "1280")]
    [InlineData("0x12345678", 16, false, "22136")]
    [InlineData(Byte, 16, true, "scalar(smin=smin32=0,smax=umax=smax32=umax32=0xff00,var_off=(0x0; 0xff00))")]
    [InlineData(Unknown, 32, true, Word)]
    [InlineData(SignedByte, 64, false, SignedByte)]
    public void A_byte_order_is_converted(string before, int width, bool reverses, string after)
    {
        Scalar number = ScalarText.Parse(before);
        number.ConvertByteOrder(width, reverses);
        ScalarText.Format(in number).ShouldBe(after);
    }
}
