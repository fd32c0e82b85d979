// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>Tests of the addresses of link headers that have a source and a destination.</summary>
internal static class Addresses
{
    public static readonly byte[] ToAll = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    /// <summary>Whether the addresses that a direction names are this one.</summary>
    public static Fragment SourceAndDestination(Scope scope, FilterDirection direction, ReadOnlySpan<byte> address, int source, int destination)
    {
        switch (direction)
        {
            case FilterDirection.Source:
                return scope.Bytes(Anchor.LinkHeader, source, address);
            case FilterDirection.Destination:
                return scope.Bytes(Anchor.LinkHeader, destination, address);
            case FilterDirection.SourceAndDestination:
                return scope.Bytes(Anchor.LinkHeader, source, address).And(scope.Bytes(Anchor.LinkHeader, destination, address));
            case FilterDirection.Default or FilterDirection.SourceOrDestination:
                return scope.Bytes(Anchor.LinkHeader, source, address).Or(scope.Bytes(Anchor.LinkHeader, destination, address));
            default:
                throw scope.Error($"{Directions.Name(direction)} is an address of 802.11 frames, which {scope.Link.Describe()} does not have");
        }
    }

    /// <summary>Whether an address is that of a group: the lowest bit of its first byte (IEEE 802).</summary>
    public static Fragment IsGroup(Scope scope, int offset) => scope.Compare(Anchor.LinkHeader, offset, MemorySize.Byte, Comparison.AnyBits, 1);
}
