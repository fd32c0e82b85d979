// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>The fields of an skb that helpers read and write, whether or not the program itself might.</summary>
internal static unsafe class SkbFields
{
    /// <summary>Ethernet types as a little-endian machine sees them in network byte order.</summary>
    public static readonly ushort IPv4 = BinaryPrimitives.ReverseEndianness((ushort)0x0800);

    /// <summary>IPv6.</summary>
    public static readonly ushort IPv6 = BinaryPrimitives.ReverseEndianness((ushort)0x86DD);

    /// <summary>IEEE 802.1Q.</summary>
    public static readonly ushort Vlan = BinaryPrimitives.ReverseEndianness((ushort)0x8100);

    /// <summary>IEEE 802.1ad.</summary>
    public static readonly ushort ServiceVlan = BinaryPrimitives.ReverseEndianness((ushort)0x88A8);

    /// <summary>Reads a 32-bit field; 0 when the context is too short to have it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(ProgramRun run, int offset) =>
        (ulong)offset + sizeof(uint) <= run.State->ContextLength ? run.ReadContextField(offset) : 0;

    /// <summary>Writes a 32-bit field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ProgramRun run, int offset, uint value)
    {
        if ((ulong)offset + sizeof(uint) <= run.State->ContextLength)
            run.WriteContextField(offset, value);
    }

    /// <summary>Writes the time stamp and its kind.</summary>
    public static void WriteTimestamp(ProgramRun run, ulong time, byte kind)
    {
        Span<byte> fields = run.ContextFields;
        if (fields.Length <= SkbContext.TimestampType)
            return;
        BinaryPrimitives.WriteUInt64LittleEndian(fields[SkbContext.Timestamp..], time);
        fields[SkbContext.TimestampType] = kind;
    }

    /// <summary>The protocol in network byte order.</summary>
    public static ushort GetProtocol(ProgramRun run) => (ushort)Read(run, SkbContext.Protocol);

    /// <summary>Whether the packet is a train of segments that the network card splits.</summary>
    public static bool IsGso(ProgramRun run) => Read(run, SkbContext.GsoSize) != 0;

    /// <summary>The offset of the network header from the link-layer header.</summary>
    public static int LinkHeaderLength(ProgramRun run) => (int)(run.Packet.NetworkHeader - run.Packet.LinkHeader);

    /// <summary>The offset of the network header from what the program sees as the packet's start.</summary>
    public static int NetworkOffset(ProgramRun run) => (int)(run.Packet.NetworkHeader - run.Packet.Data);

    /// <summary>Forgets the hash, so that it is computed anew when it is asked for.</summary>
    public static void ClearHash(ProgramRun run)
    {
        Write(run, SkbContext.Hash, 0);
        run.Helpers.HasHash = false;
    }
}
