// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;

namespace Hornet.PacketFilters.Lowering;

/// <summary>A walk along headers that each name the next: the number of the next header and its place are in words.</summary>
/// <param name="Scope">Where it is lowered.</param>
/// <param name="Next">The number of the header that the walk has come to.</param>
/// <param name="Place">The place of that header, counted from the origin.</param>
/// <param name="Origin">What places count from, as an offset in the packet.</param>
internal readonly record struct HeaderChain(Scope Scope, StackSlot Next, StackSlot Place, uint Origin)
{
    /// <summary>Whether the header is of a protocol.</summary>
    public Fragment Is(uint protocol)
    {
        Block block = Scope.NewBlock();
        return Scope.Branch(block, Comparison.Equal, Scope.Read(block, Next), protocol);
    }

    /// <summary>Leads to a block where the header is one of several.</summary>
    /// <param name="arriving">The ways to the tests.</param>
    /// <param name="protocols">The protocols.</param>
    /// <param name="block">Where to go for them.</param>
    /// <returns>The ways for all others.</returns>
    public Edges Select(Edges arriving, ReadOnlySpan<uint> protocols, Block block)
    {
        foreach (uint protocol in protocols)
        {
            Fragment test = Is(protocol);
            arriving.ConnectTo(test.Entry);
            test.True.ConnectTo(block);
            arriving = test.False;
        }

        return arriving;
    }

    /// <summary>Reads a part of the header.</summary>
    public Value Read(Block block, uint offset, MemorySize size) =>
        block.Append(new PacketLoad(size, Origin + offset, Scope.Read(block, Place), Scope.Span));

    /// <summary>Passes a header that begins with the number of the next one and its own length in units, some of which are not counted.</summary>
    public Edges Pass(Block block, uint uncounted, uint unit)
    {
        Value place = Scope.Read(block, Place);
        Scope.Write(block, Next, block.Append(new PacketLoad(MemorySize.Byte, Origin, place, Scope.Span)));
        Value units = block.Append(new PacketLoad(MemorySize.Byte, Origin + 1, place, Scope.Span));
        Value length = Scope.Binary(block, BinaryOperator.Multiply, Scope.Binary(block, BinaryOperator.Add, units, uncounted), unit);
        Scope.Write(block, Place, Scope.Binary(block, BinaryOperator.Add, length, place));
        return Scope.Leave(block);
    }
}
