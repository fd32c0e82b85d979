// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Passes.Filters;

namespace Hornet.Compiler.Backends.Classic;

/// <content>Looking up constants by a balanced search.</content>
internal sealed partial class GraphSelector
{
    // How many constants are compared one by one where the search ends.
    private const int Bucket = 4;

    private void WriteLookup(Step step)
    {
        var ranges = new List<(uint First, uint Last, ClassicBlock Target)>();
        foreach ((uint constant, Step target) in step.Cases)
        {
            ClassicBlock block = _blocks[target];
            if (ranges.Count > 0 && ranges[^1].Target == block && ranges[^1].Last + 1 == constant)
                ranges[^1] = (ranges[^1].First, constant, block);
            else
                ranges.Add((constant, constant, block));
        }

        Search(_code, ranges, 0, ranges.Count, _blocks[step.IfFalse!]);
    }

    /// <summary>Ends a block with the search among some of the ranges.</summary>
    private void Search(ClassicBlock block, List<(uint First, uint Last, ClassicBlock Target)> ranges, int start, int end, ClassicBlock otherwise)
    {
        if (end - start > Bucket)
        {
            int middle = start + ((end - start) / 2);
            var above = new ClassicBlock();
            var below = new ClassicBlock();
            block.EndWithBranch(ClassicOpcodes.JumpIfGreater, ranges[middle - 1].Last, above, below, _step.Location);
            Search(above, ranges, middle, end, otherwise);
            Search(below, ranges, start, middle, otherwise);
            return;
        }

        for (int i = start; i < end; i++)
        {
            (uint first, uint last, ClassicBlock target) = ranges[i];
            ClassicBlock next = i + 1 < end ? new ClassicBlock() : otherwise;
            if (first == last)
            {
                block.EndWithBranch(ClassicOpcodes.JumpIfEqual, first, target, next, _step.Location);
            }
            else
            {
                var within = new ClassicBlock();
                block.EndWithBranch(ClassicOpcodes.JumpIfGreaterOrEqual, first, within, otherwise, _step.Location);
                within.EndWithBranch(ClassicOpcodes.JumpIfGreater, last, next, target, _step.Location);
            }

            block = next;
        }
    }
}
