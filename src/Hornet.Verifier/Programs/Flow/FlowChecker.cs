// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Walks the flow of a program, calls included, to find what is never reached and, for unprivileged programs, loops.</summary>
internal sealed class FlowChecker
{
    private enum Mark : byte
    {
        Unseen,
        OnPath,
        Done,
    }

    private readonly Instruction[] _instructions;
    private readonly FlowGraph _flow;
    private readonly bool _mayLoop;
    private readonly Mark[] _marks;
    private readonly Stack<(int Instruction, int Edge)> _path = [];

    private FlowChecker(Instruction[] instructions, FlowGraph flow, bool mayLoop)
    {
        _instructions = instructions;
        _flow = flow;
        _mayLoop = mayLoop;
        _marks = new Mark[instructions.Length];
    }

    /// <summary>Checks a program.</summary>
    /// <param name="instructions">Its instructions.</param>
    /// <param name="flow">Which follows which.</param>
    /// <param name="subprograms">Its functions.</param>
    /// <param name="isUnprivileged">Whether loops are refused.</param>
    /// <exception cref="Refusal">An instruction is never reached, a jump leads into a wide load, or there is a loop where none may be.</exception>
    public static void Check(Instruction[] instructions, FlowGraph flow, List<Subprogram> subprograms, bool isUnprivileged)
    {
        var checker = new FlowChecker(instructions, flow, !isUnprivileged);
        checker.Walk(0);
        foreach (Subprogram function in subprograms.Where(function => function.IsExceptionCallback))
            checker.Walk(function.Start);
        checker.CheckReached();
    }

    private void Walk(int start)
    {
        if (_marks[start] != Mark.Unseen)
            return;
        _marks[start] = Mark.OnPath;
        _path.Push((start, 0));
        while (_path.TryPop(out (int Instruction, int Edge) place))
        {
            if (place.Edge == 2)
            {
                _marks[place.Instruction] = Mark.Done;
                continue;
            }

            _path.Push((place.Instruction, place.Edge + 1));
            int next = NextOf(place.Instruction, place.Edge);
            if (next < 0)
                continue;
            if (_marks[next] == Mark.Unseen)
            {
                _marks[next] = Mark.OnPath;
                _path.Push((next, 0));
            }
            else if (_marks[next] == Mark.OnPath && !_mayLoop)
            {
                throw new Refusal($"back-edge from insn {place.Instruction} to {next}", FailureKind.Termination, place.Instruction);
            }
        }
    }

    /// <summary>Where an edge leads: the first to what follows, the second to a jump's target or a function that is called or whose address is taken.</summary>
    private int NextOf(int index, int edge)
    {
        Instruction instruction = _instructions[index];
        if (edge == 1 && (instruction.IsLocalCall || instruction.IsFunctionLoad))
            return index + instruction.Immediate + 1;
        (int first, int second) = _flow.Successors(index);
        return edge == 0 ? first : second;
    }

    private void CheckReached()
    {
        for (int i = 0; i < _instructions.Length; i++)
        {
            if (_marks[i] == Mark.Unseen)
                throw new Refusal($"unreachable insn {i}", FailureKind.Structure, i);
            if (!_instructions[i].IsWideLoad)
                continue;
            if (_marks[i + 1] != Mark.Unseen)
                throw new Refusal($"jump into the middle of ldimm64 insn {i}", FailureKind.Structure, i);
            i++;
        }
    }
}
