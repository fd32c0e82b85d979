// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>A run of instructions that is entered at its first and left at its last.</summary>
/// <param name="index">Its place in <see cref="FlowFunction.Blocks"/>.</param>
/// <param name="start">The slot of the first instruction.</param>
internal sealed class FlowBlock(int index, int start)
{
    /// <summary>Its place in <see cref="FlowFunction.Blocks"/>.</summary>
    public int Index { get; } = index;

    /// <summary>The slot of the first instruction.</summary>
    public int Start { get; } = start;

    /// <summary>One past the last slot. The length of the program itself for the block behind it, which is a fault.</summary>
    public int End { get; set; }

    /// <summary>The slot of the last instruction.</summary>
    public int Last { get; set; }

    /// <summary>Where control goes on: what follows first, then what is jumped to.</summary>
    public List<FlowBlock> Successors { get; } = [];

    /// <summary>Where control comes from.</summary>
    public List<FlowBlock> Predecessors { get; } = [];

    /// <summary>Whether a jump backwards, or from itself, repeats it.</summary>
    public bool IsLoopHeader { get; set; }
}

/// <summary>A function: the program itself, a subprogram or a callback. Its blocks are what its entry reaches, in the order of their slots.</summary>
internal sealed class FlowFunction
{
    /// <summary>The slot of its first instruction.</summary>
    public required int Start { get; init; }

    /// <summary>The blocks by their slots; code that two functions reach is in both.</summary>
    public required ImmutableArray<FlowBlock> Blocks { get; init; }

    /// <summary>The block at <see cref="Start"/>.</summary>
    public required FlowBlock Entry { get; init; }

    /// <summary>Whether some block is repeated by a jump.</summary>
    public required bool HasLoops { get; init; }

    /// <summary>
    /// The jumps backwards that repeat something, by their slots and those they go to. Every loop has one.
    /// </summary>
    public required IReadOnlySet<(int From, int To)> RepeatingJumps { get; init; }

    /// <summary>The number of instructions.</summary>
    public required int InstructionCount { get; init; }
}

