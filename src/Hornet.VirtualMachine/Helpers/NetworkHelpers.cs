// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Interfaces and routes: look-ups in the <see cref="SimulatedNetwork"/>.</summary>
internal static unsafe class NetworkHelpers
{
    private const int EthernetHeaderLength = 14;
    private const byte InternetV4 = 2;
    private const byte InternetV6 = 10;
    private const int AddressFamilyNotSupported = 97;

    /// <summary>Offsets in <c>struct bpf_fib_lookup</c> (64 bytes).</summary>
    private const int FibSize = 64;
    private const int FibLength = 6;
    private const int FibInterface = 8;
    private const int FibMetric = 12;
    private const int FibSource = 16;
    private const int FibDestination = 32;
    private const int FibVlan = 48;
    private const int FibSourceHardware = 52;
    private const int FibDestinationHardware = 58;

    private const FibLookupFlags KnownFibFlags =
        FibLookupFlags.Direct | FibLookupFlags.Output | FibLookupFlags.SkipNeighbour |
        FibLookupFlags.TableId | FibLookupFlags.Source | FibLookupFlags.Mark;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.FibLookup, &FibLookup, "Routes are SimulatedKernel.Network's; one table, no rules.");
        table.Simulate(HelperId.CheckMtu, &CheckMtu, "Interfaces are SimulatedKernel.Network's.");
        table.Simulate(HelperId.GetNetworkNamespaceCookie, &NamespaceCookie, "The cookie is SimulatedKernel.NetworkNamespaceCookie.");
    }

    private static ulong FibLookup(ProgramRun run, ulong context, ulong parameters, ulong size, ulong flags, ulong r5)
    {
        if (run.IsXdp())
            return Errno.Of(Look(run, parameters, (int)size, (FibLookupFlags)(uint)flags));

        bool hadLength = (int)size >= FibSize && BinaryPrimitives.ReadUInt16LittleEndian(run.Readable(parameters, FibSize)[FibLength..]) != 0;
        int result = Look(run, parameters, (int)size, (FibLookupFlags)(uint)flags);
        if (result != (int)FibLookupResult.Success || hadLength)
            return Errno.Of(result);

        // Without a length to check, the packet itself is checked against the interface it would leave by.
        Span<byte> fib = new(run.Access(parameters, FibSize, MemoryAccess.ReadWrite), FibSize);
        int mtu = run.Kernel.Network.GetArrivalMtu(BinaryPrimitives.ReadUInt32LittleEndian(fib[FibInterface..]));
        BinaryPrimitives.WriteUInt16LittleEndian(fib[FibLength..], (ushort)mtu);
        const int VlanHeaderLength = 4;
        bool fits = run.Packet.Length <= mtu + EthernetHeaderLength + VlanHeaderLength || SkbFields.IsGso(run);
        return (ulong)(fits ? FibLookupResult.Success : FibLookupResult.FragmentationNeeded);
    }

    private static int Look(ProgramRun run, ulong parameters, int size, FibLookupFlags flags)
    {
        if (size < FibSize || (flags & ~KnownFibFlags) != 0)
            return -Errno.EINVAL;
        Span<byte> fib = new(run.Access(parameters, FibSize, MemoryAccess.ReadWrite), FibSize);
        int addressLength = fib[0] switch
        {
            InternetV4 => 4,
            InternetV6 => 16,
            _ => 0,
        };
        if (addressLength == 0)
            return -AddressFamilyNotSupported;

        SimulatedNetwork network = run.Kernel.Network;
        if (network.GetMtu(BinaryPrimitives.ReadUInt32LittleEndian(fib[FibInterface..])) is null)
            return -Errno.ENODEV;
        if (network.FindRoute(fib.Slice(FibDestination, addressLength)) is not { } route)
            return (int)FibLookupResult.NotForwarded;
        return route.Result != FibLookupResult.Success ? (int)route.Result : Answer(network, route, fib, flags);
    }

    private static int Answer(SimulatedNetwork network, PreparedRoute route, Span<byte> fib, FibLookupFlags flags)
    {
        int mtu = network.GetArrivalMtu(route.InterfaceIndex);
        ushort length = BinaryPrimitives.ReadUInt16LittleEndian(fib[FibLength..]);
        if (length > mtu)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(fib[FibLength..], (ushort)mtu);
            return (int)FibLookupResult.FragmentationNeeded;
        }

        BinaryPrimitives.WriteInt32LittleEndian(fib[FibMetric..], route.Metric);
        BinaryPrimitives.WriteUInt32LittleEndian(fib[FibInterface..], route.InterfaceIndex);
        if ((flags & FibLookupFlags.Source) != 0)
        {
            if (route.PreferredSource.Length == 0)
                return (int)FibLookupResult.NoSourceAddress;
            route.PreferredSource.CopyTo(fib[FibSource..]);
        }

        route.Gateway.CopyTo(fib[FibDestination..]);
        if ((flags & FibLookupFlags.SkipNeighbour) == 0)
        {
            if (route.NeighbourAddress.Length == 0)
                return (int)FibLookupResult.NoNeighbour;
            route.NeighbourAddress.CopyTo(fib[FibDestinationHardware..]);
            route.InterfaceAddress.CopyTo(fib[FibSourceHardware..]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(fib[FibVlan..], 0);
        if (length != 0)
            BinaryPrimitives.WriteUInt16LittleEndian(fib[FibLength..], (ushort)mtu);
        return (int)FibLookupResult.Success;
    }

    private static ulong CheckMtu(ProgramRun run, ulong context, ulong index, ulong length, ulong difference, ulong flags) =>
        run.IsXdp() ? CheckXdpMtu(run, index, length, difference, flags) : CheckSkbMtu(run, index, length, difference, flags);

    private static ulong CheckSkbMtu(ProgramRun run, ulong index, ulong length, ulong difference, ulong flags)
    {
        const ulong CheckSegments = 1;
        uint* mtuLength = (uint*)run.Access(length, sizeof(uint), MemoryAccess.ReadWrite);
        int delta = (int)difference;
        if ((flags & ~CheckSegments) != 0 || (flags != 0 && (delta != 0 || *mtuLength != 0)))
            return Errno.Result(Errno.EINVAL);
        if (!TryGetMtu(run, (uint)index, SkbContext.Interface, out int mtu))
            return Errno.Result(Errno.ENODEV);

        int packet = *mtuLength != 0 ? (int)*mtuLength + EthernetHeaderLength : run.Packet.Length;
        bool fits = packet + delta <= mtu + EthernetHeaderLength || SkbFields.IsGso(run);
        *mtuLength = (uint)mtu;
        return (ulong)(fits ? CheckMtuResult.Success : CheckMtuResult.FragmentationNeeded);
    }

    private static ulong CheckXdpMtu(ProgramRun run, ulong index, ulong length, ulong difference, ulong flags)
    {
        uint* mtuLength = (uint*)run.Access(length, sizeof(uint), MemoryAccess.ReadWrite);
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        if (!TryGetMtu(run, (uint)index, XdpContext.IngressInterface, out int mtu))
            return Errno.Result(Errno.ENODEV);

        int packet = *mtuLength != 0 ? (int)*mtuLength + EthernetHeaderLength : run.Packet.Length;
        bool fits = packet + (int)difference <= mtu + EthernetHeaderLength;
        *mtuLength = (uint)mtu;
        return (ulong)(fits ? CheckMtuResult.Success : CheckMtuResult.FragmentationNeeded);
    }

    private static bool TryGetMtu(ProgramRun run, uint index, int contextOffset, out int mtu)
    {
        int? found = index == 0
            ? run.Kernel.Network.GetArrivalMtu(SkbFields.Read(run, contextOffset))
            : run.Kernel.Network.GetMtu(index);
        mtu = found ?? 0;
        return found is not null;
    }

    private static ulong NamespaceCookie(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.NetworkNamespaceCookie;
}
