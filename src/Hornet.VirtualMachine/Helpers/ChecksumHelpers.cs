// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Checksums of the Internet protocols.</summary>
internal static unsafe class ChecksumHelpers
{
    private const ulong FieldSizeMask = 0xf;
    private const ulong PseudoHeader = 1 << 4;
    private const ulong MarkMangledZero = 1 << 5;
    private const ulong MarkEnforce = 1 << 6;
    private const ulong IPv6 = 1 << 7;

    /// <summary>The farthest from the start of a packet a checksum may be.</summary>
    private const uint LastOffset = 0xffff;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.ChecksumDiff, &Difference, "As since Linux 6.13: folded to 16 bits.");
        table.Add(HelperId.L3ChecksumReplace, &ReplaceLayer3);
        table.Add(HelperId.L4ChecksumReplace, &ReplaceLayer4);
        table.Add(HelperId.ChecksumUpdate, &Update, "No hardware has summed the packet: -ENOTSUPP.");
        table.Add(HelperId.ChecksumLevel, &Level, "Packets arrive unchecked.");
    }

    private static ulong Difference(ProgramRun run, ulong from, ulong fromSize, ulong to, ulong toSize, ulong seed)
    {
        // Since Linux 6.13 any size will do, where it had to be a multiple of four before.
        return InternetChecksum.Difference(run.Readable(from, (uint)fromSize), run.Readable(to, (uint)toSize), (uint)seed);
    }

    private static ulong ReplaceLayer3(ProgramRun run, ulong context, ulong offset, ulong from, ulong to, ulong flags)
    {
        if ((flags & ~FieldSizeMask) != 0)
            return Errno.Result(Errno.EINVAL);
        if (!TryGetChecksum(run, (uint)offset, out ushort* checksum))
            return Errno.Result(Errno.EFAULT);

        switch (flags)
        {
            case 0 when from == 0:
                *checksum = InternetChecksum.ReplaceByDifference(*checksum, (uint)to);
                return 0;
            case sizeof(ushort):
                *checksum = InternetChecksum.Replace2(*checksum, (ushort)from, (ushort)to);
                return 0;
            case sizeof(uint):
                *checksum = InternetChecksum.Replace4(*checksum, (uint)from, (uint)to);
                return 0;
            default:
                return Errno.Result(Errno.EINVAL);
        }
    }

    private static ulong ReplaceLayer4(ProgramRun run, ulong context, ulong offset, ulong from, ulong to, ulong flags)
    {
        if ((flags & ~(FieldSizeMask | PseudoHeader | MarkMangledZero | MarkEnforce | IPv6)) != 0)
            return Errno.Result(Errno.EINVAL);
        if (!TryGetChecksum(run, (uint)offset, out ushort* checksum))
            return Errno.Result(Errno.EFAULT);

        // A checksum of zero means none: it stays, unless the caller insists.
        bool markZero = (flags & MarkMangledZero) != 0;
        if (markZero && (flags & MarkEnforce) == 0 && *checksum == 0)
            return 0;

        // Without hardware checksums a pseudo header makes no difference: the field in the packet changes the same way.
        switch (flags & FieldSizeMask)
        {
            case 0 when from == 0:
                *checksum = InternetChecksum.ReplaceByDifference(*checksum, (uint)to);
                break;
            case sizeof(ushort):
                *checksum = InternetChecksum.Replace4(*checksum, (ushort)from, (ushort)to);
                break;
            case sizeof(uint):
                *checksum = InternetChecksum.Replace4(*checksum, (uint)from, (uint)to);
                break;
            default:
                return Errno.Result(Errno.EINVAL);
        }

        if (markZero && *checksum == 0)
            *checksum = InternetChecksum.MangledZero;
        return 0;
    }

    private static bool TryGetChecksum(ProgramRun run, uint offset, out ushort* checksum)
    {
        checksum = (ushort*)(run.Packet.Data + offset);
        return offset <= LastOffset && (offset & 1) == 0 && offset + sizeof(ushort) <= (uint)run.Packet.Length;
    }

    private static ulong Update(ProgramRun run, ulong context, ulong checksum, ulong r3, ulong r4, ulong r5) =>
        Errno.Result(Errno.ENOTSUPP);

    /// <summary>Says or asks how many of the packet's checksums are known to be right. Packets arrive with none checked.</summary>
    private static ulong Level(ProgramRun run, ulong context, ulong level, ulong r3, ulong r4, ulong r5)
    {
        const int MaxLevel = 3;
        HelperState state = run.Helpers;
        switch ((ChecksumLevelMode)level)
        {
            case ChecksumLevelMode.Query when level == (ulong)ChecksumLevelMode.Query:
                return state.CheckedChecksums < 0 ? Errno.Result(Errno.EACCES) : (ulong)state.CheckedChecksums;
            case ChecksumLevelMode.Increment when level == (ulong)ChecksumLevelMode.Increment:
                state.CheckedChecksums = Math.Min(state.CheckedChecksums + 1, MaxLevel);
                return 0;
            case ChecksumLevelMode.Decrement when level == (ulong)ChecksumLevelMode.Decrement:
                state.CheckedChecksums = Math.Max(state.CheckedChecksums - 1, -1);
                return 0;
            case ChecksumLevelMode.Reset when level == (ulong)ChecksumLevelMode.Reset:
                state.CheckedChecksums = -1;
                return 0;
            default:
                return Errno.Result(Errno.EINVAL);
        }
    }
}
