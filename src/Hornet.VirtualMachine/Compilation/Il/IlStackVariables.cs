// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>A part of a frame that is kept in a local, because nothing but loads and stores at fixed places of its own function touches it.</summary>
/// <param name="Offset">Where its first byte would be, from R10.</param>
/// <param name="Size">1, 2, 4 or 8 bytes.</param>
internal sealed record IlStackVariable(int Offset, int Size);

/// <summary>The parts of a function's frame that are kept in locals, and which instructions load and store them.</summary>
internal sealed class IlStackVariables
{
    private const int SlotSize = 8;

    // As many variables as liveness tells apart; of others it is not known.
    private const int MostTracked = 64;

    private readonly Dictionary<int, (IlStackVariable Variable, int Offset, int Size, bool IsLoad)> _accesses = [];
    private readonly Dictionary<IlStackVariable, int> _numbers = [];
    private readonly Dictionary<int, ulong> _live = [];

    private IlStackVariables()
    {
    }

    /// <summary>Finds the variables of a function.</summary>
    /// <param name="input">The program.</param>
    /// <param name="function">The function.</param>
    public static IlStackVariables Of(CompilationInput input, FlowFunction function)
    {
        var variables = new IlStackVariables();
        int index = input.Graph.Functions.IndexOf(function);
        if (input.Proofs is { } proofs && proofs.Stacks.Length == input.Graph.Functions.Length)
        {
            variables.Find(input, function, proofs.Stacks[index]);
            variables.FindLive(function);
        }

        return variables;
    }

    /// <summary>The variable that an instruction loads or stores, and the access's first byte in it; null when it goes to memory.</summary>
    public (IlStackVariable Variable, int Offset)? Find(int slot) =>
        _accesses.TryGetValue(slot, out (IlStackVariable Variable, int Offset, int Size, bool IsLoad) found) ? (found.Variable, found.Offset) : null;

    /// <summary>Whether a variable may be loaded before it is stored, from a place on. True where that is not known: anywhere but at the start of a block.</summary>
    public bool IsLive(IlStackVariable variable, int slot) =>
        _numbers[variable] >= MostTracked || !_live.TryGetValue(slot, out ulong live) || (live & (1UL << _numbers[variable])) != 0;

    /// <summary>Finds what is live at the start of each block, from the last to the first until nothing changes.</summary>
    private void FindLive(FlowFunction function)
    {
        foreach ((IlStackVariable variable, int _, int _, bool _) in _accesses.Values)
        {
            _numbers.TryAdd(variable, _numbers.Count);
        }

        bool changes = _numbers.Count != 0;
        while (changes)
        {
            changes = false;
            for (int i = function.Blocks.Length - 1; i >= 0; i--)
            {
                FlowBlock block = function.Blocks[i];
                ulong live = LiveAtStart(block);
                changes |= live != _live.GetValueOrDefault(block.Start);
                _live[block.Start] = live;
            }
        }
    }

    private ulong LiveAtStart(FlowBlock block)
    {
        ulong live = 0;
        foreach (FlowBlock successor in block.Successors)
        {
            live |= _live.GetValueOrDefault(successor.Start);
        }

        for (int at = block.End - 1; at >= block.Start; at--)
        {
            if (_accesses.TryGetValue(at, out (IlStackVariable Variable, int Offset, int Size, bool IsLoad) access)
                && _numbers[access.Variable] < MostTracked)
            {
                ulong bit = 1UL << _numbers[access.Variable];
                bool overwrites = !access.IsLoad && access.Size == access.Variable.Size;
                live = overwrites ? live & ~bit : live | bit;
            }
        }

        return live;
    }

    private void Find(CompilationInput input, FlowFunction function, StackProof stack)
    {
        var bySlot = new Dictionary<int, List<(int At, int Offset, int Size, bool IsLoad)>>();
        var excluded = new HashSet<int>();
        foreach (FlowBlock block in function.Blocks)
        {
            for (int at = block.Start; at < block.End && at < input.Code.Length; at++)
            {
                Instruction instruction = input.Linked.Instructions[at];
                if (instruction.Opcode == 0x18)
                {
                    at++;
                    continue;
                }

                InstructionProof proof = input.ProofAt(at);
                if ((instruction.Opcode & 7) is not (1 or 2 or 3) || proof.Memory != MemoryKind.Stack
                    || (proof.Facts & ProofFacts.FixedStackOffset) == 0 || proof.StackFrame != 0)
                {
                    continue;
                }

                int size = Decoder.SizeOf(instruction);
                int first = SlotOf(proof.StackOffset);
                int last = SlotOf(proof.StackOffset + size - 1);
                bool isPlain = (instruction.Opcode & 0xe7) != 0xc3;
                if (first == last && isPlain && first < stack.NonEscapingSlots.Length && stack.NonEscapingSlots[first])
                {
                    if (!bySlot.TryGetValue(first, out List<(int At, int Offset, int Size, bool IsLoad)>? accesses))
                    {
                        bySlot.Add(first, accesses = []);
                    }

                    accesses.Add((at, proof.StackOffset, size, (instruction.Opcode & 7) == 1));
                }
                else
                {
                    excluded.Add(first);
                    excluded.Add(last);
                }
            }
        }

        foreach ((int slot, List<(int At, int Offset, int Size, bool IsLoad)> accesses) in bySlot)
        {
            if (!excluded.Contains(slot))
            {
                AddSlot(slot, accesses);
            }
        }
    }

    /// <summary>
    /// Makes variables of a slot: one for each place when no two accesses overlap but in the same bytes, otherwise one for the slot.
    /// </summary>
    private void AddSlot(int slot, List<(int At, int Offset, int Size, bool IsLoad)> accesses)
    {
        var variables = new Dictionary<(int Offset, int Size), IlStackVariable>();
        foreach ((int _, int offset, int size, bool _) in accesses)
        {
            variables.TryAdd((offset, size), new IlStackVariable(offset, size));
        }

        bool overlaps = variables.Values.Any(one => variables.Values.Any(other => one != other
            && one.Offset < other.Offset + other.Size && other.Offset < one.Offset + one.Size));
        var whole = new IlStackVariable(-(slot + 1) * SlotSize, SlotSize);
        foreach ((int at, int offset, int size, bool isLoad) in accesses)
        {
            IlStackVariable variable = overlaps ? whole : variables[(offset, size)];
            _accesses.TryAdd(at, (variable, offset - variable.Offset, size, isLoad));
        }
    }

    private static int SlotOf(int offset) => (-offset - 1) / SlotSize;
}
