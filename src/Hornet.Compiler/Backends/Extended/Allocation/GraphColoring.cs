// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// Gives registers by colouring the interference graph, uniting the ends of copies where that cannot make it harder to colour (iterated
/// register coalescing, George and Appel 1996).
/// </summary>
internal sealed class GraphColoring
{
    private const int Colors = 10;
    private const int FirstVirtual = MachineInstruction.FirstVirtual;

    // Registers that calls overwrite come first: they serve short-lived values and leave R6 to R9 to the others.
    private static readonly int[] Preference = [1, 2, 3, 4, 5, 0, 6, 7, 8, 9];

    private readonly InterferenceGraph _graph;
    private readonly IReadOnlySet<int> _unspillable;
    private readonly State[] _state;
    private readonly int[] _degree;
    private readonly int[] _alias;
    private readonly MoveState[] _moveState;
    private readonly Stack<int> _simplify = new();
    private readonly Stack<int> _freeze = new();
    private readonly List<int> _spill = [];
    private readonly Stack<int> _selected = new();
    private readonly Queue<int> _moves = new();
    private readonly int[] _colors;

    private GraphColoring(InterferenceGraph graph, IReadOnlySet<int> unspillable)
    {
        _graph = graph;
        _unspillable = unspillable;
        int count = graph.Neighbours.Length;
        _state = new State[count];
        _degree = new int[count];
        _alias = [.. Enumerable.Range(0, count)];
        _colors = new int[count];
        _moveState = new MoveState[graph.MoveList.Count];
    }

    private enum State : byte
    {
        Initial,
        Simplify,
        Freeze,
        Spill,
        Selected,
        Coalesced,
    }

    private enum MoveState : byte
    {
        Pending,
        Active,
        Done,
    }

    /// <summary>Colours a graph.</summary>
    /// <param name="graph">The graph; coalescing adds edges to it.</param>
    /// <param name="unspillable">Registers that live too short to be put aside.</param>
    /// <returns>The register for each number; and the registers for which there is none, each with those united with it.</returns>
    public static (int[] Registers, List<List<int>> Spilled) Color(InterferenceGraph graph, IReadOnlySet<int> unspillable)
    {
        var coloring = new GraphColoring(graph, unspillable);
        coloring.MakeWorkLists();
        coloring.Reduce();
        return coloring.Assign();
    }

    private void MakeWorkLists()
    {
        for (int node = FirstVirtual; node < _state.Length; node++)
        {
            _degree[node] = _graph.Neighbours[node].Count;
            Enlist(node);
        }

        for (int move = 0; move < _moveState.Length; move++)
            _moves.Enqueue(move);
    }

    private void Enlist(int node)
    {
        if (_degree[node] >= Colors)
        {
            _state[node] = State.Spill;
            _spill.Add(node);
        }
        else if (IsMoveRelated(node))
        {
            _state[node] = State.Freeze;
            _freeze.Push(node);
        }
        else
        {
            _state[node] = State.Simplify;
            _simplify.Push(node);
        }
    }

    private void Reduce()
    {
        while (true)
        {
            if (_simplify.TryPop(out int node))
            {
                if (_state[node] == State.Simplify)
                    Simplify(node);
            }
            else if (_moves.TryDequeue(out int move))
            {
                Coalesce(move);
            }
            else if (_freeze.TryPop(out node))
            {
                if (_state[node] == State.Freeze)
                    Freeze(node);
            }
            else if (!SelectSpill())
            {
                return;
            }
        }
    }

    private void Simplify(int node)
    {
        _state[node] = State.Selected;
        _selected.Push(node);
        foreach (int neighbour in _graph.Neighbours[node])
        {
            if (IsPresent(neighbour))
                DecrementDegree(neighbour);
        }
    }

    private void DecrementDegree(int node)
    {
        if (node < FirstVirtual || _degree[node]-- != Colors)
            return;
        EnableMoves(node);
        foreach (int neighbour in _graph.Neighbours[node])
        {
            if (IsPresent(neighbour))
                EnableMoves(neighbour);
        }

        if (_state[node] == State.Spill)
            Enlist(node);
    }

    private void EnableMoves(int node)
    {
        foreach (int move in _graph.Moves[node])
        {
            if (_moveState[move] != MoveState.Active)
                continue;
            _moveState[move] = MoveState.Pending;
            _moves.Enqueue(move);
        }
    }

    private void Coalesce(int move)
    {
        if (_moveState[move] != MoveState.Pending)
            return;
        MachineInstruction instruction = _graph.MoveList[move];
        int left = Find(instruction.Destination);
        int right = Find(instruction.Source);
        if (right < FirstVirtual)
            (left, right) = (right, left);
        if (left == right)
        {
            _moveState[move] = MoveState.Done;
            Release(left);
        }
        else if (right < FirstVirtual || left == MachineInstruction.FramePointer || _graph.Interfere(left, right))
        {
            _moveState[move] = MoveState.Done;
            Release(left);
            Release(right);
        }
        else if (left < FirstVirtual ? CanJoinMachineRegister(left, right) : StaysColorable(left, right))
        {
            _moveState[move] = MoveState.Done;
            Combine(left, right);
            Release(left);
        }
        else
        {
            _moveState[move] = MoveState.Active;
        }
    }

