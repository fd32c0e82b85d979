// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// Which virtual registers hold a value that is still read, where blocks begin and end. Found by walking from each use back to the
/// definitions, which costs no more than the answer is long.
/// </summary>
internal sealed class Liveness
{
    private readonly List<MachineBlock>[] _predecessors;
    private readonly HashSet<int>[] _definitions;
    private readonly HashSet<int>[] _liveIn;
    private readonly HashSet<int>[] _liveOut;

    private Liveness(MachineFunction function)
    {
        int count = function.Blocks.Count;
        _predecessors = Fill(count, () => new List<MachineBlock>());
        _definitions = Fill(count, () => new HashSet<int>());
        _liveIn = Fill(count, () => new HashSet<int>());
        _liveOut = Fill(count, () => new HashSet<int>());
        foreach (MachineBlock block in function.Blocks)
        {
            foreach (MachineBlock successor in block.Successors)
                _predecessors[successor.Id].Add(block);
        }
    }

    /// <summary>Finds the live registers of a function whose blocks are numbered.</summary>
    public static Liveness Of(MachineFunction function)
    {
        var liveness = new Liveness(function);
        var work = new Stack<(MachineBlock Block, int Register)>();
        foreach (MachineBlock block in function.Blocks)
            liveness.Define(block);
        foreach (MachineBlock block in function.Blocks)
        {
            foreach (int register in ExposedReads(block))
                work.Push((block, register));
        }

        while (work.TryPop(out (MachineBlock Block, int Register) at))
        {
            if (!liveness._liveIn[at.Block.Id].Add(at.Register))
                continue;
            foreach (MachineBlock predecessor in liveness._predecessors[at.Block.Id])
            {
                if (liveness._liveOut[predecessor.Id].Add(at.Register) && !liveness._definitions[predecessor.Id].Contains(at.Register))
                    work.Push((predecessor, at.Register));
            }
        }

        return liveness;
    }

    /// <summary>The registers that are read after a block.</summary>
    public IReadOnlyCollection<int> AtEndOf(MachineBlock block) => _liveOut[block.Id];

    private void Define(MachineBlock block)
    {
        foreach (MachineInstruction instruction in block.Instructions)
        {
            if (instruction.WritesDestination)
                _definitions[block.Id].Add(instruction.Destination);
            if (instruction.WritesSource)
                _definitions[block.Id].Add(instruction.Source);
        }
    }

    private static HashSet<int> ExposedReads(MachineBlock block)
    {
        var written = new HashSet<int>();
        var exposed = new HashSet<int>();
        foreach (MachineInstruction instruction in block.Condition is null ? block.Instructions : block.Instructions.Append(block.Condition))
        {
            if (instruction.ReadsDestination)
                Read(instruction.Destination);
            if (instruction.ReadsSource)
                Read(instruction.Source);
            if (instruction.WritesDestination)
                written.Add(instruction.Destination);
            if (instruction.WritesSource)
                written.Add(instruction.Source);
        }

        return exposed;

        void Read(int register)
        {
            if (register >= MachineInstruction.FirstVirtual && !written.Contains(register))
                exposed.Add(register);
        }
    }

    private static T[] Fill<T>(int count, Func<T> make)
    {
        var array = new T[count];
        for (int i = 0; i < count; i++)
            array[i] = make();
        return array;
    }
}
