// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The packet of an XDP program: its borders and its bytes. Packets are in one piece; there are no fragments.</summary>
internal static unsafe class XdpHelpers
{
    /// <summary>The farthest offset, and the greatest length, of a copy.</summary>
    private const uint MaxCopy = 0xffff;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.XdpAdjustHead, &AdjustHead);
        table.Add(HelperId.XdpAdjustTail, &AdjustTail);
        table.Add(HelperId.XdpAdjustMeta, &AdjustMeta);
        table.Add(HelperId.XdpGetBufferLength, &BufferLength);
        table.Add(HelperId.XdpLoadBytes, &LoadBytes);
        table.Add(HelperId.XdpStoreBytes, &StoreBytes);
    }

    private static ulong AdjustHead(ProgramRun run, ulong context, ulong delta, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(run.Packet.AdjustHead((int)delta));

    private static ulong AdjustTail(ProgramRun run, ulong context, ulong delta, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(run.Packet.AdjustTail((int)delta));

    private static ulong AdjustMeta(ProgramRun run, ulong context, ulong delta, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(run.Packet.AdjustMeta((int)delta));

    private static ulong BufferLength(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5) => (uint)run.Packet.Length;

    private static ulong LoadBytes(ProgramRun run, ulong context, ulong offset, ulong to, ulong length, ulong r5) =>
        Errno.Of(Load(run, (uint)offset, run.Writable(to, (uint)length)));

    private static ulong StoreBytes(ProgramRun run, ulong context, ulong offset, ulong from, ulong length, ulong r5) =>
        Errno.Of(Store(run, (uint)offset, run.Readable(from, (uint)length)));

    /// <summary>Copies bytes out of the packet; 0 or a negative errno.</summary>
    internal static int Load(ProgramRun run, uint offset, scoped Span<byte> destination)
    {
        int error = Check(run, offset, destination.Length);
        if (error == 0)
            run.Packet.Span.Slice((int)offset, destination.Length).CopyTo(destination);
        return error;
    }

    /// <summary>Copies bytes into the packet; 0 or a negative errno.</summary>
    internal static int Store(ProgramRun run, uint offset, scoped ReadOnlySpan<byte> source)
    {
        int error = Check(run, offset, source.Length);
        if (error == 0)
            source.CopyTo(run.Packet.Span[(int)offset..]);
        return error;
    }

    private static int Check(ProgramRun run, uint offset, int length)
    {
        if (offset > MaxCopy || length > MaxCopy)
            return -Errno.EFAULT;
        return offset + (uint)length > (uint)run.Packet.Length ? -Errno.EINVAL : 0;
    }
}
