// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;

namespace Hornet.Compiler.Ssa;

/// <summary>
/// Reads 1, 2 or 4 bytes of the packet in network byte order as a 32-bit integer. A read that is not wholly inside the captured bytes ends the
/// program with 0, in whatever function it stands: the rule of classic BPF, which filters are written for. Passes may therefore drop or move a
/// read only where another one before it proves that it succeeds.
/// </summary>
public sealed class PacketLoad : Operation
{
    /// <summary>Creates a read.</summary>
    /// <param name="size">How many bytes.</param>
    /// <param name="offset">Where: from the start of the packet, or added to the index modulo 2^32.</param>
    /// <param name="index">A 32-bit integer, or null.</param>
    /// <param name="location">Where it stands in the source.</param>
    public PacketLoad(MemorySize size, uint offset, Value? index = null, SourceSpan location = default)
        : base(SsaType.Int32, location, index is null ? [] : [index])
    {
        Size = size;
        Offset = offset;
    }

    /// <summary>How many bytes.</summary>
    public MemorySize Size { get; }

    /// <summary>Where, from the start of the packet or from the index.</summary>
    public uint Offset { get; }

    /// <summary>What is added to the offset, or null.</summary>
    public Value? Index => Operands.Length == 0 ? null : Operands[0];

    /// <inheritdoc/>
    public override bool HasEffect => true;
}

/// <summary>The packet's length on the wire, as a 32-bit integer; not the captured one.</summary>
public sealed class PacketLength(SourceSpan location = default) : Operation(SsaType.Int32, location);

/// <summary>What the kernel knows of a packet beside its bytes, by the extensions of classic BPF; a 32-bit integer.</summary>
public sealed class PacketMetadata(ClassicExtension extension, SourceSpan location = default) : Operation(SsaType.Int32, location)
{
    /// <summary>Which.</summary>
    public ClassicExtension Extension { get; } = extension;
}
