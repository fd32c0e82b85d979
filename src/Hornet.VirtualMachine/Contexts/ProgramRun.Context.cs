// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <content>The packet and the context.</content>
public sealed unsafe partial class ProgramRun
{
    private const int ContextCapacity = 4096;
    private const int NetworkOffset = -0x100000;
    private const int LinkOffset = -0x200000;
    private const string PacketName = "the packet";

    private byte* _contextBuffer;
    private string _primaryName = "memory";
    private ContextShape? _shape;
    private bool _hasPacket;
    private bool _isSkb;
    private bool _canWritePacket;
    private byte* _bigContext;
    private int _bigContextCapacity;

    /// <summary>The packet, for program types that get one.</summary>
    internal PacketBuffer Packet => _packet;

    /// <summary>Whether programs of this type may change the packet.</summary>
    internal bool CanWritePacket => _canWritePacket;

    /// <summary>Whether the program got a packet.</summary>
    internal bool HasPacket => _hasPacket;

    /// <summary>The context's address: what R1 held at the start.</summary>
    internal byte* Context => (byte*)(_state->ContextLength != 0 ? _state->ContextStart : _state->PrimaryStart);

    /// <summary>The context as programs with a translated context see it: the fields' numbers. Helpers read and write skb fields here.</summary>
    internal Span<byte> ContextFields => new((void*)_state->ContextStart, (int)_state->ContextLength);

    /// <summary>Whether an address is this run's context.</summary>
    internal bool IsContext(ulong address) => address != 0 && address == (ulong)Context;

    /// <summary>Reads a 32-bit context field.</summary>
    internal uint ReadContextField(int offset) => Unsafe.ReadUnaligned<uint>((void*)(_state->ContextStart + (ulong)offset));

    /// <summary>Writes a 32-bit context field, whether or not the program itself might.</summary>
    internal void WriteContextField(int offset, uint value) => Unsafe.WriteUnaligned((void*)(_state->ContextStart + (ulong)offset), value);

    /// <summary>Sets up a packet and its context.</summary>
    /// <param name="type">The program type, one whose programs get packets.</param>
    /// <param name="shape">The shape of its context.</param>
    /// <param name="frame">The packet from the link-layer header on.</param>
    /// <param name="metadata">What is known about it.</param>
    /// <returns>The context's address for R1.</returns>
    internal ulong PreparePacket(ProgramType type, ContextShape shape, ReadOnlySpan<byte> frame, in PacketMetadata metadata)
    {
        if (!ReferenceEquals(_shape, shape))
        {
            _shape = shape;
        }

        _hasPacket = true;
        _isSkb = type != ProgramType.Xdp;
        _canWritePacket = type is ProgramType.Xdp or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction
            or ProgramType.LightweightTunnelTransmit or ProgramType.SkSkb;
        if (_primaryName != PacketName)
        {
            _primaryName = PacketName;
        }

        bool startsAtNetwork = type is ProgramType.CgroupSkb or ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut
            or ProgramType.LightweightTunnelTransmit or ProgramType.LightweightTunnelSeg6Local;
        int linkHeader = Math.Min(metadata.LinkHeaderLength, frame.Length);
        _state->ContextStart = (ulong)_contextBuffer;
        _state->ContextLength = (ulong)shape.Size;
        if (_isSkb)
        {
            FillSkb(frame, metadata, linkHeader);
        }
        else
        {
            WriteContextField(XdpContext.IngressInterface, metadata.Interface);
            WriteContextField(XdpContext.RxQueue, metadata.Queue);
            WriteContextField(XdpContext.EgressInterface, metadata.EgressInterface);
        }

        _packet.Load(frame, metadata.Metadata.Span, startsAtNetwork ? linkHeader : 0, linkHeader);
        return (ulong)_contextBuffer;
    }

