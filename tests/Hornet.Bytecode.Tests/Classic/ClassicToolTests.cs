// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Bytecode.Classic;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Bytecode.Tests.Classic;

/// <summary>Programs that tcpdump compiles: the same texts, and the same packets of the sample capture.</summary>
public sealed class ClassicToolTests
{
    private static string Sample { get; } = TestFiles.InRepository("samples", "packets.pcap");

    public static TheoryData<string> Filters() =>
    [
        "",
        "arp",
        "ip",
        "ip6",
        "tcp",
        "udp",
        "icmp",
        "icmp6",
        "sctp",
        "vlan",
        "vlan 102",
        "vlan and udp",
        "port 53",
        "tcp port 80",
        "tcp dst port 443",
        "udp and not port 53",
        "host 192.0.2.12",
        "src host 192.0.2.10 and tcp",
        "host 2001:db8:2::80",
        "net 198.51.100.0/24",
        "portrange 40000-52000",
        "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
        "tcp[13] = 2",
        "tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
        "ip[6:2] & 0x1fff != 0",
        "ip[0] & 0xf != 5",
        "icmp[icmptype] = icmp-echo",
        "less 80",
        "greater 1000",
        "len > 60 and len <= 100",
        "ether broadcast or ether multicast",
        "ip proto 47 or ip proto 2",
        "ether[12:2] / 256 = 8 and ether[14] % 3 = 0",
        "ip[8] * 2 > 120 and ip[9] ^ 6 = 0",
        "ip6 protochain 17",
        "ip and ip[2:2] > 500 or ip6 and ip6[4:2] > 500",
    ];

    [ToolTheory("tcpdump")]
    [MemberData(nameof(Filters))]
    public void The_texts_are_those_of_tcpdump(string filter)
    {
        string listing = Tcpdump("-d", filter);
        ClassicInstruction[] program = ClassicText.Parse(Tcpdump("-ddd", filter), ClassicTextFormat.Decimal);

        ClassicText.Format(program, ClassicTextFormat.Listing).ShouldBe(listing);
        ClassicText.Format(program, ClassicTextFormat.CArray).ShouldBe(Tcpdump("-dd", filter));
        ClassicText.Format(program, ClassicTextFormat.Decimal).ShouldBe(Tcpdump("-ddd", filter));

        // Operands that an instruction does not use (libpcap leaves some behind tax) are in the numbers only.
        ClassicText.Format(ClassicText.Parse(listing), ClassicTextFormat.Listing).ShouldBe(listing);
        ClassicText.Format(ClassicText.Parse(ClassicText.Format(program, ClassicTextFormat.Assembly)), ClassicTextFormat.Listing).ShouldBe(listing);
    }

    [ToolTheory("tcpdump")]
    [MemberData(nameof(Filters))]
    public void The_interpreter_selects_the_packets_tcpdump_does(string filter)
    {
        ClassicInstruction[] program = ClassicText.Parse(Tcpdump("-ddd", filter));
        long[] expected = [.. Times(SelectedByTcpdump(filter), null)];
        var libpcap = new ClassicFilter(program, ClassicSemantics.Libpcap);

        Times(Sample, libpcap).ShouldBe(expected);
        if (ClassicValidator.TryValidate(program, out _))
            Times(Sample, new ClassicFilter(program)).ShouldBe(expected);
        else
            filter.ShouldContain("protochain");
    }

    private static List<long> Times(string path, ClassicFilter? filter)
    {
        var times = new List<long>();
        try
        {
            using var reader = CaptureReader.Open(path);
            while (reader.TryRead(out CapturedPacket packet))
            {
                if (filter is null || filter.Run(packet.Data, new ClassicPacketContext { WireLength = (uint)packet.OriginalLength }) != 0)
                    times.Add(packet.Timestamp);
            }
        }
        finally
        {
            if (path != Sample)
                File.Delete(path);
        }

        return times;
    }

    private static string SelectedByTcpdump(string filter)
    {
        string path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.pcap");
        Start("-r", Sample, "-w", path, filter);
        return path;
    }

    private static string Tcpdump(string option, string filter) => Start("-r", Sample, option, filter);

    private static string Start(params string[] arguments)
    {
        using Process tcpdump = Process.Start(new ProcessStartInfo("tcpdump", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = tcpdump.StandardOutput.ReadToEnd();
        string errors = tcpdump.StandardError.ReadToEnd();
        tcpdump.WaitForExit();
        tcpdump.ExitCode.ShouldBe(0, errors);
        return output;
    }
}