    private void Release(int node)
    {
        if (node < FirstVirtual || _state[node] != State.Freeze || IsMoveRelated(node))
            return;
        _state[node] = State.Simplify;
        _simplify.Push(node);
    }

    // George's test: every neighbour either differs from the machine's register already or is no hindrance.
    private bool CanJoinMachineRegister(int machine, int node)
    {
        foreach (int neighbour in _graph.Neighbours[node])
        {
            if (IsPresent(neighbour) && neighbour >= FirstVirtual && _degree[neighbour] >= Colors && !_graph.Interfere(neighbour, machine))
                return false;
        }

        return true;
    }

    // Briggs's test: the united node has fewer than ten neighbours that are hard to colour.
    private bool StaysColorable(int left, int right)
    {
        int hard = 0;
        foreach (int neighbour in _graph.Neighbours[left])
        {
            if (IsPresent(neighbour) && IsHard(neighbour, _graph.Interfere(neighbour, right)))
                hard++;
        }

        foreach (int neighbour in _graph.Neighbours[right])
        {
            if (IsPresent(neighbour) && !_graph.Interfere(neighbour, left) && IsHard(neighbour, false))
                hard++;
        }

        return hard < Colors;
    }

    private bool IsHard(int node, bool losesNeighbour) => node < FirstVirtual || _degree[node] - (losesNeighbour ? 1 : 0) >= Colors;

    private void Combine(int kept, int gone)
    {
        _state[gone] = State.Coalesced;
        _alias[gone] = kept;
        _graph.Moves[kept].AddRange(_graph.Moves[gone]);
        EnableMoves(gone);
        foreach (int neighbour in _graph.Neighbours[gone].ToArray())
        {
            if (!IsPresent(neighbour))
                continue;
            if (_graph.Add(kept, neighbour))
            {
                // The neighbour exchanges one neighbour for another; only the kept node gains.
                if (kept >= FirstVirtual)
                    _degree[kept]++;
            }
            else
            {
                DecrementDegree(neighbour);
            }
        }

        if (kept >= FirstVirtual && _degree[kept] >= Colors && _state[kept] == State.Freeze)
        {
            _state[kept] = State.Spill;
            _spill.Add(kept);
        }
    }

    private void Freeze(int node)
    {
        _state[node] = State.Simplify;
        _simplify.Push(node);
        FreezeMoves(node);
    }

    private void FreezeMoves(int node)
    {
        foreach (int move in _graph.Moves[node])
        {
            if (_moveState[move] == MoveState.Done)
                continue;
            _moveState[move] = MoveState.Done;
            MachineInstruction instruction = _graph.MoveList[move];
            int other = Find(instruction.Destination) == node ? Find(instruction.Source) : Find(instruction.Destination);
            Release(other);
        }
    }

    private bool SelectSpill()
    {
        int best = -1;
        double bestCost = double.PositiveInfinity;
        _spill.RemoveAll(node => _state[node] != State.Spill);
        foreach (int node in _spill)
        {
            double cost = _unspillable.Contains(node) ? double.MaxValue : _graph.Cost[node] / _degree[node];
            if (cost < bestCost)
                (best, bestCost) = (node, cost);
        }

        if (best < 0)
            return false;
        _state[best] = State.Simplify;
        _simplify.Push(best);
        FreezeMoves(best);
        return true;
    }

    private (int[] Registers, List<List<int>> Spilled) Assign()
    {
        for (int i = 0; i < _colors.Length; i++)
            _colors[i] = i < FirstVirtual ? i : -1;
        var spilled = new Dictionary<int, List<int>>();
        while (_selected.TryPop(out int node))
        {
            int free = (1 << Colors) - 1;
            foreach (int neighbour in _graph.Neighbours[node])
            {
                int color = _colors[Find(neighbour)];
                if (color >= 0)
                    free &= ~(1 << color);
            }

            if (free == 0)
                spilled.Add(node, [node]);
            else
                _colors[node] = Choose(node, free);
        }

        for (int node = FirstVirtual; node < _colors.Length; node++)
        {
            int root = Find(node);
            _colors[node] = _colors[root];
            if (root != node && spilled.TryGetValue(root, out List<int>? united))
                united.Add(node);
        }

        return (_colors, [.. spilled.Values]);
    }

    /// <summary>The register of a copy's other end if that is free.</summary>
    private int Choose(int node, int free)
    {
        foreach (int move in _graph.Moves[node])
        {
            MachineInstruction instruction = _graph.MoveList[move];
            int other = Find(instruction.Destination) == node ? Find(instruction.Source) : Find(instruction.Destination);
            int color = _colors[other];
            if (color is >= 0 and < Colors && (free >> color & 1) != 0)
                return color;
        }

        foreach (int color in Preference)
        {
            if ((free >> color & 1) != 0)
                return color;
        }

        return BitOperations.TrailingZeroCount(free);
    }

    private int Find(int node)
    {
        while (_alias[node] != node)
            node = _alias[node] = _alias[_alias[node]];
        return node;
    }

    private bool IsPresent(int node) => node < FirstVirtual || _state[node] is not (State.Selected or State.Coalesced);

    private bool IsMoveRelated(int node)
    {
        foreach (int move in _graph.Moves[node])
        {
            if (_moveState[move] != MoveState.Done)
                return true;
        }

        return false;
    }
}
