// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification.Tests.Numbers;

/// <summary>All numbers of which some of the lowest bits are unknown, against the sets of numbers that they describe.</summary>
public sealed class TnumTests
{
    private const int Width = 5;
    private const byte ShiftAmounts = 4;

    private static readonly (Tnum Bits, ulong[] Numbers)[] s_all = [.. AllOfWidth(Width).Select(bits => (bits, Members(bits)))];

    [Theory]
    [InlineData("add")]
    [InlineData("subtract")]
    [InlineData("and")]
    [InlineData("or")]
    [InlineData("xor")]
    public void The_result_of_an_exact_operation_is_the_best_description_of_all_results(string operation)
    {
        foreach ((Tnum left, ulong[] lefts) in s_all)
        {
            foreach ((Tnum right, ulong[] rights) in s_all)
            {
                Tnum best = BestOf(lefts.SelectMany(a => rights.Select(b => Compute(operation, a, b))));
                Compute(operation, left, right).ShouldBe(best, $"{left} {operation} {right}");
            }
        }
    }

    [Fact]
    public void A_product_describes_all_products()
    {
        foreach ((Tnum left, ulong[] lefts) in s_all)
        {
            foreach ((Tnum right, ulong[] rights) in s_all)
            {
                Tnum best = BestOf(lefts.SelectMany(a => rights.Select(b => a * b)));
                left.Multiply(right).Contains(best).ShouldBeTrue($"{left} * {right}");
            }
        }
    }

    [Fact]
    public void A_product_with_a_known_number_of_one_bit_is_exact()
    {
        foreach ((Tnum left, ulong[] lefts) in s_all)
        {
            for (int bit = 0; bit < Width; bit++)
            {
                Tnum factor = Tnum.Constant(1UL << bit);
                Tnum best = BestOf(lefts.Select(a => a << bit));
                left.Multiply(factor).ShouldBe(best);
                factor.Multiply(left).ShouldBe(best);
            }
        }
    }

    [Fact]
    public void Shifts_are_exact()
    {
        foreach ((Tnum bits, ulong[] numbers) in s_all)
        {
            Tnum high = bits.ShiftLeft(64 - Width);
            Tnum high32 = bits.ShiftLeft(32 - Width);
            for (byte amount = 0; amount <= ShiftAmounts; amount++)
            {
                bits.ShiftLeft(amount).ShouldBe(BestOf(numbers.Select(number => number << amount)));
                bits.ShiftRight(amount).ShouldBe(BestOf(numbers.Select(number => number >> amount)));
                high.ArithmeticShiftRight(amount, 64).ShouldBe(BestOf(Members(high).Select(number => (ulong)((long)number >> amount))));
                high32.ArithmeticShiftRight(amount, 32).ShouldBe(BestOf(Members(high32).Select(number => (ulong)(uint)((int)number >> amount))));
            }
        }
    }

    [Fact]
    public void Union_intersection_and_containment_are_those_of_the_sets()
    {
        foreach ((Tnum left, ulong[] lefts) in s_all)
        {
            foreach ((Tnum right, ulong[] rights) in s_all)
            {
                ulong[] common = [.. lefts.Intersect(rights)];
                left.Union(right).ShouldBe(BestOf(lefts.Concat(rights)));
                left.Contains(right).ShouldBe(common.Length == rights.Length, $"{left} contains {right}");
                if (common.Length > 0)
                {
                    left.Intersect(right).ShouldBe(BestOf(common));
                }
            }
        }
    }

    [Fact]
    public void A_range_is_described_by_the_bits_that_all_its_numbers_have_above_the_first_difference()
    {
        for (ulong minimum = 0; minimum < 1UL << Width; minimum++)
        {
            for (ulong maximum = minimum; maximum < 1UL << Width; maximum++)
            {
                Tnum range = Tnum.Range(minimum, maximum);
                range.Contains(Tnum.Constant(minimum)).ShouldBeTrue();
                range.Contains(Tnum.Constant(maximum)).ShouldBeTrue();
                range.ShouldBe(BestOf(Numbers(minimum, maximum)));
            }
        }

        Tnum.Range(0, ulong.MaxValue).IsUnknown.ShouldBeTrue();
        Tnum.Range(ulong.MaxValue, ulong.MaxValue).ShouldBe(Tnum.Constant(ulong.MaxValue));
    }

