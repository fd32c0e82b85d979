// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Tidies the blocks after registers are given: leads jumps past empty blocks and lets equal ends stand once.</summary>
internal static class BlockCleaner
{
    private const int LongestMergedEnd = 4;

    /// <summary>Tidies a function and takes out blocks that control does not reach.</summary>
    public static void Clean(MachineFunction function)
    {
        MergeEnds(function);
        var final = new Dictionary<MachineBlock, MachineBlock>();
        foreach (MachineBlock block in function.Blocks)
        {
            if (block.Taken is not null)
                block.Taken = Destination(block.Taken, final);
            if (block.Next is not null)
                block.Next = Destination(block.Next, final);
            if (block.Taken == block.Next)
                (block.Condition, block.Taken) = (null, null);
        }

        RemoveUnreached(function);
    }

    private static void MergeEnds(MachineFunction function)
    {
        var ends = new Dictionary<string, MachineBlock>(StringComparer.Ordinal);
        var replaced = new Dictionary<MachineBlock, MachineBlock>();
        foreach (MachineBlock block in function.Blocks)
        {
            if (block.Next is not null || block.Condition is not null || block.Instructions.Count > LongestMergedEnd || block == function.Blocks[0] || block.Instructions.Exists(instruction => instruction.Callee is not null))
                continue;
            string key = string.Join(';', block.Instructions.Select(Key));
            if (ends.TryGetValue(key, out MachineBlock? same))
                replaced.Add(block, same);
            else
                ends.Add(key, block);
        }

        foreach (MachineBlock block in function.Blocks)
        {
            if (block.Taken is not null)
                block.Taken = replaced.GetValueOrDefault(block.Taken, block.Taken);
            if (block.Next is not null)
                block.Next = replaced.GetValueOrDefault(block.Next, block.Next);
        }
    }

    private static string Key(MachineInstruction i) =>
        $"{i.Opcode:x}.{i.Destination}.{i.Source}.{i.Offset}.{i.Immediate}.{i.Wide:x}.{i.Reference}.{i.Slot?.Offset}.{i.IsSlotAddress}";

    private static MachineBlock Destination(MachineBlock block, Dictionary<MachineBlock, MachineBlock> final)
    {
        if (final.TryGetValue(block, out MachineBlock? known))
            return known;
        MachineBlock end = block;
        var passed = new HashSet<MachineBlock>();
        while (end is { Instructions.Count: 0, Condition: null, Next: not null } && passed.Add(end))
            end = end.Next;
        foreach (MachineBlock empty in passed)
            final[empty] = end;
        return final[block] = end;
    }

    private static void RemoveUnreached(MachineFunction function)
    {
        var reached = new HashSet<MachineBlock> { function.Blocks[0] };
        var work = new Stack<MachineBlock>(reached);
        while (work.TryPop(out MachineBlock? block))
        {
            foreach (MachineBlock successor in block.Successors.Where(reached.Add))
                work.Push(successor);
        }

        function.Blocks.RemoveAll(block => !reached.Contains(block));
        function.Renumber();
    }
}
