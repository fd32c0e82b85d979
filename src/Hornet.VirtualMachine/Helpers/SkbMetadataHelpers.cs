// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>What belongs to an skb beside its bytes: VLAN tag, type, hash, time stamp, congestion mark, routing realm, tunnel.</summary>
internal static unsafe class SkbMetadataHelpers
{
    private const int VlanTagOffset = 12;
    private const int VlanHeaderLength = 4;
    private const int EthernetHeaderLength = 14;

    /// <summary>Smaller Ethernet types are lengths (<c>ETH_P_802_3_MIN</c>), for which the kernel has protocols of its own.</summary>
    private const ushort FirstEthernetType = 0x0600;
    private const ushort Raw8023 = 0x0001;
    private const ushort Logical8022 = 0x0004;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.SkbVlanPush, &PushVlan, "As in the kernel, the outermost tag is kept beside the packet.");
        table.Add(HelperId.SkbVlanPop, &PopVlan, "As in the kernel, the outermost tag is kept beside the packet.");
        table.Add(HelperId.SkbChangeType, &ChangeType);
        table.Add(HelperId.GetHashRecalculate, &GetHash, "The kernel's hash has a random key; this one is the same on every machine.");
        table.Add(HelperId.SetHashInvalid, &InvalidateHash);
        table.Add(HelperId.SetHash, &SetHash);
        table.Add(HelperId.SkbSetTimestamp, &SetTimestamp);
        table.Add(HelperId.SkbEcnSetCe, &MarkCongestion);
        table.Simulate(HelperId.GetRouteRealm, &RouteRealm, "The class id in the context (tc_classid).");
    }

    /// <summary>Makes a VLAN tag the outermost; the one that was goes into the packet.</summary>
    private static ulong PushVlan(ProgramRun run, ulong context, ulong protocol, ulong tag, ulong r4, ulong r5)
    {
        ushort tagProtocol = (ushort)protocol;
        if (tagProtocol != SkbFields.Vlan && tagProtocol != SkbFields.ServiceVlan)
            tagProtocol = SkbFields.Vlan;

        if (SkbFields.Read(run, SkbContext.VlanPresent) != 0)
        {
            long error = run.Packet.Insert(VlanTagOffset, VlanHeaderLength);
            if (error != 0)
                return Errno.Of(error);
            // The gap is opened before the Ethernet type, which thereby becomes that of the tag's content.
            ushort outer = (ushort)SkbFields.Read(run, SkbContext.VlanProtocol);
            *(ushort*)(run.Packet.Data + VlanTagOffset) = outer;
            *(ushort*)(run.Packet.Data + VlanTagOffset + 2) =
                BinaryPrimitives.ReverseEndianness((ushort)SkbFields.Read(run, SkbContext.VlanTci));
            SkbFields.Write(run, SkbContext.Protocol, outer);
        }

        SetVlan(run, tagProtocol, (ushort)tag);
        run.Helpers.NotedLinkLength = SkbFields.LinkHeaderLength(run);
        return 0;
    }

    /// <summary>Takes the outermost VLAN tag away; the next one of the packet comes out of it.</summary>
    private static ulong PopVlan(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        if (SkbFields.Read(run, SkbContext.VlanPresent) != 0)
        {
            SkbFields.Write(run, SkbContext.VlanPresent, 0);
            SkbFields.Write(run, SkbContext.VlanTci, 0);
            SkbFields.Write(run, SkbContext.VlanProtocol, 0);
        }
        else if (!IsVlan(SkbFields.GetProtocol(run)))
        {
            return 0;
        }
        else
        {
            long error = ExtractVlan(run, out _);
            if (error != 0)
                return Errno.Of(error);
        }

        ushort next = SkbFields.GetProtocol(run);
        if (!IsVlan(next))
            return 0;
        long nextError = ExtractVlan(run, out ushort tag);
        if (nextError == 0)
            SetVlan(run, next, tag);
        return Errno.Of(nextError);
    }

    private static bool IsVlan(ushort protocol) => protocol == SkbFields.Vlan || protocol == SkbFields.ServiceVlan;

    private static void SetVlan(ProgramRun run, ushort protocol, ushort tag)
    {
        SkbFields.Write(run, SkbContext.VlanPresent, 1);
        SkbFields.Write(run, SkbContext.VlanTci, tag);
        SkbFields.Write(run, SkbContext.VlanProtocol, protocol);
    }

    /// <summary>Takes a VLAN header out of the packet, whose protocol becomes that of its content.</summary>
    private static long ExtractVlan(ProgramRun run, out ushort tag)
    {
        tag = 0;
        PacketBuffer packet = run.Packet;
        if (packet.Length < VlanTagOffset + VlanHeaderLength + sizeof(ushort))
            return -Errno.ENOMEM;
        tag = BinaryPrimitives.ReverseEndianness(*(ushort*)(packet.Data + VlanTagOffset + 2));
        ushort inner = *(ushort*)(packet.Data + VlanTagOffset + VlanHeaderLength);
        if (BinaryPrimitives.ReverseEndianness(inner) < FirstEthernetType)
        {
            // A length instead of a type: raw 802.3, or 802.2.
            bool isRaw = packet.Length >= VlanTagOffset + VlanHeaderLength + (2 * sizeof(ushort)) &&
                *(ushort*)(packet.Data + VlanTagOffset + VlanHeaderLength + sizeof(ushort)) == ushort.MaxValue;
            inner = BinaryPrimitives.ReverseEndianness(isRaw ? Raw8023 : Logical8022);
        }

        int network = SkbFields.NetworkOffset(run);
        long error = packet.Remove(VlanTagOffset, VlanHeaderLength);
        if (error == 0)
        {
            packet.SetNetworkHeader(Math.Max(network - VlanHeaderLength, EthernetHeaderLength));
            run.Helpers.NotedLinkLength = SkbFields.LinkHeaderLength(run);
        }

        SkbFields.Write(run, SkbContext.Protocol, inner);
        return error;
    }

    private static ulong ChangeType(ProgramRun run, ulong context, ulong type, ulong r3, ulong r4, ulong r5)
    {
        const uint OtherHost = 3;
        if (SkbFields.Read(run, SkbContext.PacketType) > OtherHost || (uint)type > OtherHost)
            return Errno.Result(Errno.EINVAL);
        SkbFields.Write(run, SkbContext.PacketType, (uint)type);
        return 0;
    }

    private static ulong GetHash(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        if (!run.Helpers.HasHash)
        {
            ReadOnlySpan<byte> network = new(run.Packet.NetworkHeader, (int)Math.Max(0, run.Packet.DataEnd - run.Packet.NetworkHeader));
            SkbFields.Write(run, SkbContext.Hash, FlowHash.Compute(SkbFields.GetProtocol(run), network));
            run.Helpers.HasHash = true;
        }

        return SkbFields.Read(run, SkbContext.Hash);
    }

    private static ulong InvalidateHash(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        SkbFields.ClearHash(run);
        return 0;
    }

    private static ulong SetHash(ProgramRun run, ulong context, ulong hash, ulong r3, ulong r4, ulong r5)
    {
        SkbFields.Write(run, SkbContext.Hash, (uint)hash);
        run.Helpers.HasHash = true;
        return 0;
    }

    private static ulong SetTimestamp(ProgramRun run, ulong context, ulong time, ulong clock, ulong r4, ulong r5)
    {
        const uint Realtime = 0;
        const uint LastClock = 2;
        ushort protocol = SkbFields.GetProtocol(run);
        if (protocol != SkbFields.IPv4 && protocol != SkbFields.IPv6)
            return Errno.Result(Errno.EOPNOTSUPP);
        if ((uint)clock > LastClock || ((uint)clock != Realtime && time == 0))
            return Errno.Result(Errno.EINVAL);
        SkbFields.WriteTimestamp(run, time, (byte)clock);
        return 0;
    }

    /// <summary>Sets "congestion experienced" in the IP header of a packet whose sender can hear of it; 1 when it is set afterwards.</summary>
    private static ulong MarkCongestion(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        const int IPv4HeaderLength = 20;
        const int IPv6HeaderLength = 40;
        const int IPv4Checksum = 10;
        const byte CongestionExperienced = 3;
        const int IPv6ClassShift = 4;
        ushort protocol = ProtocolBehindVlans(run);
        byte* header = run.Packet.NetworkHeader;
        long available = run.Packet.DataEnd - header;
        if (protocol == SkbFields.IPv4 && available >= IPv4HeaderLength)
        {
            int missing = CongestionExperienced - (header[1] & CongestionExperienced);
            if (missing == CongestionExperienced)
                return 0;
            if (missing != 0)
            {
                // The checksum falls by as much as the type of service grows.
                header[1] |= CongestionExperienced;
                Span<byte> checksum = new(header + IPv4Checksum, sizeof(ushort));
                int sum = BinaryPrimitives.ReadUInt16BigEndian(checksum) + (ushort)~missing;
                BinaryPrimitives.WriteUInt16BigEndian(checksum, (ushort)(sum + (sum >= ushort.MaxValue ? 1 : 0)));
            }

            return 1;
        }

        if (protocol == SkbFields.IPv6 && available >= IPv6HeaderLength)
        {
            if ((header[1] & (CongestionExperienced << IPv6ClassShift)) == 0)
                return 0;
            header[1] |= CongestionExperienced << IPv6ClassShift;
            return 1;
        }

        return 0;
    }

    /// <summary>The protocol behind the VLAN tags in the packet.</summary>
    private static ushort ProtocolBehindVlans(ProgramRun run)
    {
        ushort protocol = SkbFields.GetProtocol(run);
        int noted = run.Helpers.NotedLinkLength;
        byte* at = run.Packet.LinkHeader + (noted != 0 ? noted - VlanHeaderLength : EthernetHeaderLength);
        while (IsVlan(protocol) && run.Packet.DataEnd - at >= VlanHeaderLength)
        {
            protocol = *(ushort*)(at + sizeof(ushort));
            at += VlanHeaderLength;
        }

        return protocol;
    }

    private static ulong RouteRealm(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5) =>
        SkbFields.Read(run, SkbContext.TcClassId);
}