    [Fact]
    public void The_next_number_is_the_smallest_greater_one()
    {
        foreach ((Tnum bits, ulong[] numbers) in s_all)
        {
            for (ulong number = 0; number <= 1UL << Width; number++)
            {
                ulong[] greater = [.. numbers.Where(other => other > number)];
                bits.Next(number).ShouldBe(greater.Length == 0 ? numbers.Max() : greater.Min(), $"of {bits} after {number}");
            }
        }

        new Tnum(0, 0x8000_0000_0000_0001).Next(1).ShouldBe(0x8000_0000_0000_0000);
        Tnum.Unknown.Next(ulong.MaxValue).ShouldBe(ulong.MaxValue);
    }

    [Fact]
    public void Parts_are_taken_and_put_in_place()
    {
        var bits = new Tnum(0x1122_3300_5566_7700, 0x0000_00ff_0000_00ff);
        bits.LowWord.ShouldBe(new Tnum(0x5566_7700, 0xff));
        bits.WithLowWord(new Tnum(1, 2)).ShouldBe(new Tnum(0x1122_3300_0000_0001, 0x0000_00ff_0000_0002));
        bits.Cast(1).ShouldBe(new Tnum(0, 0xff));
        bits.Cast(2).ShouldBe(new Tnum(0x7700, 0xff));
        bits.Cast(8).ShouldBe(bits);
        bits.ByteSwap16().ShouldBe(new Tnum(0x0077, 0xff00));
        bits.ByteSwap32().ShouldBe(new Tnum(0x0077_6655, 0xff00_0000));
        bits.ByteSwap64().ShouldBe(new Tnum(0x0077_6655_0033_2211, 0xff00_0000_ff00_0000));
    }

    [Fact]
    public void A_number_is_aligned_when_its_lowest_bits_are_known_to_be_zero()
    {
        new Tnum(0, ~7UL).IsAligned(8).ShouldBeTrue();
        new Tnum(0, ~7UL).IsAligned(16).ShouldBeFalse();
        new Tnum(4, ~7UL).IsAligned(4).ShouldBeTrue();
        new Tnum(4, ~7UL).IsAligned(8).ShouldBeFalse();
        Tnum.Unknown.IsAligned(1).ShouldBeTrue();
    }

    private static Tnum Compute(string operation, Tnum left, Tnum right) => operation switch
    {
        "add" => left.Add(right),
        "subtract" => left.Subtract(right),
        "and" => left.And(right),
        "or" => left.Or(right),
        _ => left.Xor(right),
    };

    private static ulong Compute(string operation, ulong left, ulong right) => operation switch
    {
        "add" => left + right,
        "subtract" => left - right,
        "and" => left & right,
        "or" => left | right,
        _ => left ^ right,
    };

    private static Tnum BestOf(IEnumerable<ulong> numbers)
    {
        (ulong always, ulong sometimes) = (ulong.MaxValue, 0);
        foreach (ulong number in numbers)
        {
            (always, sometimes) = (always & number, sometimes | number);
        }

        return new Tnum(always, sometimes & ~always);
    }

    private static IEnumerable<Tnum> AllOfWidth(int width) =>
        from value in Numbers(0, (1UL << width) - 1)
        from mask in Numbers(0, (1UL << width) - 1)
        where (value & mask) == 0
        select new Tnum(value, mask);

    private static IEnumerable<ulong> Numbers(ulong minimum, ulong maximum)
    {
        for (ulong number = minimum; number <= maximum; number++)
        {
            yield return number;
        }
    }

    private static ulong[] Members(Tnum bits)
    {
        // Counts through the unknown bits only.
        var members = new List<ulong>();
        ulong unknown = 0;
        do
        {
            members.Add(bits.Value | unknown);
            unknown = (unknown - bits.Mask) & bits.Mask;
        }
        while (unknown != 0);

        return [.. members];
    }
}