/// <summary>Functions, blocks and edges of a program. Edges that a proof rules out are not there.</summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<int, FlowFunction> _byStart;

    private FlowGraph(ImmutableArray<FlowFunction> functions, int maximumDepth)
    {
        Functions = functions;
        MaximumDepth = maximumDepth;
        _byStart = functions.ToDictionary(function => function.Start);
    }

    /// <summary>The most frames the program has at a time: calls, and callbacks of helpers. Recursion, which no verifier accepts, is counted once.</summary>
    public int MaximumDepth { get; }

    /// <summary>The program itself, then the others by their slots.</summary>
    public ImmutableArray<FlowFunction> Functions { get; }

    /// <summary>The function that starts at a slot.</summary>
    public FlowFunction FunctionAt(int slot) => _byStart[slot];

    /// <summary>Finds the functions of a program and what they consist of.</summary>
    public static FlowGraph Of(LinkedProgram program, ProgramProofs? proofs) => new Builder(program, proofs).Build();

    private sealed class Builder(LinkedProgram program, ProgramProofs? proofs)
    {
        private readonly ImmutableArray<Instruction> _instructions = program.Instructions;
        private readonly List<int> _indirectTargets = [];

        public FlowGraph Build()
        {
            var starts = new SortedSet<int> { 0 };
            bool hasIndirectJump = false;
            for (int at = 0; at < _instructions.Length; at += Size(at))
            {
                Instruction instruction = _instructions[at];
                if (program.Poisoned.ContainsKey(at))
                {
                    continue;
                }

                if (instruction is { Opcode: 0x85, Source: Register.R1 } or { Opcode: 0x18, Source: (Register)4 })
                {
                    starts.Add(at + 1 + instruction.Immediate);
                }

                hasIndirectJump |= instruction.Opcode == 0x0d;
            }

            for (int at = 0; hasIndirectJump && at < _instructions.Length; at += Size(at))
            {
                _indirectTargets.Add(at);
            }

            ImmutableArray<FlowFunction> functions = [.. starts.Select(BuildFunction)];
            return new FlowGraph(functions, Depth(functions.ToDictionary(function => function.Start), 0, []));
        }

        /// <summary>The frames that a function needs; each function is looked at once, however many ways lead to it.</summary>
        private int Depth(Dictionary<int, FlowFunction> functions, int start, Dictionary<int, int> depths)
        {
            // 0 while it is being looked at. A timer's function may name itself; it starts on a stack of its own.
            if (!depths.TryAdd(start, 0))
            {
                return depths[start];
            }

            int deepest = 0;
            foreach (FlowBlock block in functions[start].Blocks)
            {
                for (int at = block.Start; at < block.End && at < _instructions.Length; at += Size(at))
                {
                    if (!program.Poisoned.ContainsKey(at)
                        && _instructions[at] is { Opcode: 0x85, Source: Register.R1 } or { Opcode: 0x18, Source: (Register)4 })
                    {
                        deepest = Math.Max(deepest, Depth(functions, at + 1 + _instructions[at].Immediate, depths));
                    }
                }
            }

            return depths[start] = deepest + 1;
        }

        private int Size(int at) => _instructions[at].Opcode == 0x18 ? 2 : 1;

        private FlowFunction BuildFunction(int start)
        {
            // What is reached, and where blocks begin.
            var reached = new HashSet<int>();
            var leaders = new SortedSet<int> { start };
            var work = new Stack<int>();
            work.Push(start);
            while (work.TryPop(out int at))
            {
                if (at >= _instructions.Length || !reached.Add(at))
                {
                    continue;
                }

                (bool ends, List<int> targets) = Leaving(at);
                foreach (int target in targets)
                {
                    if (ends)
                    {
                        leaders.Add(target);
                    }

                    work.Push(target);
                }
            }

            var blocks = new List<FlowBlock>();
            var byStart = new Dictionary<int, FlowBlock>();
            foreach (int leader in leaders)
            {
                var block = new FlowBlock(blocks.Count, leader);
                blocks.Add(block);
                byStart.Add(leader, block);
            }

            foreach (FlowBlock block in blocks)
            {
                int at = block.Start;
                block.End = block.Last = at;
                while (at < _instructions.Length)
                {
                    block.Last = at;
                    (bool ends, List<int> targets) = Leaving(at);
                    at += Size(at);
                    block.End = at;
                    if (!ends && !byStart.ContainsKey(at))
                    {
                        continue;
                    }

                    foreach (int target in targets)
                    {
                        FlowBlock successor = byStart[target];
                        block.Successors.Add(successor);
                        successor.Predecessors.Add(block);
                    }

                    break;
                }
            }

            HashSet<(int From, int To)> repeating = FindRepeatingJumps(blocks);
            return new FlowFunction
            {
                Start = start,
                Blocks = [.. blocks],
                Entry = byStart[start],
                HasLoops = repeating.Count != 0,
                RepeatingJumps = repeating,
                InstructionCount = reached.Count,
            };
        }

        private static HashSet<(int From, int To)> FindRepeatingJumps(List<FlowBlock> blocks)
        {
            var jumps = new HashSet<(int From, int To)>();
            int[] components = FlowComponents.Of(blocks);
            foreach (FlowBlock block in blocks)
            {
                foreach (FlowBlock successor in block.Successors)
                {
                    if (successor.Start <= block.Last && components[block.Index] == components[successor.Index])
                    {
                        successor.IsLoopHeader = true;
                        jumps.Add((block.Last, successor.Start));
                    }
                }
            }

            return jumps;
        }

        /// <summary>Whether a block ends with an instruction, and the slots where control may go from it.</summary>
        private (bool Ends, List<int> Targets) Leaving(int at)
        {
            Instruction instruction = _instructions[at];
            int next = at + Size(at);
            ProofFacts facts = proofs?.Instructions[at].Facts ?? ProofFacts.Reached;
            if (program.Poisoned.ContainsKey(at) || (facts & ProofFacts.Reached) == 0)
            {
                return (true, []);
            }

            int kind = instruction.Opcode & 7;
            if (kind is not (5 or 6))
            {
                return (false, [next]);
            }

            switch (instruction.Opcode)
            {
                case 0x05:
                    return (true, [at + 1 + instruction.Offset]);
                case 0x06:
                    return (true, [at + 1 + instruction.Immediate]);
                case 0x0d:
                    return (true, [.. _indirectTargets]);
                case 0x85 or 0x8d:
                    return (false, [next]);
                case 0x95 or 0x9d:
                    return (true, []);
            }

            int target = at + 1 + instruction.Offset;
            return (facts & (ProofFacts.AlwaysTaken | ProofFacts.NeverTaken)) switch
            {
                ProofFacts.AlwaysTaken when instruction.Opcode != 0xe5 => (true, [target]),
                ProofFacts.NeverTaken when instruction.Opcode != 0xe5 => (true, [next]),
                _ => target == next ? (true, [next]) : (true, [next, target]),
            };
        }
    }
}
