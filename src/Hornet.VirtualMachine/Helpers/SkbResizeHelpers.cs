// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Growing, shrinking and translating an skb (<c>net/core/filter.c</c>).</summary>
internal static unsafe class SkbResizeHelpers
{
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const int HeaderDifference = IPv6HeaderLength - IPv4HeaderLength;
    private const int EthernetHeaderLength = 14;

    /// <summary>The most <c>bpf_skb_adjust_room</c> adds or takes away.</summary>
    private const uint MaxAdjustment = 0xfff;

    private const ulong FixedGso = 1 << 0;
    private const ulong EncapsulateIPv4 = 1 << 1;
    private const ulong EncapsulateIPv6 = 1 << 2;
    private const ulong EncapsulateGre = 1 << 3;
    private const ulong EncapsulateUdp = 1 << 4;
    private const ulong NoChecksumReset = 1 << 5;
    private const ulong EncapsulateEthernet = 1 << 6;
    private const ulong DecapsulateIPv4 = 1 << 7;
    private const ulong DecapsulateIPv6 = 1 << 8;
    private const int InnerLinkLengthShift = 56;
    private const ulong InnerLinkLengthMask = 0xfful << InnerLinkLengthShift;
    private const ulong EncapsulateMask = EncapsulateIPv4 | EncapsulateIPv6;
    private const ulong DecapsulateMask = DecapsulateIPv4 | DecapsulateIPv6;
    private const ulong GrowMask =
        FixedGso | EncapsulateMask | EncapsulateGre | EncapsulateUdp | EncapsulateEthernet | InnerLinkLengthMask | DecapsulateMask | NoChecksumReset;
    private const ulong ShrinkMask = FixedGso | DecapsulateMask | NoChecksumReset;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.SkbChangeProtocol, &ChangeProtocol);
        table.Add(HelperId.SkbChangeTail, &ChangeTail);
        table.Add(HelperId.SkbChangeHead, &ChangeHead);
        table.Add(HelperId.SkbAdjustRoom, &AdjustRoom);
    }

    /// <summary>Makes room for the header of the other IP version, or takes the difference away; the program fills in the header.</summary>
    private static ulong ChangeProtocol(ProgramRun run, ulong context, ulong protocol, ulong flags, ulong r4, ulong r5)
    {
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);

        ushort from = SkbFields.GetProtocol(run);
        ushort to = (ushort)protocol;
        int offset = SkbFields.LinkHeaderLength(run);
        long error;
        if (from == SkbFields.IPv4 && to == SkbFields.IPv6)
            error = run.Packet.Insert(offset, HeaderDifference);
        else if (from == SkbFields.IPv6 && to == SkbFields.IPv4)
            error = offset + HeaderDifference > run.Packet.Length ? -Errno.ENOMEM : run.Packet.Remove(offset, HeaderDifference);
        else
            return Errno.Result(Errno.ENOTSUPP);

        if (error == 0)
        {
            SkbFields.Write(run, SkbContext.Protocol, to);
            SkbFields.ClearHash(run);
        }

        return Errno.Of(error);
    }

    private static ulong ChangeTail(ProgramRun run, ulong context, ulong length, ulong flags, ulong r4, ulong r5)
    {
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        if (run.Helpers.IsEncapsulated)
        {
            // A length no packet may have is refused before what a packet with an outer header may not do.
            int smallest = SkbFields.NetworkOffset(run);
            return Errno.Result((uint)length < smallest || (uint)length > PacketBuffer.MaximumLength ? Errno.EINVAL : Errno.ENOTSUPP);
        }

        return Errno.Of(run.Packet.ChangeTail((uint)length, SkbFields.NetworkOffset(run)));
    }

    private static ulong ChangeHead(ProgramRun run, ulong context, ulong count, ulong flags, ulong r4, ulong r5)
    {
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        long error = run.Packet.ChangeHead((uint)count);
        if (error == 0)
            run.Helpers.NotedLinkLength = SkbFields.LinkHeaderLength(run);
        return Errno.Of(error);
    }

    /// <summary>Grows or shrinks the packet behind its network header (mode 0) or behind its link-layer header (mode 1).</summary>
    private static ulong AdjustRoom(ProgramRun run, ulong context, ulong difference, ulong mode, ulong flags, ulong r5)
    {
        if (run.Program.Type == ProgramType.SkSkb)
            return AdjustStreamRoom(run, difference, mode, flags);

        const uint BehindNetworkHeader = 0;
        const uint BehindLinkHeader = 1;
        int delta = (int)difference;
        uint size = (uint)Math.Abs((long)delta);
        if ((flags & ~GrowMask) != 0)
            return Errno.Result(Errno.EINVAL);
        if (size > MaxAdjustment)
            return Errno.Result(Errno.EFAULT);

        ushort protocol = SkbFields.GetProtocol(run);
        if (!TryGetBaseLength(protocol, out int baseLength) || (uint)mode > BehindLinkHeader)
            return Errno.Result(Errno.ENOTSUPP);

        int offset = SkbFields.LinkHeaderLength(run) + ((uint)mode == BehindNetworkHeader ? baseLength : 0);
        int minimum = baseLength;
        switch (flags & DecapsulateMask)
        {
            case 0:
                break;
            case DecapsulateIPv4 when delta < 0:
                minimum = IPv4HeaderLength;
                break;
            case DecapsulateIPv6 when delta < 0:
                minimum = IPv6HeaderLength;
                break;
            default:
                return Errno.Result(Errno.EINVAL);
        }

        int current = run.Packet.Length - SkbFields.NetworkOffset(run);
        bool fits = delta < 0
            ? size < (uint)current && current - (int)size >= minimum
            : run.Packet.Length + size <= PacketBuffer.MaximumLength || SkbFields.IsGso(run);
        if (!fits)
            return Errno.Result(Errno.ENOTSUPP);

        long error = delta < 0 ? Shrink(run, offset, (int)size, flags, protocol) : Grow(run, offset, (int)size, flags, protocol);
        if (error == 0 && (flags & NoChecksumReset) == 0)
            run.Helpers.CheckedChecksums = -1;
        return Errno.Of(error);
    }

    private static long Grow(ProgramRun run, int offset, int size, ulong flags, ushort protocol)
    {
        bool encapsulate = (flags & EncapsulateMask) != 0;
        if (encapsulate)
        {
            int innerLinkLength = (int)(flags >> InnerLinkLengthShift);
            if ((flags & EncapsulateMask) == EncapsulateMask ||
                (flags & (EncapsulateGre | EncapsulateUdp)) == (EncapsulateGre | EncapsulateUdp) ||
                ((flags & EncapsulateEthernet) != 0 && innerLinkLength < EthernetHeaderLength))
            {
                return -Errno.EINVAL;
            }

            if (run.Helpers.IsEncapsulated)
                return -Errno.EALREADY;
            if (innerLinkLength > size)
                return -Errno.EINVAL;
        }

        long error = run.Packet.Insert(offset, size);
        if (error != 0 || !encapsulate)
            return error;

        run.Helpers.IsEncapsulated = true;
        FollowOuterHeader(run, protocol, (flags & EncapsulateIPv4) != 0, (flags & EncapsulateIPv6) != 0);
        return 0;
    }

    private static long Shrink(ProgramRun run, int offset, int size, ulong flags, ushort protocol)
    {
        if ((flags & ~ShrinkMask) != 0)
            return -Errno.EINVAL;
        if (offset + size > run.Packet.Length)
            return -Errno.ENOMEM;

        long error = run.Packet.Remove(offset, size);
        if (error == 0)
            FollowOuterHeader(run, protocol, (flags & DecapsulateIPv4) != 0, (flags & DecapsulateIPv6) != 0);
        return error;
    }

    /// <summary>The protocol of the packet becomes that of the header that is now the outermost.</summary>
    private static void FollowOuterHeader(ProgramRun run, ushort protocol, bool toIPv4, bool toIPv6)
    {
        if (protocol == SkbFields.IPv4 && toIPv6)
            SkbFields.Write(run, SkbContext.Protocol, SkbFields.IPv6);
        else if (protocol == SkbFields.IPv6 && toIPv4)
            SkbFields.Write(run, SkbContext.Protocol, SkbFields.IPv4);
    }

    private static bool TryGetBaseLength(ushort protocol, out int length)
    {
        length = protocol == SkbFields.IPv4 ? IPv4HeaderLength : protocol == SkbFields.IPv6 ? IPv6HeaderLength : 0;
        return length != 0;
    }

    /// <summary>For stream parsers: adds zero bytes before the data, or takes bytes away from its start.</summary>
    private static ulong AdjustStreamRoom(ProgramRun run, ulong difference, ulong mode, ulong flags)
    {
        int delta = (int)difference;
        if (flags != 0 || (uint)mode != 0)
            return Errno.Result(Errno.EINVAL);
        if (Math.Abs((long)delta) > MaxAdjustment)
            return Errno.Result(Errno.EFAULT);
        if (delta < 0 && -delta > run.Packet.Length)
            return Errno.Result(Errno.ENOMEM);

        long error = delta < 0 ? run.Packet.Remove(0, -delta) : run.Packet.Insert(0, delta);
        return Errno.Of(error);
    }
}
