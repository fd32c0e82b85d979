// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Which registers hold values at the same time, and which are copied to each other.</summary>
internal sealed class InterferenceGraph
{
    private readonly HashSet<long> _edges = [];

    private InterferenceGraph(int registers)
    {
        Neighbours = new List<int>[registers];
        Moves = new List<int>[registers];
        Cost = new double[registers];
        for (int i = 0; i < registers; i++)
        {
            Neighbours[i] = [];
            Moves[i] = [];
        }
    }

    /// <summary>The registers that each virtual register must differ from. Those of the machine have no list: they differ from each other anyway.</summary>
    public List<int>[] Neighbours { get; }

    /// <summary>The copies each register takes part in, by their place in <see cref="MoveList"/>.</summary>
    public List<int>[] Moves { get; }

    /// <summary>The copies.</summary>
    public List<MachineInstruction> MoveList { get; } = [];

    /// <summary>How often each register is read and written, loops counting ten times.</summary>
    public double[] Cost { get; }

    /// <summary>Finds what interferes; takes out instructions whose result nobody reads.</summary>
    public static InterferenceGraph Of(MachineFunction function)
    {
        var graph = new InterferenceGraph(function.RegisterCount);
        Liveness liveness = Liveness.Of(function);
        foreach (MachineBlock block in function.Blocks)
            graph.AddBlock(block, [.. liveness.AtEndOf(block)]);
        return graph;
    }

    public bool Interfere(int left, int right) => left < FirstVirtual && right < FirstVirtual ? left != right : _edges.Contains(Key(left, right));

    /// <summary>Makes two registers differ; gives whether that is new.</summary>
    public bool Add(int left, int right)
    {
        if (left == right || left == MachineInstruction.FramePointer || right == MachineInstruction.FramePointer)
            return false;
        if ((left < FirstVirtual && right < FirstVirtual) || !_edges.Add(Key(left, right)))
            return false;
        if (left >= FirstVirtual)
            Neighbours[left].Add(right);
        if (right >= FirstVirtual)
            Neighbours[right].Add(left);
        return true;
    }

    private const int FirstVirtual = MachineInstruction.FirstVirtual;

    private static long Key(int left, int right) => left < right ? ((long)left << 32) | (uint)right : ((long)right << 32) | (uint)left;

    private void AddBlock(MachineBlock block, HashSet<int> live)
    {
        double weight = Math.Pow(10, Math.Min(block.LoopDepth, 6));
        bool hasDead = false;
        if (block.Condition is not null)
            Read(block.Condition, live, weight);
        for (int i = block.Instructions.Count - 1; i >= 0; i--)
        {
            MachineInstruction instruction = block.Instructions[i];
            if (instruction.IsPure && instruction.Destination >= FirstVirtual && !live.Contains(instruction.Destination))
            {
                block.Instructions[i] = null!;
                hasDead = true;
                continue;
            }

            Write(instruction, live, weight);
            Read(instruction, live, weight);
        }

        if (hasDead)
            block.Instructions.RemoveAll(static instruction => instruction is null);
    }

    private void Write(MachineInstruction instruction, HashSet<int> live, double weight)
    {
        if (instruction.IsMove)
        {
            // A copy may share the register of what it copies.
            live.Remove(instruction.Source);
            Moves[instruction.Destination].Add(MoveList.Count);
            if (instruction.Source != MachineInstruction.FramePointer)
                Moves[instruction.Source].Add(MoveList.Count);
            MoveList.Add(instruction);
        }

        if (instruction.WritesDestination)
            Define(instruction.Destination);
        if (instruction.WritesSource)
            Define(instruction.Source);
        for (int register = 0; instruction.ImplicitWrites >> register != 0; register++)
        {
            if ((instruction.ImplicitWrites >> register & 1) != 0)
                Define(register);
        }

        if (instruction.WritesDestination)
            live.Remove(instruction.Destination);
        if (instruction.WritesSource)
            live.Remove(instruction.Source);
        for (int register = 0; instruction.ImplicitWrites >> register != 0; register++)
        {
            if ((instruction.ImplicitWrites >> register & 1) != 0)
                live.Remove(register);
        }

        void Define(int defined)
        {
            Cost[defined] += weight;
            foreach (int other in live)
                Add(defined, other);
        }
    }

    private void Read(MachineInstruction instruction, HashSet<int> live, double weight)
    {
        if (instruction.ReadsDestination)
            Use(instruction.Destination);
        if (instruction.ReadsSource)
            Use(instruction.Source);
        for (int register = 0; instruction.ImplicitReads >> register != 0; register++)
        {
            if ((instruction.ImplicitReads >> register & 1) != 0)
                live.Add(register);
        }

        void Use(int register)
        {
            if (register == MachineInstruction.FramePointer)
                return;
            Cost[register] += weight;
            live.Add(register);
        }
    }
}
