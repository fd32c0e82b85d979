// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

// A switch becomes a balanced search tree over runs of neighbouring cases that go to the same block.
internal sealed partial class InstructionSelector
{
    private const int Linear = 3;

    private void SelectSwitch(Block block, Switch @switch)
    {
        bool wide = IsWide(@switch.Selector.Type);
        ulong limit = wide ? ulong.MaxValue : uint.MaxValue;
        var edges = new Dictionary<Block, MachineBlock>();
        MachineBlock otherwise = Edge(@switch.Otherwise);
        List<Run> runs = [];
        foreach ((ulong constant, Block target) in CasesOf(@switch).OrderBy(pair => pair.Constant))
        {
            if (constant > limit)
                continue;
            if (runs.Count > 0 && runs[^1].Last == constant)
                throw Fault($"the switch has two cases for {constant}");
            if (target == @switch.Otherwise)
                continue;
            MachineBlock edge = Edge(target);
            if (runs.Count > 0 && runs[^1].Target == edge && runs[^1].Last + 1 == constant)
                runs[^1] = runs[^1] with { Last = constant };
            else
                runs.Add(new Run(constant, constant, edge));
        }

        int selector = wide || Version < CpuVersion.V3 ? UseWide(@switch.Selector) : Use(@switch.Selector);
        Search(new SwitchTree(selector, wide, runs, otherwise), 0, runs.Count, 0, limit);

        MachineBlock Edge(Block target)
        {
            if (!edges.TryGetValue(target, out MachineBlock? edge))
                edges.Add(target, edge = EdgeTo(block, target));
            return edge;
        }
    }

    private static IEnumerable<(ulong Constant, Block Target)> CasesOf(Switch @switch)
    {
        for (int i = 0; i < @switch.Cases.Length; i++)
            yield return (@switch.Cases[i], @switch.Targets[i]);
    }

    /// <summary>Looks among the runs from <paramref name="first"/> to before <paramref name="end"/>, knowing that the value lies between two bounds.</summary>
    private void Search(SwitchTree tree, int first, int end, ulong low, ulong high)
    {
        if (end - first > Linear)
        {
            int middle = (first + end) / 2;
            ulong pivot = tree.Runs[middle].First;
            MachineBlock upper = _machine.AddBlock();
            MachineBlock lower = _machine.AddBlock();
            JumpIfConstant(tree, JumpOperation.GreaterOrEqual, pivot, upper, lower);
            _block = lower;
            Search(tree, first, middle, low, pivot - 1);
            _block = upper;
            Search(tree, middle, end, pivot, high);
            return;
        }

        for (int i = first; i < end; i++)
            low = Test(tree, tree.Runs[i], low, high);
        if (_block.Next is null && _block.Condition is null)
            _block.Next = tree.Otherwise;
    }

    /// <summary>Goes to the run's block if the value is in it, else to a new current block; gives the lower bound that holds there.</summary>
    private ulong Test(SwitchTree tree, Run run, ulong low, ulong high)
    {
        if (_block.Next is not null)
            return low;
        if (run.First <= low && run.Last >= high)
        {
            _block.Next = run.Target;
            return low;
        }

        MachineBlock rest = _machine.AddBlock();
        if (run.First == run.Last)
        {
            JumpIfConstant(tree, JumpOperation.Equal, run.First, run.Target, rest);
        }
        else if (run.Last >= high)
        {
            JumpIfConstant(tree, JumpOperation.GreaterOrEqual, run.First, run.Target, rest);
        }
        else
        {
            if (run.First > low)
            {
                MachineBlock inside = _machine.AddBlock();
                JumpIfConstant(tree, JumpOperation.GreaterOrEqual, run.First, inside, tree.Otherwise);
                _block = inside;
            }

            JumpIfConstant(tree, JumpOperation.GreaterThan, run.Last, rest, run.Target);
        }

        _block = rest;
        return run.First <= low || run.First != run.Last ? run.Last + 1 : low;
    }

    private void JumpIfConstant(SwitchTree tree, JumpOperation operation, ulong constant, MachineBlock taken, MachineBlock next)
    {
        bool short32 = !tree.Wide && Version >= CpuVersion.V3;
        if (short32 || (long)constant == (int)constant)
        {
            JumpIf(Build.JumpIfImmediate(operation, !short32, tree.Selector, (int)constant), taken, next);
            return;
        }

        int held = Emit(Build.Constant(_machine.NewRegister(), constant)).Destination;
        JumpIf(Build.JumpIf(operation, wide: true, tree.Selector, held), taken, next);
    }

    private sealed record SwitchTree(int Selector, bool Wide, List<Run> Runs, MachineBlock Otherwise);

    private readonly record struct Run(ulong First, ulong Last, MachineBlock Target);
}
