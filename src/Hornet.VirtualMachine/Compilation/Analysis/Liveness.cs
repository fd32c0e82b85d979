// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>Which registers are still needed, and of which the upper 32 bits are.</summary>
internal sealed class Liveness
{
    private readonly Dictionary<int, (ushort Live, ushort Upper)> _after = [];
    private readonly (ushort Live, ushort Upper)[] _blockStart;

    private Liveness(int blocks) => _blockStart = new (ushort, ushort)[blocks];

    /// <summary>The registers whose values are read after an instruction.</summary>
    public ushort After(int slot) => _after.TryGetValue(slot, out (ushort Live, ushort Upper) found) ? found.Live : (ushort)0;

    /// <summary>The registers whose upper 32 bits matter after an instruction.</summary>
    public ushort UpperAfter(int slot) => _after.TryGetValue(slot, out (ushort Live, ushort Upper) found) ? found.Upper : (ushort)0;

    /// <summary>The registers that are read in or after a block, as they are at its start.</summary>
    public ushort AtStart(FlowBlock block) => _blockStart[block.Index].Live;

    /// <summary>Computes a function's liveness.</summary>
    /// <param name="function">The function.</param>
    /// <param name="instructions">The program.</param>
    /// <param name="effectsOf">The effects of the instruction at a slot; calls read fewer registers when the callee is known.</param>
    public static Liveness Of(FlowFunction function, ImmutableArray<Instruction> instructions, Func<int, Effects>? effectsOf = null)
    {
        var result = new Liveness(function.Blocks.Length);
        var queue = new Queue<FlowBlock>(function.Blocks.Reverse());
        var queued = new HashSet<FlowBlock>(function.Blocks);
        var slots = new List<int>();
        while (queue.TryDequeue(out FlowBlock? block))
        {
            queued.Remove(block);
            (ushort live, ushort upper) = (0, 0);
            foreach (FlowBlock successor in block.Successors)
            {
                live |= result._blockStart[successor.Index].Live;
                upper |= result._blockStart[successor.Index].Upper;
            }

            slots.Clear();
            for (int at = block.Start; at < block.End; at += instructions[at].Opcode == 0x18 ? 2 : 1)
            {
                slots.Add(at);
            }

            for (int i = slots.Count - 1; i >= 0; i--)
            {
                result._after[slots[i]] = (live, upper);
                Effects effects = effectsOf?.Invoke(slots[i]) ?? Effects.Of(instructions[slots[i]]);
                ushort readsUpper = effects.ReadsUpper;
                if (effects.Passes != 0 && (upper & effects.Writes) == 0)
                {
                    readsUpper &= (ushort)~effects.Passes;
                }

                live = (ushort)((live & ~effects.Writes) | effects.Reads);
                upper = (ushort)((upper & ~effects.Writes) | readsUpper);
            }

            if (result._blockStart[block.Index] != (live, upper))
            {
                result._blockStart[block.Index] = (live, upper);
                foreach (FlowBlock predecessor in block.Predecessors)
                {
                    if (queued.Add(predecessor))
                    {
                        queue.Enqueue(predecessor);
                    }
                }
            }
        }

        return result;
    }
}
