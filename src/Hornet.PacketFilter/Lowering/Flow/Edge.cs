// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Lowering.Flow;

/// <summary>A way out of a finished block that leads nowhere yet.</summary>
/// <param name="Terminator">The end of the block.</param>
/// <param name="Index">Which of its targets.</param>
internal readonly record struct Edge(Terminator Terminator, int Index)
{
    public void ConnectTo(Block block) => Terminator.SetTarget(Index, block);
}
