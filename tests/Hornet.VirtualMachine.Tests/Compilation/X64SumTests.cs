// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>A move and an addition become one machine instruction, whose encoding depends on the registers.</summary>
[RunsOn(Engine.X64)]
public sealed class X64SumTests : EngineTests
{
    [EngineTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sums_of_any_registers_are_right(bool isWide)
    {
        (byte move, byte addRegister, byte addImmediate) = isWide ? ((byte)0xbf, (byte)0x0f, (byte)0x07) : ((byte)0xbc, (byte)0x0c, (byte)0x04);
        for (int destination = 0; destination < 10; destination++)
        {
            for (int first = 0; first < 10; first++)
            {
                for (int second = 0; second < 10; second++)
                {
                    ulong other = second == destination ? Value(first) : Value(second);
                    Check([Of(move, destination, first), Of(addRegister, destination, second)], destination, Value(first) + other);
                }

                foreach (int immediate in (int[])[-1, 8, 127, 128, -129, int.MinValue])
                {
                    Check([Of(move, destination, first), Of(addImmediate, destination, 0, 0, immediate)], destination, Value(first) + (ulong)immediate);
                }
            }
        }

        void Check(Instruction[] sum, int destination, ulong expected)
        {
            Instruction[] program = [.. Enumerable.Range(0, 10).SelectMany(i => Wide(i, Value(i))), .. sum, Copy(0, destination), Exit];
            Run(program, []).ShouldBe(isWide ? expected : (uint)expected);
        }
    }

    private static ulong Value(int register) => 0x1234_5678_9abc_def0 * (ulong)(register + 1);
}