    /// <summary>Sets up a context that the caller gives as bytes.</summary>
    /// <param name="context">The bytes. Where they are fewer than the structure has, the rest is zero.</param>
    /// <param name="shape">The structure, by which accesses are checked; null when programs see the bytes as they are.</param>
    /// <param name="isWritable">Where there is no structure: whether programs may store to the context.</param>
    /// <returns>The context's address for R1.</returns>
    internal ulong PrepareBytes(ReadOnlySpan<byte> context, ContextShape? shape, bool isWritable)
    {
        if (shape is not null)
        {
            PrepareMemory(null, 0, isWritable: false, "the context");
            _shape = shape;
            var fields = new Span<byte>(_contextBuffer, shape.Size);
            fields.Clear();
            context[..Math.Min(context.Length, shape.Size)].CopyTo(fields);
            _state->ContextStart = (ulong)_contextBuffer;
            _state->ContextLength = (ulong)shape.Size;
            return (ulong)_contextBuffer;
        }

        byte* buffer = _contextBuffer;
        if (context.Length > ContextCapacity)
        {
            if (context.Length > _bigContextCapacity)
            {
                NativeMemory.Free(_bigContext);
                _bigContextCapacity = 0;
                _bigContext = (byte*)NativeMemory.AllocZeroed((nuint)context.Length);
                _bigContextCapacity = context.Length;
            }

            buffer = _bigContext;
        }

        context.CopyTo(new Span<byte>(buffer, context.Length));
        PrepareMemory(buffer, context.Length, isWritable, "the context");
        return (ulong)buffer;
    }

    /// <summary>Makes a block of memory the primary region.</summary>
    internal void PrepareMemory(byte* memory, int length, bool isWritable, string name)
    {
        _shape = null;
        _hasPacket = false;
        _isSkb = false;
        _primaryName = name;
        _state->ContextStart = 0;
        _state->ContextLength = 0;
        _state->PrimaryStart = (ulong)memory;
        _state->PrimaryRead = AccessLimits.Of((ulong)length);
        _state->PrimaryWrite = isWritable ? _state->PrimaryRead : default;
        _state->PacketMeta = (ulong)memory;
        _state->PacketData = (ulong)memory;
        _state->PacketEnd = (ulong)memory + (ulong)length;
    }

    /// <summary>The bytes of a context that was set up by <see cref="PrepareBytes"/>, as the program left them.</summary>
    internal Span<byte> ContextBytes => _state->ContextLength != 0
        ? ContextFields
        : new Span<byte>((void*)_state->PrimaryStart, (int)_state->PrimaryRead.Bytes1);

    /// <summary>Follows the packet after it moved, grew or shrank.</summary>
    internal void OnPacketChanged()
    {
        // Happens for every packet: nothing is read back that was just stored.
        RunState* state = _state;
        byte* meta = _packet.Meta;
        byte* end = _packet.DataEnd;
        AccessLimits limits = AccessLimits.Of((ulong)(end - meta));
        state->PrimaryStart = (ulong)meta;
        state->PrimaryRead = limits;
        state->PrimaryWrite = _canWritePacket ? limits : default;
        state->PacketMeta = (ulong)meta;
        state->PacketData = (ulong)_packet.Data;
        state->PacketEnd = (ulong)end;
        if (_isSkb)
        {
            WriteContextField(SkbContext.Length, (uint)_packet.Length);
        }
    }

    /// <summary>Loads from a context whose fields need translation.</summary>
    /// <returns>The value, zero-extended; a pointer has 64 bits whatever the size.</returns>
    private ulong LoadContext(int offset, int size, out bool isPointer)
    {
        ContextShape shape = _shape!;
        if (!shape.CanRead(offset, size))
        {
            throw CreateContextError(offset, size, MemoryAccess.Read);
        }

        ContextValue value = _hasPacket ? shape.ValueAt(offset) : ContextValue.Scalar;
        isPointer = value is ContextValue.Packet or ContextValue.PacketEnd or ContextValue.PacketMeta;
        byte* address = (byte*)_state->ContextStart + offset;
        return value switch
        {
            ContextValue.Packet => _state->PacketData,
            ContextValue.PacketEnd => _state->PacketEnd,
            ContextValue.PacketMeta => _state->PacketMeta,
            _ => size switch
            {
                1 => *address,
                2 => Unsafe.ReadUnaligned<ushort>(address),
                4 => Unsafe.ReadUnaligned<uint>(address),
                _ => Unsafe.ReadUnaligned<ulong>(address),
            },
        };
    }

