// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class PacketHelperTests
{
    private static readonly byte[] Packet = KernelHelperTests.UdpPacket;

    [Fact]
    public void Bytes_are_loaded_from_the_packet()
    {
        using HelperBench bench = new(packet: Packet);
        ulong to = bench.Allocate(4);

        bench.Call(HelperId.SkbLoadBytes, bench.Context, 26, to, 4).ShouldBe(0);

        HelperBench.At(to, 4).ToArray().ShouldBe([192, 168, 0, 1]);
    }

    [Theory]
    [InlineData(73, 2)]
    [InlineData(0xffffffff, 1)]
    [InlineData(0, 100)]
    public void A_load_past_the_end_is_EFAULT_and_clears_the_destination(uint offset, uint length)
    {
        using HelperBench bench = new(packet: Packet);
        ulong to = bench.Allocate(Enumerable.Repeat((byte)9, 100).ToArray());

        bench.Call(HelperId.SkbLoadBytes, bench.Context, offset, to, length).ShouldBe(-Errno.EFAULT);

        HelperBench.At(to, (int)length).ToArray().ShouldAllBe(one => one == 0);
    }

    [Fact]
    public void Loads_are_relative_to_a_header_even_when_the_program_sees_only_the_network_layer()
    {
        using HelperBench bench = new(ProgramType.CgroupSkb, Packet);
        ulong to = bench.Allocate(2);

        bench.Packet.Length.ShouldBe(Packet.Length - 14);
        bench.Call(HelperId.SkbLoadBytesRelative, bench.Context, 12, to, 2, 0).ShouldBe(0);
        HelperBench.At(to, 2).ToArray().ShouldBe([8, 0]);
        bench.Call(HelperId.SkbLoadBytesRelative, bench.Context, 0, to, 1, 1).ShouldBe(0);
        HelperBench.At(to, 1)[0].ShouldBe((byte)0x45);
    }

    [Fact]
    public void A_destination_the_program_may_not_write_is_an_error()
    {
        using HelperBench bench = new(packet: Packet);
        ulong to = bench.Allocate(new byte[4], MemoryAccess.Read);

        Should.Throw<MemoryAccessException>(() => bench.Call(HelperId.SkbLoadBytes, bench.Context, 0, to, 4));
        Should.Throw<MemoryAccessException>(() => bench.Call(HelperId.SkbLoadBytes, bench.Context, 0, to + 2, 4));
    }

    [Fact]
    public void A_second_vlan_tag_pushes_the_first_into_the_packet()
    {
        using HelperBench bench = new(packet: Packet);

        bench.Call(HelperId.SkbVlanPush, bench.Context, 0x0081, 100).ShouldBe(0);
        bench.Packet.ShouldBe(Packet);
        bench.Field(SkbContext.VlanTci).ShouldBe(100u);
        bench.Call(HelperId.SkbVlanPush, bench.Context, 0xa888, 200).ShouldBe(0);

        bench.Packet.Length.ShouldBe(Packet.Length + 4);
        bench.Packet.AsSpan(12, 6).ToArray().ShouldBe([0x81, 0, 0, 100, 8, 0]);
        bench.Field(SkbContext.VlanTci).ShouldBe(200u);
        bench.Field(SkbContext.Length).ShouldBe((uint)Packet.Length + 4);
    }

    [Fact]
    public void A_hash_stays_until_it_is_invalidated_and_is_the_same_for_both_directions()
    {
        using HelperBench bench = new(packet: Packet);
        long hash = bench.Call(HelperId.GetHashRecalculate, bench.Context);
        hash.ShouldNotBe(0);
        bench.Call(HelperId.SetHash, bench.Context, 77);
        bench.Call(HelperId.GetHashRecalculate, bench.Context).ShouldBe(77);
        bench.Call(HelperId.SetHashInvalid, bench.Context);
        bench.Call(HelperId.GetHashRecalculate, bench.Context).ShouldBe(hash);

        byte[] back = [.. Packet];
        Packet.AsSpan(26, 4).CopyTo(back.AsSpan(30));
        Packet.AsSpan(30, 4).CopyTo(back.AsSpan(26));
        Packet.AsSpan(34, 2).CopyTo(back.AsSpan(36));
        Packet.AsSpan(36, 2).CopyTo(back.AsSpan(34));
        bench.LoadPacket(back);
        bench.Call(HelperId.GetHashRecalculate, bench.Context).ShouldBe(hash);
    }

    [Theory]
    [InlineData(0x0008, 123, 0, 0)]
    [InlineData(0x0008, 0, 1, -Errno.EINVAL)]
    [InlineData(0x0008, 5, 3, -Errno.EINVAL)]
    [InlineData(0x0608, 5, 1, -Errno.EOPNOTSUPP)]
    public void A_time_stamp_is_for_IP_and_needs_a_known_clock(uint protocol, ulong time, ulong clock, long result)
    {
        using HelperBench bench = new(packet: Packet);
        bench.Run.WriteContextField(SkbContext.Protocol, protocol);

        bench.Call(HelperId.SkbSetTimestamp, bench.Context, time, clock).ShouldBe(result);
        if (result == 0)
            bench.Field(SkbContext.Timestamp).ShouldBe((uint)time);
    }

    [Fact]
    public void A_tunnel_key_comes_back_with_its_ends_exchanged()
    {
        using HelperBench bench = new(packet: Packet);
        byte[] key = new byte[TunnelMetadata.TunnelKeySize];
        key[0] = 42;
        key[4] = 1;
        key[28] = 2;
        ulong from = bench.Allocate(key);
        ulong to = bench.Allocate(key.Length);

        bench.Call(HelperId.SkbGetTunnelKey, bench.Context, to, 44).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.SkbSetTunnelKey, bench.Context, from, 44).ShouldBe(0);
        bench.Call(HelperId.SkbGetTunnelKey, bench.Context, to, 44, 1).ShouldBe(-Errno.EPROTO);
        bench.Call(HelperId.SkbGetTunnelKey, bench.Context, to, 44).ShouldBe(0);

        Span<byte> read = HelperBench.At(to, 44);
        (read[0], read[4], read[28]).ShouldBe(((byte)42, (byte)2, (byte)1));
        bench.Run.RecordedCalls.ShouldContain(new RecordedCall(HelperId.SkbSetTunnelKey, 42));
    }

    [Theory]
    [InlineData(ProgramType.SchedulerClassifier, 0, 7)]
    [InlineData(ProgramType.SchedulerClassifier, 1, 7)]
    [InlineData(ProgramType.SchedulerClassifier, 2, 2)]
    [InlineData(ProgramType.Xdp, 0, 4)]
    [InlineData(ProgramType.Xdp, 1, 0)]
    public void A_redirect_is_recorded_when_its_flags_are_right(ProgramType type, ulong flags, long action)
    {
        using HelperBench bench = new(type, Packet);

        bench.Call(HelperId.Redirect, 3, flags).ShouldBe(action);

        bench.Run.Redirect.ShouldBe(action is 7 or 4 ? new RedirectTarget(RedirectKind.Interface, 3, Flags: flags) : default);
    }

    [Fact]
    public void Redirects_to_neighbours_and_peers_are_recorded()
    {
        using HelperBench bench = new(packet: Packet);

        bench.Call(HelperId.RedirectNeighbour, 4, 0, 0, 0).ShouldBe((long)TrafficControlAction.Redirect);
        bench.Run.Redirect.ShouldBe(new RedirectTarget(RedirectKind.Neighbour, 4));
        bench.Call(HelperId.RedirectNeighbour, 4, bench.Allocate(8), 8, 0).ShouldBe((long)TrafficControlAction.Shot);
        bench.Call(HelperId.RedirectPeer, 5).ShouldBe((long)TrafficControlAction.Redirect);
        bench.Run.Redirect.ShouldBe(new RedirectTarget(RedirectKind.Peer, 5));
        bench.Call(HelperId.RedirectPeer, 5, 1).ShouldBe((long)TrafficControlAction.Shot);
    }

    [Fact]
    public void A_clone_is_recorded_and_the_next_run_starts_without_it()
    {
        using HelperBench bench = new(packet: Packet);

        bench.Call(HelperId.CloneRedirect, bench.Context, 6, 1).ShouldBe(0);
        bench.Run.RecordedCalls.ShouldBe([new RecordedCall(HelperId.CloneRedirect, 6, 1, (ulong)Packet.Length)]);
        bench.Call(HelperId.CloneRedirect, bench.Context, 0, 0).ShouldBe(-Errno.EINVAL);

        bench.LoadPacket(Packet);
        bench.Run.RecordedCalls.ShouldBeEmpty();
    }

    [Fact]
    public void Packet_helpers_allocate_nothing()
    {
        using HelperBench bench = new(packet: Packet);
        ulong to = bench.Allocate(64);
        ulong format = bench.AllocateString("%d %pI4");
        ulong arguments = bench.Allocate(16);
        Round();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
            Round();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Round()
        {
            bench.Call(HelperId.SkbLoadBytes, bench.Context, 0, to, 32);
            bench.Call(HelperId.SkbStoreBytes, bench.Context, 20, to, 4);
            bench.Call(HelperId.L3ChecksumReplace, bench.Context, 24, 1, 2, 2);
            bench.Call(HelperId.ChecksumDiff, to, 16, to, 16);
            bench.Call(HelperId.SkbVlanPush, bench.Context, 0x0081, 1);
            bench.Call(HelperId.SkbVlanPop, bench.Context);
            bench.Call(HelperId.GetHashRecalculate, bench.Context);
            bench.Call(HelperId.Redirect, 3);
            bench.Call(HelperId.Snprintf, to, 64, format, arguments, 16);
            bench.Call(HelperId.KtimeGetNanoseconds);
            bench.Call(HelperId.GetCurrentComm, to, 16);
            bench.Call(HelperId.ProbeReadKernel, to, 8, to + 8);
        }
    }
}
