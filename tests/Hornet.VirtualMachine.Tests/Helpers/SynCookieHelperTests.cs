// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class SynCookieHelperTests
{
    private const ulong Minute = 60_000_000_000;

    [Theory]
    [InlineData(1460, 1460)]
    [InlineData(1400, 1300)]
    [InlineData(100, 536)]
    [InlineData(0, 536)]
    public void A_cookie_stands_for_the_largest_segment_size_that_fits(ushort wanted, uint chosen)
    {
        using HelperBench bench = new(ProgramType.Xdp, KernelHelperTests.UdpPacket);
        ulong tcp = bench.Allocate(Syn(wanted));

        long cookie = bench.Call(HelperId.TcpRawGenerateSynCookieIpv4, bench.Allocate(Ip()), tcp, (ulong)Syn(wanted).Length);

        ((ulong)cookie >> 32).ShouldBe(chosen);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(2, 0, -Errno.EACCES)]
    [InlineData(0, 1, -Errno.EACCES)]
    public void An_acknowledgement_is_valid_for_two_minutes(ulong minutesLater, uint error, long result)
    {
        using HelperBench bench = new(ProgramType.Xdp, KernelHelperTests.UdpPacket);
        bench.Run.FixedTime = 100 * Minute;
        ulong ip = bench.Allocate(Ip());
        byte[] syn = Syn(1460);
        uint cookie = (uint)bench.Call(HelperId.TcpRawGenerateSynCookieIpv4, ip, bench.Allocate(syn), (ulong)syn.Length);

        byte[] acknowledgement = syn[..20];
        BinaryPrimitives.WriteUInt32BigEndian(acknowledgement.AsSpan(4), 1001);
        BinaryPrimitives.WriteUInt32BigEndian(acknowledgement.AsSpan(8), cookie + 1 + error);
        bench.Run.FixedTime = (100 + minutesLater) * Minute;

        bench.Call(HelperId.TcpRawCheckSynCookieIpv4, ip, bench.Allocate(acknowledgement)).ShouldBe(result);
    }

    [Fact]
    public void A_header_of_another_length_is_EINVAL()
    {
        using HelperBench bench = new(ProgramType.Xdp, KernelHelperTests.UdpPacket);

        bench.Call(HelperId.TcpRawGenerateSynCookieIpv4, bench.Allocate(Ip()), bench.Allocate(Syn(1460)), 20).ShouldBe(-Errno.EINVAL);
    }

    private static byte[] Ip()
    {
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[12] = 10;
        header[16] = 10;
        header[19] = 2;
        return header;
    }

    /// <summary>A SYN with sequence number 1000 and, unless 0, a segment size.</summary>
    private static byte[] Syn(ushort segment)
    {
        byte[] header = new byte[segment == 0 ? 20 : 24];
        header[1] = 99;
        header[3] = 80;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), 1000);
        header[12] = (byte)(header.Length / 4 << 4);
        header[13] = 2;
        if (segment != 0)
        {
            header[20] = 2;
            header[21] = 4;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(22), segment);
        }

        return header;
    }
}
