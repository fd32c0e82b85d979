// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Finds the loops of a program: the strongly connected parts of its flow, each with a number of its own (Tarjan's algorithm).</summary>
internal sealed class LoopFinder
{
    private const int Finished = int.MaxValue;

    private readonly VerifiedProgram _program;
    private readonly int[] _order;
    private readonly int[] _lowest;
    private readonly Stack<int> _component = [];
    private readonly Stack<(int Instruction, int Edge)> _path = [];
    private int _count;
    private int _loops;

    private LoopFinder(VerifiedProgram program)
    {
        _program = program;
        _order = new int[program.Instructions.Length];
        _lowest = new int[program.Instructions.Length];
    }

    /// <summary>Numbers the loops of a program; what is in none gets 0.</summary>
    public static void Mark(VerifiedProgram program)
    {
        var finder = new LoopFinder(program);
        foreach (Subprogram function in program.Subprograms)
        {
            if (finder._order[function.Start] == 0)
                finder.Walk(function.Start);
        }
    }

    private void Walk(int start)
    {
        Enter(start);
        while (_path.TryPop(out (int Instruction, int Edge) place))
        {
            int index = place.Instruction;
            (int first, int second) = _program.Flow.Successors(index);
            if (place.Edge > 0)
                Join(index, place.Edge == 1 ? first : second);
            if (place.Edge == 2)
            {
                Leave(index);
                continue;
            }

            _path.Push((index, place.Edge + 1));
            int next = place.Edge == 0 ? first : second;
            if (next >= 0 && _order[next] == 0)
                Enter(next);
        }
    }

    private void Enter(int index)
    {
        _order[index] = _lowest[index] = ++_count;
        _component.Push(index);
        _path.Push((index, 0));
    }

    private void Join(int index, int next)
    {
        if (next >= 0 && _lowest[next] != Finished)
            _lowest[index] = Math.Min(_lowest[index], _lowest[next]);
    }

    private void Leave(int index)
    {
        if (_lowest[index] != _order[index])
            return;
        (int first, int second) = _program.Flow.Successors(index);

        // A call that calls back is a loop by itself: the callback comes back to it.
        bool isLoop = _component.Peek() != index || first == index || second == index || _program.Facts[index].CallsBack;
        int loop = isLoop ? ++_loops : 0;
        int member;
        do
        {
            member = _component.Pop();
            _lowest[member] = Finished;
            _program.Facts[member].Loop = loop;
        }
        while (member != index);
    }
}