    /// <summary>Stores to a context whose fields need translation.</summary>
    private void StoreContext(int offset, int size, ulong value)
    {
        if (!_shape!.CanWrite(offset, size))
        {
            throw CreateContextError(offset, size, MemoryAccess.Write);
        }

        byte* address = (byte*)_state->ContextStart + offset;
        switch (size)
        {
            case 1:
                *address = (byte)value;
                break;
            case 2:
                Unsafe.WriteUnaligned(address, (ushort)value);
                break;
            case 4:
                Unsafe.WriteUnaligned(address, (uint)value);
                break;
            default:
                Unsafe.WriteUnaligned(address, value);
                break;
        }
    }

    /// <summary>Finds bytes of the packet for the deprecated packet loads; negative offsets are relative to a header (<c>SKF_NET_OFF</c>, <c>SKF_LL_OFF</c>).</summary>
    /// <returns>Null when they do not all lie in the packet.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal byte* FindPacketBytes(int offset, int size)
    {
        byte* start = _hasPacket ? _packet.Data : (byte*)_state->PrimaryStart;
        byte* end = _hasPacket ? _packet.DataEnd : start + _state->PrimaryRead.Bytes1;
        long from = offset;
        byte* origin = start;
        if (offset < 0 && _hasPacket)
        {
            origin = offset >= NetworkOffset ? _packet.NetworkHeader : _packet.LinkHeader;
            from = offset >= NetworkOffset ? (long)offset - NetworkOffset : (long)offset - LinkOffset;
            start = _packet.LinkHeader < start ? _packet.LinkHeader : start;
        }

        byte* bytes = origin + from;
        return from >= 0 && bytes >= start && end - bytes >= size ? bytes : null;
    }

    private void FillSkb(ReadOnlySpan<byte> frame, in PacketMetadata metadata, int linkHeader)
    {
        new Span<byte>(_contextBuffer, SkbContext.Size).Clear();
        ushort protocol = metadata.Protocol
            ?? (linkHeader >= 14 && frame.Length >= 14 ? BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) : (ushort)0);
        WriteContextField(SkbContext.Protocol, NetworkOrder(protocol));
        WriteContextField(SkbContext.PacketType, metadata.PacketType);
        WriteContextField(SkbContext.Mark, metadata.Mark);
        WriteContextField(SkbContext.QueueMapping, metadata.Queue);
        WriteContextField(SkbContext.Priority, metadata.Priority);
        WriteContextField(SkbContext.IngressInterface, metadata.Interface);
        WriteContextField(SkbContext.Interface, metadata.Interface);
        WriteContextField(SkbContext.Hash, metadata.Hash);
        WriteContextField(SkbContext.WireLength, metadata.WireLength ?? (uint)frame.Length);
        WriteContextField(SkbContext.GsoSegments, metadata.GsoSegments);
        WriteContextField(SkbContext.GsoSize, metadata.GsoSize);
        if (metadata.VlanTag is { } vlan)
        {
            WriteContextField(SkbContext.VlanPresent, 1);
            WriteContextField(SkbContext.VlanTci, vlan);
            WriteContextField(SkbContext.VlanProtocol, NetworkOrder(metadata.VlanProtocol));
        }

        Unsafe.WriteUnaligned(_contextBuffer + SkbContext.Timestamp, metadata.Timestamp);
        Unsafe.WriteUnaligned(_contextBuffer + SkbContext.HardwareTimestamp, metadata.HardwareTimestamp);
        for (int i = 0; i < metadata.ControlBlock.Length && i < 5; i++)
        {
            WriteContextField(SkbContext.ControlBlock + (4 * i), metadata.ControlBlock.Span[i]);
        }
    }

    private static ushort NetworkOrder(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private MemoryAccessException CreateContextError(int offset, int size, MemoryAccess access) => new(
        $"invalid context access: {(access == MemoryAccess.Read ? "read" : "write")} of {size} byte{(size == 1 ? "" : "s")} at offset {offset}",
        Position,
        _state->ContextStart + (ulong)offset,
        (ulong)size,
        access,
        "the context",
        offset);
}
