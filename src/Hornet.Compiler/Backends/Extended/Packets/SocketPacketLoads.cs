// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// Keeps reads of a socket filter away from negative offsets, which the kernel's packet loads take for places relative to the network and link
/// headers: such reads are outside the packet.
/// </summary>
internal static class SocketPacketLoads
{
    public static void Lower(Function function)
    {
        var splitter = new BlockSplitter(function);
        var work = new Stack<(Block Block, int Start)>(function.Blocks.Select(block => (block, 0)));
        while (work.TryPop(out (Block Block, int Start) at))
        {
            for (int i = at.Start; i < at.Block.Operations.Count; i++)
            {
                if (at.Block.Operations[i] is not PacketLoad load || UpperBound.Of(load.Index) + load.Offset <= int.MaxValue)
                    continue;
                Value position = new Constant(SsaType.Int32, load.Offset);
                if (load.Index is not null)
                    position = at.Block.Insert(i++, new BinaryOperation(BinaryOperator.Add, load.Index, position, load.Location));
                var isNegative = at.Block.Insert(i++, new CompareOperation(Comparison.SignedLess, position, new Constant(SsaType.Int32, 0), load.Location));
                work.Push((splitter.RefuseBefore(at.Block, i, isNegative, load.Location), 1));
                break;
            }
        }
    }
}
