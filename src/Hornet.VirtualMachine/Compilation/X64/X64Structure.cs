// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>A function as machine code has it.</summary>
internal sealed class X64Function
{
    /// <summary>The slot of its first instruction.</summary>
    public required int Start { get; init; }

    /// <summary>One past its last slot.</summary>
    public required int End { get; init; }

    /// <summary>
    /// Whether it is the program itself and nothing else: it is jumped to, not called, so that exits from it have no return addresses to set aside.
    /// </summary>
    public required bool IsMain { get; init; }

    /// <summary>Which of R6 to R9 it must give back unchanged and does change, as bits.</summary>
    public required int Saves { get; init; }

    /// <summary>Whether it has a <c>may_goto</c>, and so a counter on the machine's stack.</summary>
    public required bool HasLoopBudget { get; init; }

    /// <summary>Where it is called.</summary>
    public X64Label Entry { get; set; }

    /// <summary>Where it returns R0.</summary>
    public X64Label Return { get; set; }
}

/// <summary>Functions, jump targets and loops of a program, found in a few passes over its instructions.</summary>
internal sealed class X64Structure
{
    private readonly ImmutableArray<Instruction> _instructions;
    private readonly Dictionary<int, X64Function> _functions = [];
    private readonly BitArray _targets;

    // The shortest and the longest jump back to each slot, which are few.
    private readonly Dictionary<int, (int Least, int Most)> _loops = [];

    private X64Structure(ImmutableArray<Instruction> instructions)
    {
        _instructions = instructions;
        _targets = new BitArray(instructions.Length + 1);
    }

    /// <summary>The functions by their slots; the first is the program itself.</summary>
    public ImmutableArray<X64Function> Functions { get; private set; }

    /// <summary>
    /// The registers that some instruction reads or writes, as bits. The others hold what C# has in them, which is another thing after every exit: nothing
    /// may keep and restore them.
    /// </summary>
    public int UsedRegisters { get; private set; }

    /// <summary>Whether something is charged to the instruction budget: loops and calls, unless a run is proven to end soon.</summary>
    public bool UsesBudget { get; private set; }

    /// <summary>The most frames at a time.</summary>
    public int FrameCount { get; private set; }

    /// <summary>The function that starts at a slot.</summary>
    public X64Function? FunctionAt(int slot) => _targets[slot] ? _functions.GetValueOrDefault(slot) : null;

    /// <summary>Whether control comes to a slot from elsewhere than the instruction before it.</summary>
    public bool IsTarget(int slot) => _targets[slot];


    /// <summary>
    /// What one pass through a loop costs when that is charged at its header: the longest jump back to it. 0 when nothing jumps back, or when jumps of
    /// very different lengths do, which are charged each for itself.
    /// </summary>
    public int HeaderCharge(int slot) => _targets[slot] && _loops.TryGetValue(slot, out (int Least, int Most) loop) && loop.Most <= 2 * loop.Least ? loop.Most : 0;

    /// <summary>Finds the structure of a program.</summary>
    public static X64Structure Of(CompilationInput input)
    {
        var structure = new X64Structure(input.Linked.Instructions);
        var starts = new SortedSet<int> { 0 };
        var calls = new List<(int At, int Target)>();
        bool mayGoto = false;
        bool isMainShared = false;
        ImmutableArray<Instruction> instructions = structure._instructions;
        for (int at = 0; at < instructions.Length; at += instructions[at].Opcode == 0x18 ? 2 : 1)
        {
            if (input.Linked.Poisoned.Count != 0 && input.Linked.Poisoned.ContainsKey(at))
            {
                continue;
            }

            Instruction instruction = instructions[at];
            Effects effects = Effects.Of(instruction);
            structure.UsedRegisters |= effects.Reads | effects.Writes;
            mayGoto |= instruction.Opcode == 0xe5;
            bool isAddress = instruction.Opcode == 0x18 && (int)instruction.Source == 4;
            if (isAddress || instruction is { Opcode: 0x85, Source: Register.R1 })
            {
                int target = at + 1 + instruction.Immediate;
                starts.Add(target);
                calls.Add((at, target));
                isMainShared |= target == 0;
                structure.UsesBudget = true;
                structure.UsedRegisters |= 1 << 10;
            }
            else if ((instruction.Opcode & 7) is 5 or 6)
            {
                structure.AddJump(at, instruction);
            }
        }

        structure.UsesBudget &= !input.IsBounded;
        structure.AddFunctions([.. starts], input.IsChecked, isMainShared, mayGoto);
        structure.FrameCount = structure.CountFrames(calls);
        return structure;
    }

