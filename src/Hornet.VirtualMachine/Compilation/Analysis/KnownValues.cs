// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>What kind of value a register holds at a place, on every path.</summary>
internal enum KnownValueKind : byte
{
    /// <summary>No path was seen yet.</summary>
    Nothing,

    /// <summary>A number: a constant, a map pointer, a function's address, an address inside a data section.</summary>
    Number,

    /// <summary>R10 plus an offset.</summary>
    Frame,

    /// <summary>It differs by path, or is not known.</summary>
    Unknown,
}

/// <summary>What is known of a register.</summary>
/// <param name="Kind">What kind of value it is.</param>
/// <param name="Value">The number, or the offset from R10.</param>
internal readonly record struct KnownValue(KnownValueKind Kind, ulong Value = 0)
{
    /// <summary>Nothing known.</summary>
    public static KnownValue Unknown => new(KnownValueKind.Unknown);
}

/// <summary>Constants and frame addresses in registers, before each call of a function: which map, callback, key and flags a helper gets.</summary>
internal sealed class KnownValues
{
    private readonly Dictionary<int, Registers> _before = [];

    /// <summary>What a register holds before the call at a slot.</summary>
    public KnownValue Before(int slot, int register) => _before.TryGetValue(slot, out Registers registers) ? registers[register] : KnownValue.Unknown;

    /// <summary>Follows constants through a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="instructions">The program.</param>
    /// <param name="wideValue">The value of the wide load at a slot.</param>
    public static KnownValues Of(FlowFunction function, ImmutableArray<Instruction> instructions, Func<int, ulong> wideValue)
    {
        var result = new KnownValues();
        var atStart = new Registers[function.Blocks.Length];
        Registers entry = default;
        for (int i = 0; i < 10; i++)
        {
            entry[i] = KnownValue.Unknown;
        }

        entry[10] = new KnownValue(KnownValueKind.Frame);
        atStart[function.Entry.Index] = entry;
        var queue = new Queue<FlowBlock>([function.Entry]);
        var queued = new HashSet<FlowBlock>(queue);
        while (queue.TryDequeue(out FlowBlock? block))
        {
            queued.Remove(block);
            Registers registers = atStart[block.Index];
            for (int at = block.Start; at < block.End; at += instructions[at].Opcode == 0x18 ? 2 : 1)
            {
                if ((instructions[at].Opcode & 0xf7) == 0x85)
                {
                    result._before[at] = registers;
                }

                Step(ref registers, instructions[at], at, wideValue);
            }

            foreach (FlowBlock successor in block.Successors)
            {
                if (Merge(ref atStart[successor.Index], registers) && queued.Add(successor))
                {
                    queue.Enqueue(successor);
                }
            }
        }

        return result;
    }

    private static void Step(ref Registers registers, Instruction instruction, int at, Func<int, ulong> wideValue)
    {
        int destination = (int)instruction.Destination;
        KnownValue old = registers[destination];
        KnownValue value = instruction.Opcode switch
        {
            0x18 => new KnownValue(KnownValueKind.Number, wideValue(at)),
            0xb7 => new KnownValue(KnownValueKind.Number, (ulong)instruction.Immediate),
            0xb4 => new KnownValue(KnownValueKind.Number, (uint)instruction.Immediate),
            0xbf when instruction.Offset == 0 => registers[(int)instruction.Source],
            0x07 when old.Kind is KnownValueKind.Number or KnownValueKind.Frame => old with { Value = old.Value + (ulong)instruction.Immediate },
            _ => KnownValue.Unknown,
        };
        ushort writes = Effects.Of(instruction).Writes;
        for (int i = 0; i < 10; i++)
        {
            if ((writes & (1 << i)) != 0)
            {
                registers[i] = i == destination && (instruction.Opcode & 7) is not 5 ? value : KnownValue.Unknown;
            }
        }
    }

    private static bool Merge(ref Registers into, Registers from)
    {
        bool changed = false;
        for (int i = 0; i < 11; i++)
        {
            KnownValue old = into[i];
            KnownValue merged = old.Kind == KnownValueKind.Nothing || old == from[i] ? from[i] : KnownValue.Unknown;
            if (merged != old)
            {
                into[i] = merged;
                changed = true;
            }
        }

        return changed;
    }

    [InlineArray(11)]
    private struct Registers
    {
        private KnownValue _first;
    }
}
