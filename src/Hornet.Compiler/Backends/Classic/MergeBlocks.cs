// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>Makes one of blocks that have the same instructions and go on to the same blocks.</summary>
internal static class MergeBlocks
{
    /// <summary>Runs the pass.</summary>
    /// <returns>The block where the program starts.</returns>
    public static ClassicBlock Run(ClassicBlock entry)
    {
        var first = new Dictionary<ClassicBlock, ClassicBlock>(new SameCode());
        var merged = new Dictionary<ClassicBlock, ClassicBlock>(ReferenceEqualityComparer.Instance);
        entry = ClassicLayout.Skip(entry);
        // Blocks come after all they go to, so that theirs are merged already.
        foreach (ClassicBlock block in ClassicLayout.PostOrder(entry))
        {
            if (block.IfTrue is not null)
                block.IfTrue = merged[ClassicLayout.Skip(block.IfTrue)];
            if (block.IfFalse is not null)
                block.IfFalse = merged[ClassicLayout.Skip(block.IfFalse)];
            if (block.Exit == ClassicExit.Branch && block.IfTrue == block.IfFalse)
                block.EndWithJump(block.IfTrue!, block.Location);
            if (block.Exit == ClassicExit.Jump && block.Code.Count == 0)
            {
                merged[block] = block.IfTrue!;
                continue;
            }

            if (!first.TryGetValue(block, out ClassicBlock? same))
                first[block] = same = block;
            merged[block] = same;
        }

        return merged[entry];
    }

    private sealed class SameCode : IEqualityComparer<ClassicBlock>
    {
        public bool Equals(ClassicBlock? x, ClassicBlock? y) =>
            x is not null && y is not null && x.Exit == y.Exit && x.Last == y.Last && x.IfTrue == y.IfTrue && x.IfFalse == y.IfFalse
            && x.Code.Select(c => c.Instruction).SequenceEqual(y.Code.Select(c => c.Instruction));

        public int GetHashCode([DisallowNull] ClassicBlock block)
        {
            var hash = new HashCode();
            hash.Add(block.Exit);
            hash.Add(block.Last);
            hash.Add(block.IfTrue is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(block.IfTrue));
            hash.Add(block.IfFalse is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(block.IfFalse));
            foreach ((Bytecode.Classic.ClassicInstruction instruction, _) in block.Code)
                hash.Add(instruction);
            return hash.ToHashCode();
        }
    }
}
