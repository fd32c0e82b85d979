// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Bytes of an skb: loads and stores relative to the packet or a header, and making it linear.</summary>
internal static unsafe class SkbHelpers
{
    private const ulong RecomputeChecksum = 1 << 0;
    private const ulong InvalidateHash = 1 << 1;

    /// <summary>The farthest a header offset may point.</summary>
    private const uint LastHeaderOffset = 0xffff;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.SkbLoadBytes, &LoadBytes);
        table.Add(HelperId.SkbLoadBytesRelative, &LoadBytesRelative);
        table.Add(HelperId.SkbStoreBytes, &StoreBytes);
        table.Add(HelperId.SkbPullData, &PullData, "Packets are always linear.");
    }

    private static ulong LoadBytes(ProgramRun run, ulong context, ulong offset, ulong to, ulong length, ulong r5)
    {
        uint last = run.Program.Type == ProgramType.FlowDissector ? LastHeaderOffset : int.MaxValue;
        return Load(run, run.Packet.Span, (uint)offset, last, to, (uint)length);
    }

    private static ulong LoadBytesRelative(ProgramRun run, ulong context, ulong offset, ulong to, ulong length, ulong header)
    {
        const uint FromLinkHeader = 0;
        const uint FromNetworkHeader = 1;
        PacketBuffer packet = run.Packet;
        byte* start = (uint)header switch
        {
            FromLinkHeader => packet.LinkHeader,
            FromNetworkHeader => packet.NetworkHeader,
            _ => packet.DataEnd,
        };
        // An unknown header has no bytes at all, so that even nothing cannot be loaded from it.
        uint last = (uint)header <= FromNetworkHeader ? LastHeaderOffset : 0;
        ReadOnlySpan<byte> bytes = start < packet.DataEnd ? new(start, (int)(packet.DataEnd - start)) : default;
        return Load(run, bytes, (uint)offset, last, to, (uint)length, isKnown: (uint)header <= FromNetworkHeader);
    }

    private static ulong Load(
        ProgramRun run, scoped ReadOnlySpan<byte> packet, uint offset, uint lastOffset, ulong to, uint length, bool isKnown = true)
    {
        Span<byte> destination = run.Writable(to, length);
        if (!isKnown || offset > lastOffset || (ulong)offset + length > (ulong)packet.Length)
        {
            destination.Clear();
            return Errno.Result(Errno.EFAULT);
        }

        packet.Slice((int)offset, (int)length).CopyTo(destination);
        return 0;
    }

    private static ulong StoreBytes(ProgramRun run, ulong context, ulong offset, ulong from, ulong length, ulong flags) =>
        Errno.Of(Store(run, (uint)offset, run.Readable(from, (uint)length), flags));

    /// <summary>Stores bytes; also what a dynptr of an skb does. Returns 0 or a negative errno.</summary>
    internal static int Store(ProgramRun run, uint offset, scoped ReadOnlySpan<byte> bytes, ulong flags)
    {
        if ((flags & ~(RecomputeChecksum | InvalidateHash)) != 0)
            return -Errno.EINVAL;
        Span<byte> packet = run.Packet.Span;
        if (offset > int.MaxValue || (ulong)offset + (ulong)bytes.Length > (ulong)packet.Length)
            return -Errno.EFAULT;

        // The checksum of the whole packet, which RecomputeChecksum keeps right, is only there when hardware summed it.
        bytes.CopyTo(packet[(int)offset..]);
        if ((flags & InvalidateHash) != 0)
            SkbFields.ClearHash(run);
        return 0;
    }

    private static ulong PullData(ProgramRun run, ulong context, ulong length, ulong r3, ulong r4, ulong r5) =>
        (uint)length <= (uint)run.Packet.Length ? 0 : Errno.Result(Errno.ENOMEM);
}
