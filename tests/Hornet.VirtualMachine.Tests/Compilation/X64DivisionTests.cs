// SPDX-License-Identifier: Apache-2.0
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>Division by constants, which machine code does by multiplying, against the arithmetic of C#.</summary>
[RunsOn(Engine.X64)]
public sealed class X64DivisionTests : EngineTests
{
    private static readonly int[] Divisors =
        [1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 25, 60, 100, 125, 625, 641, 1000, 4096, 6700417, 10_000_000, 65535, 65537, int.MaxValue, int.MaxValue - 1, int.MinValue, int.MinValue + 1, -1, -2, -3, -10];

    [EngineTheory]
    [InlineData(0x37)]
    [InlineData(0x97)]
    [InlineData(0x34)]
    [InlineData(0x94)]
    public void Quotients_and_remainders_by_constants_are_exact(byte opcode)
    {
        var random = new Random(opcode);
        foreach (int divisor in Divisors.Concat(Enumerable.Range(0, 30).Select(_ => random.Next(int.MinValue, int.MaxValue) >> random.Next(31))).Where(divisor => divisor != 0))
        {
            using var runner = new BytecodeRunner([Load64(6, 1, 0), Of(opcode, 6, 0, 0, divisor), Copy(0, 6), Exit], Unverified);
            ulong wide = opcode is 0x37 or 0x97 ? (ulong)divisor : (uint)divisor;
            foreach (ulong dividend in Dividends(wide, random))
            {
                ulong left = opcode is 0x37 or 0x97 ? dividend : (uint)dividend;
                ulong expected = opcode is 0x37 or 0x34 ? left / wide : left % wide;
                runner.Run(BitConverter.GetBytes(dividend)).ShouldBe(expected, $"{left} by {wide}");
            }
        }
    }

    /// <summary>Numbers about multiples of the divisor and about powers of two, where a reciprocal that is not exact is wrong first.</summary>
    private static IEnumerable<ulong> Dividends(ulong divisor, Random random)
    {
        ulong[] multiples = [0, divisor, ulong.MaxValue - (ulong.MaxValue % divisor), uint.MaxValue - (uint.MaxValue % divisor), (ulong)random.NextInt64() / divisor * divisor];
        foreach (ulong center in multiples.Concat([1ul << 31, 1ul << 32, 1ul << 63, ulong.MaxValue, (ulong)random.NextInt64()]))
        {
            for (ulong i = 0; i < 3; i++)
            {
                yield return center - 1 + i;
            }
        }
    }
}
