// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Which instruction follows which inside a function. A call is followed by the instruction behind it; the second slots of wide loads have no part in it.</summary>
internal sealed class FlowGraph
{
    private readonly Instruction[] _instructions;
    private readonly int[] _predecessorStarts;
    private readonly int[] _predecessors;

    /// <summary>Makes the graph of a program whose jumps were checked.</summary>
    public FlowGraph(Instruction[] instructions)
    {
        _instructions = instructions;
        _predecessorStarts = new int[instructions.Length + 1];
        _predecessors = [];
        for (int i = 0; i < instructions.Length; i += instructions[i].SlotCount)
        {
            (int first, int second) = Successors(i);
            if (first >= 0)
                _predecessorStarts[first]++;
            if (second >= 0)
                _predecessorStarts[second]++;
        }

        int total = 0;
        for (int i = 0; i < _predecessorStarts.Length; i++)
        {
            total += _predecessorStarts[i];
            _predecessorStarts[i] = total;
        }

        _predecessors = new int[total];
        for (int i = 0; i < instructions.Length; i += instructions[i].SlotCount)
        {
            (int first, int second) = Successors(i);
            if (first >= 0)
                _predecessors[--_predecessorStarts[first]] = i;
            if (second >= 0)
                _predecessors[--_predecessorStarts[second]] = i;
        }
    }

    /// <summary>The instructions that may follow one in its function: at most two, -1 for none.</summary>
    public (int First, int Second) Successors(int index)
    {
        Instruction instruction = _instructions[index];
        if (!instruction.IsJumpClass || instruction.IsCall)
            return (index + instruction.SlotCount, -1);
        if (instruction.IsExit)
            return (-1, -1);
        int target = index + instruction.JumpDistance + 1;
        return instruction.IsUnconditionalJump ? (target, -1) : (index + 1, target == index + 1 ? -1 : target);
    }

    /// <summary>The instructions that one may follow in its function.</summary>
    public ReadOnlySpan<int> Predecessors(int index) =>
        _predecessors.AsSpan(_predecessorStarts[index], _predecessorStarts[index + 1] - _predecessorStarts[index]);

    /// <summary>All instructions of the program's functions, function by function: each behind all that it reaches except by going back.</summary>
    public int[] PostOrder(List<Subprogram> subprograms)
    {
        var order = new int[_instructions.Length];
        int count = 0;
        var steps = new byte[_instructions.Length];
        Stack<int> stack = [];
        foreach (Subprogram function in subprograms)
        {
            function.PostOrderStart = count;
            stack.Push(function.Start);
            steps[function.Start] = 1;
            while (stack.TryPeek(out int index))
            {
                (int first, int second) = Successors(index);
                int next = steps[index] switch { 1 => first, 2 => second, _ => -2 };
                steps[index]++;
                if (next >= 0 && steps[next] == 0)
                {
                    steps[next] = 1;
                    stack.Push(next);
                }
                else if (next == -2)
                {
                    order[count++] = stack.Pop();
                }
            }

            function.PostOrderEnd = count;
        }

        return order[..count];
    }
}
