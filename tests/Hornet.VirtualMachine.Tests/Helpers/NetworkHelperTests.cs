// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class NetworkHelperTests
{
    private static readonly byte[] Packet = KernelHelperTests.UdpPacket;

    [Fact]
    public void The_longest_prefix_answers_with_its_neighbour()
    {
        using HelperBench bench = new(ProgramType.Xdp, Packet);
        bench.Kernel.Network.Add(new SimulatedRoute(IPNetwork.Parse("0.0.0.0/0"), 2) { Gateway = IPAddress.Parse("10.0.0.1") });
        bench.Kernel.Network.Add(new SimulatedRoute(IPNetwork.Parse("192.168.0.0/16"), 3)
        {
            InterfaceAddress = new byte[] { 1, 1, 1, 1, 1, 1 },
            NeighbourAddress = new byte[] { 2, 2, 2, 2, 2, 2 },
            Metric = 5,
        });
        ulong fib = bench.Allocate(Parameters("192.168.7.9"));

        bench.Call(HelperId.FibLookup, bench.Context, fib, 64, 0).ShouldBe((long)FibLookupResult.Success);

        Span<byte> answer = HelperBench.At(fib, 64);
        BitConverter.ToUInt32(answer[8..]).ShouldBe(3u);
        BitConverter.ToUInt32(answer[12..]).ShouldBe(5u);
        answer.Slice(52, 6).ToArray().ShouldAllBe(one => one == 1);
        answer.Slice(58, 6).ToArray().ShouldAllBe(one => one == 2);
    }

    [Fact]
    public void A_look_up_says_why_it_cannot_forward()
    {
        using HelperBench bench = new(ProgramType.Xdp, Packet);
        ulong fib = bench.Allocate(Parameters("192.168.7.9"));
        bench.Call(HelperId.FibLookup, bench.Context, fib, 64, 0).ShouldBe((long)FibLookupResult.NotForwarded);
        bench.Call(HelperId.FibLookup, bench.Context, fib, 63, 0).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.FibLookup, bench.Context, fib, 64, 1 << 10).ShouldBe(-Errno.EINVAL);

        bench.Kernel.Network.Add(new SimulatedRoute(IPNetwork.Parse("192.168.7.0/24"), 2));
        bench.Call(HelperId.FibLookup, bench.Context, fib, 64, 0).ShouldBe((long)FibLookupResult.NoNeighbour);
        bench.Kernel.Network.Add(new SimulatedRoute(IPNetwork.Parse("192.168.7.9/32"), 2) { Result = FibLookupResult.Blackhole });
        bench.Call(HelperId.FibLookup, bench.Context, fib, 64, 0).ShouldBe((long)FibLookupResult.Blackhole);

        HelperBench.At(fib, 1)[0] = 1;
        bench.Call(HelperId.FibLookup, bench.Context, fib, 64, 0).ShouldBe(-97);
        bench.Kernel.Network.Add(new SimulatedInterface(7));
        HelperBench.At(fib, 1)[0] = 2;
        bench.Call(HelperId.FibLookup, bench.Context, fib, 64, 0).ShouldBe(-Errno.ENODEV);
    }

    [Theory]
    [InlineData(ProgramType.Xdp)]
    [InlineData(ProgramType.SchedulerClassifier)]
    public void The_MTU_of_an_interface_is_checked_and_returned(ProgramType type)
    {
        using HelperBench bench = new(type, Packet);
        bench.Kernel.Network.Add(new SimulatedInterface(5, 60));
        ulong length = bench.Allocate(4);

        bench.Call(HelperId.CheckMtu, bench.Context, 5, length, 0, 0).ShouldBe((long)CheckMtuResult.Success);
        BitConverter.ToUInt32(HelperBench.At(length, 4)).ShouldBe(60u);
        HelperBench.At(length, 4).Clear();
        bench.Call(HelperId.CheckMtu, bench.Context, 5, length, 1, 0).ShouldBe((long)CheckMtuResult.FragmentationNeeded);
        BitConverter.TryWriteBytes(HelperBench.At(length, 4), 61).ShouldBeTrue();
        bench.Call(HelperId.CheckMtu, bench.Context, 5, length, 0, 0).ShouldBe((long)CheckMtuResult.FragmentationNeeded);
        bench.Call(HelperId.CheckMtu, bench.Context, 6, length, 0, 0).ShouldBe(-Errno.ENODEV);
    }

    [Fact]
    public void The_connected_socket_wins_over_the_listening_one()
    {
        using HelperBench bench = new(ProgramType.SchedulerClassifier, Packet);
        bench.Kernel.Sockets.Add(new SimulatedSocket(ProtocolType.Tcp, new IPEndPoint(IPAddress.Any, 80)) { Cookie = 1 });
        bench.Kernel.Sockets.Add(new SimulatedSocket(ProtocolType.Tcp, IPEndPoint.Parse("10.0.0.1:80")) { Cookie = 2, Remote = IPEndPoint.Parse("10.0.0.2:999") });

        ulong connected = (ulong)bench.Call(HelperId.SkLookupTcp, bench.Context, bench.Allocate(Tuple("10.0.0.2", 999, "10.0.0.1", 80)), 12, unchecked((ulong)-1), 0);
        ulong listening = (ulong)bench.Call(HelperId.SkLookupTcp, bench.Context, bench.Allocate(Tuple("10.0.0.3", 999, "10.0.0.1", 80)), 12, unchecked((ulong)-1), 0);

        bench.Call(HelperId.GetSocketCookie, connected).ShouldBe(2);
        bench.Call(HelperId.GetSocketCookie, listening).ShouldBe(1);
        BitConverter.ToUInt32(HelperBench.At(connected, 80)[44..]).ShouldBe(80u);
        BitConverter.ToUInt32(HelperBench.At(connected, 80)[72..]).ShouldBe((uint)TcpState.Established);
        bench.Call(HelperId.GetListenerSock, connected).ShouldBe(0);
        bench.Call(HelperId.GetListenerSock, listening).ShouldBe((long)listening);
        bench.Call(HelperId.TcpSock, connected).ShouldNotBe(0);
        bench.Call(HelperId.SkRelease, connected).ShouldBe(0);
        bench.Call(HelperId.SkAssign, bench.Context, connected, 0).ShouldBe(0);
        bench.Run.RecordedCalls.ShouldBe([new RecordedCall(HelperId.SkAssign, 2)]);
    }

    [Theory]
    [InlineData(12, -1, 1, 80)]
    [InlineData(11, -1, 0, 80)]
    [InlineData(12, 0, 0, 80)]
    [InlineData(12, -1, 0, 81)]
    public void A_look_up_with_wrong_arguments_or_without_a_match_finds_nothing(uint size, long netns, ulong flags, int port)
    {
        using HelperBench bench = new(ProgramType.SchedulerClassifier, Packet);
        bench.Kernel.Sockets.Add(new SimulatedSocket(ProtocolType.Udp, new IPEndPoint(IPAddress.Any, 80)));

        bench.Call(HelperId.SkLookupUdp, bench.Context, bench.Allocate(Tuple("10.0.0.2", 999, "10.0.0.1", port)), size, (ulong)netns, flags).ShouldBe(0);
    }

    [Fact]
    public void A_packet_without_socket_has_no_cookie_and_nobody_owns_it()
    {
        using HelperBench bench = new(ProgramType.SchedulerClassifier, Packet);

        bench.Call(HelperId.GetSocketCookie, bench.Context).ShouldBe(0);
        bench.Call(HelperId.GetSocketUid, bench.Context).ShouldBe(65534);
        bench.Call(HelperId.SkbCgroupId, bench.Context).ShouldBe(0);

        bench.Kernel.Sockets.PacketSocket = new SimulatedSocket(ProtocolType.Udp, new IPEndPoint(IPAddress.Any, 80)) { Cookie = 4, UserId = 5, CgroupId = 6 };
        bench.Call(HelperId.GetSocketCookie, bench.Context).ShouldBe(4);
        bench.Call(HelperId.GetSocketUid, bench.Context).ShouldBe(5);
        bench.Call(HelperId.SkbCgroupId, bench.Context).ShouldBe(6);
    }

    private static byte[] Parameters(string destination)
    {
        byte[] fib = new byte[64];
        fib[0] = 2;
        fib[8] = 1;
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(fib, 32);
        return fib;
    }

    private static byte[] Tuple(string source, int sourcePort, string destination, int destinationPort) =>
    [
        .. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(),
        (byte)(sourcePort >> 8), (byte)sourcePort, (byte)(destinationPort >> 8), (byte)destinationPort,
    ];
}
