// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>Nothing is ever believed of a number that is not so: random numbers stay among those described, whatever is done to them.</summary>
public sealed class ScalarSoundnessTests
{
    private const int Rounds = 20_000;

    private static readonly JumpOperation[] s_comparisons =
    [
        JumpOperation.Equal, JumpOperation.NotEqual, JumpOperation.BitsSet, JumpOperations.BitsClear,
        JumpOperation.GreaterThan, JumpOperation.GreaterOrEqual, JumpOperation.LessThan, JumpOperation.LessOrEqual,
        JumpOperation.SignedGreaterThan, JumpOperation.SignedGreaterOrEqual, JumpOperation.SignedLessThan, JumpOperation.SignedLessOrEqual,
    ];

    private readonly NumberSamples _samples = new(seed: 20);

    [Fact]
    public void Synchronising_loses_no_number()
    {
        for (int round = 0; round < Rounds * 5; round++)
        {
            ulong[] numbers = _samples.Numbers(_samples.Random.Next(1, 4));
            Scalar before = _samples.Around(numbers);
            Scalar after = before;
            after.Synchronize();
            Contains(in after, numbers, "synchronised", in before);
            after.IsConsistent.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(AluOperation.Add)]
    [InlineData(AluOperation.Subtract)]
    [InlineData(AluOperation.Multiply)]
    [InlineData(AluOperation.Divide)]
    [InlineData(AluOperation.Modulo)]
    [InlineData(AluOperation.Or)]
    [InlineData(AluOperation.And)]
    [InlineData(AluOperation.Xor)]
    [InlineData(AluOperation.ShiftLeft)]
    [InlineData(AluOperation.ShiftRight)]
    [InlineData(AluOperation.ArithmeticShiftRight)]
    [InlineData(AluOperation.Negate)]
    [InlineData(AluOperation.Move)]
    public void Every_result_is_described(AluOperation operation)
    {
        bool isShift = operation is AluOperation.ShiftLeft or AluOperation.ShiftRight or AluOperation.ArithmeticShiftRight;
        for (int round = 0; round < Rounds; round++)
        {
            bool is32 = round % 2 == 0;
            ulong[] lefts = _samples.Numbers(2);
            ulong[] rights = isShift && round % 8 != 0 ? [(ulong)_samples.Random.Next(66)] : _samples.Numbers(2);
            Scalar left = Synchronized(lefts);
            Scalar right = Synchronized(rights);
            Scalar result = left;
            Scalar.Apply(operation, is32, ref result, in right);
            ulong[] results = [.. lefts.SelectMany(a => rights.Select(b => Concrete.Apply(operation, is32, a, b)))];
            Contains(in result, results, $"{operation} {is32} {ScalarText.Format(in right)}", in left);
        }
    }

    [Fact]
    public void An_operation_on_a_number_and_itself_reads_it_before_it_writes()
    {
        foreach (AluOperation operation in (AluOperation[])[AluOperation.Add, AluOperation.Subtract, AluOperation.Multiply, AluOperation.And, AluOperation.Xor])
        {
            for (int round = 0; round < Rounds / 10; round++)
            {
                ulong[] numbers = _samples.Numbers(2);
                Scalar before = Synchronized(numbers);
                Scalar result = before;
                Scalar.Apply(operation, round % 2 == 0, ref result, in result);
                Contains(in result, [.. numbers.Select(number => Concrete.Apply(operation, round % 2 == 0, number, number))], $"{operation}", in before);
            }
        }
    }

    [Fact]
    public void Extensions_and_byte_orders_are_described()
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong[] numbers = _samples.Numbers(2);
            Scalar before = Synchronized(numbers);
            foreach (int bytes in (int[])[1, 2, 4])
            {
                Scalar truncated = before;
                truncated.Truncate(bytes);
                Contains(in truncated, [.. numbers.Select(number => number & (ulong.MaxValue >> (64 - (8 * bytes))))], $"truncate {bytes}", in before);
                foreach (bool is32 in (bool[])[false, true])
                {
                    Scalar extended = before;
                    extended.SignExtend(bytes, is32);
                    Contains(in extended, [.. numbers.Select(number => Concrete.SignExtend(bytes, is32, number))], $"extend {bytes} {is32}", in before);
                }

                foreach (bool reverses in (bool[])[false, true])
                {
                    int width = 16 * bytes;
                    Scalar converted = before;
                    converted.ConvertByteOrder(width, reverses);
                    Contains(in converted, [.. numbers.Select(number => Concrete.ConvertByteOrder(width, reverses, number))], $"order {width}", in before);
                }
            }
        }
    }

    [Fact]
    public void Assuming_a_comparison_keeps_the_numbers_for_which_it_holds()
    {
        for (int round = 0; round < Rounds; round++)
        {
            bool is32 = round % 2 == 0;
            JumpOperation operation = s_comparisons[_samples.Random.Next(s_comparisons.Length)];
            ulong[] lefts = _samples.Numbers(2);
            ulong[] rights = round % 3 == 0 ? lefts[..1] : _samples.Numbers(_samples.Random.Next(1, 3));
            Scalar left = Synchronized(lefts);
            Scalar right = Synchronized(rights);
            (Scalar leftAfter, Scalar rightAfter) = (left, right);
            bool isPossible = Scalar.Assume(operation, is32, ref leftAfter, ref rightAfter);
            foreach (ulong a in lefts)
            {
                foreach (ulong b in rights.Where(b => Concrete.Holds(operation, is32, a, b)))
                {
                    isPossible.ShouldBeTrue();
                    Contains(in leftAfter, [a], $"{operation} {is32} {ScalarText.Format(in right)}", in left);
                    Contains(in rightAfter, [b], $"{operation} {is32} of {ScalarText.Format(in left)}", in right);
                }
            }
        }
    }

    [Fact]
    public void A_foretold_comparison_comes_out_as_foretold()
    {
        for (int round = 0; round < Rounds; round++)
        {
            bool is32 = round % 2 == 0;
            JumpOperation operation = s_comparisons[_samples.Random.Next(s_comparisons.Length)];
            ulong[] lefts = _samples.Numbers(2);
            ulong[] rights = round % 3 == 0 ? lefts[..1] : _samples.Numbers(_samples.Random.Next(1, 3));
            Scalar left = Synchronized(lefts);
            Scalar right = Synchronized(rights);
            int decision = Scalar.Decide(operation, is32, in left, in right);
            bool[] outcomes = [.. lefts.SelectMany(a => rights.Select(b => Concrete.Holds(operation, is32, a, b))).Distinct()];
            if (decision >= 0)
            {
                outcomes.ShouldBe([decision == 1], $"{ScalarText.Format(in left)} {operation} {is32} {ScalarText.Format(in right)}");
            }
        }
    }

    [Fact]
    public void Negated_and_swapped_comparisons_hold_when_they_should()
    {
        foreach (JumpOperation operation in s_comparisons)
        {
            for (int round = 0; round < 100; round++)
            {
                (ulong left, ulong right) = (_samples.Number(), round % 4 == 0 ? 0 : _samples.Number());
                bool holds = Concrete.Holds(operation, false, left, right);
                Concrete.Holds(JumpOperations.Negate(operation), false, left, right).ShouldBe(!holds);
                Concrete.Holds(JumpOperations.Swap(operation), false, right, left).ShouldBe(holds);
            }
        }
    }

    [Fact]
    public void A_number_told_apart_is_described_by_one_half_or_the_other()
    {
        Scalar mask = Scalar.Constant(0xf0);
        foreach (ulong upper in (ulong[])[0, ulong.MaxValue, 0x1234_5678_0000_0000])
        {
            ulong[] numbers = [upper & ~0xffff_ffffUL, upper | uint.MaxValue];
            Scalar negative = Synchronized(numbers);
            Scalar.TryFork(AluOperation.And, ref negative, in mask, out Scalar zero).ShouldBe(negative.IsConstant32);
            numbers.ShouldAllBe(number => Concrete.Describes(in negative, number) || Concrete.Describes(in zero, number));
        }

        Scalar sign = Scalar.Unknown;
        Scalar.Apply(AluOperation.ArithmeticShiftRight, false, ref sign, Scalar.Constant(63));
        Scalar.TryFork(AluOperation.Add, ref sign, in mask, out _).ShouldBeFalse();
        Scalar.TryFork(AluOperation.Or, ref sign, Scalar.Unknown, out _).ShouldBeFalse();
        Scalar.TryFork(AluOperation.Or, ref sign, in mask, out Scalar none).ShouldBeTrue();
        (ScalarText.Format(in sign), ScalarText.Format(in none)).ShouldBe(("-1", "0"));
    }

    private Scalar Synchronized(ulong[] numbers)
    {
        Scalar scalar = _samples.Around(numbers);
        scalar.Synchronize();
        return scalar;
    }

    private static void Contains(in Scalar scalar, ulong[] numbers, string what, in Scalar before)
    {
        foreach (ulong number in numbers)
        {
            Concrete.Describes(in scalar, number).ShouldBeTrue($"{what}: 0x{number:x} is lost from {ScalarText.Format(in before)} to {ScalarText.Format(in scalar)}");
        }
    }
}