    private void AddJump(int at, Instruction instruction)
    {
        int distance;
        switch (instruction.Opcode)
        {
            case 0x85 or 0x95 or 0x9d:
                return;
            case 0x0d or 0x8d:
                // Any instruction may be meant.
                _targets.SetAll(true);
                UsesBudget = true;
                UsedRegisters = 0x7ff;
                return;
            case 0x06:
                distance = instruction.Immediate;
                break;
            default:
                distance = instruction.Offset;
                break;
        }

        int target = at + 1 + distance;
        _targets[target] = true;
        if (distance < 0)
        {
            UsesBudget = true;
            if (instruction.Opcode != 0xe5)
            {
                _loops[target] = _loops.TryGetValue(target, out (int Least, int Most) old)
                    ? (Math.Min(old.Least, -distance), Math.Max(old.Most, -distance))
                    : (-distance, -distance);
            }
        }
    }

    private void AddFunctions(int[] starts, bool isChecked, bool isMainShared, bool mayGoto)
    {
        ImmutableArray<X64Function>.Builder functions = ImmutableArray.CreateBuilder<X64Function>(starts.Length);
        for (int i = 0; i < starts.Length; i++)
        {
            int start = starts[i];
            int end = i + 1 < starts.Length ? starts[i + 1] : _instructions.Length;
            (int saves, bool hasLoopBudget) = isChecked ? (UsedRegisters & 0x3c0, mayGoto) : Scan(start, end);
            bool isMain = start == 0 && !isMainShared && !isChecked && !hasLoopBudget;
            var function = new X64Function
            {
                Start = start,
                End = end,
                IsMain = isMain,
                Saves = isMain ? 0 : saves,
                HasLoopBudget = hasLoopBudget,
            };
            functions.Add(function);
            _functions.Add(start, function);
            _targets[start] = true;
        }

        Functions = functions.MoveToImmutable();
    }

    /// <summary>The longest chain of calls. Callbacks count as calls; a function that names itself, as that of a timer may, starts on a stack of its own.</summary>
    private int CountFrames(List<(int At, int Target)> calls)
    {
        var depths = new Dictionary<int, int>();
        return Depth(Functions[0]);

        int Depth(X64Function function)
        {
            if (depths.TryGetValue(function.Start, out int known))
            {
                return known;
            }

            depths[function.Start] = 0;
            int deepest = 0;
            int first = calls.BinarySearch((function.Start, -1));
            for (int i = ~first; i < calls.Count && calls[i].At < function.End; i++)
            {
                deepest = Math.Max(deepest, Depth(_functions[calls[i].Target]));
            }

            return depths[function.Start] = deepest + 1;
        }
    }

    /// <summary>What a function changes of R6 to R9; verified functions do not share code.</summary>
    private (int Saves, bool HasLoopBudget) Scan(int start, int end)
    {
        int writes = 0;
        bool hasLoopBudget = false;
        for (int at = start; at < end; at += _instructions[at].Opcode == 0x18 ? 2 : 1)
        {
            writes |= Effects.Of(_instructions[at]).Writes;
            hasLoopBudget |= _instructions[at].Opcode == 0xe5;
        }

        return (writes & 0x3c0, hasLoopBudget);
    }
}
