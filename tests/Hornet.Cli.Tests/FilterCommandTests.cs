// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

/// <summary><c>hornet filter</c> over capture files, and its listings.</summary>
public sealed class FilterCommandTests
{
    private const string Thirteen = """
        (000) ldh      [12]
        (001) jeq      #0x800           jt 2	jf 12
        (002) ldb      [23]
        (003) jeq      #0x6             jt 4	jf 12
        (004) ldh      [20]
        (005) jset     #0x1fff          jt 12	jf 6
        (006) ldxb     4*([14]&0xf)
        (007) ldh      [x + 14]
        (008) jeq      #0x1f90          jt 11	jf 9
        (009) ldh      [x + 16]
        (010) jeq      #0x1f90          jt 11	jf 12
        (011) ret      #262144
        (012) ret      #0

        """;

    private static readonly string Sample = TestFiles.InRepository("samples", "packets.pcap");

    [Fact]
    public void An_expression_alone_is_listed() => CommandLine.Run("filter", "ip and tcp port 8080").Text.ShouldBe(Thirteen);

    [Fact]
    public void Several_words_are_one_expression()
    {
        CommandLine.Run("filter", "-d", "ip", "and", "tcp", "port", "8080").Text.ShouldBe(Thirteen);
        CommandLine.Run("filter", "ip and tcp", "-d", "port 8080").Text.ShouldBe(Thirteen);
    }

    [Fact]
    public void Without_an_expression_everything_matches() => CommandLine.Run("filter", "-d").Text.ShouldBe("(000) ret      #262144\n");

    [ToolTheory("tcpdump")]
    [InlineData("EN10MB", "-d", "tcp port 80")]
    [InlineData("EN10MB", "-dd", "tcp port 80")]
    [InlineData("EN10MB", "-ddd", "tcp port 80")]
    [InlineData("EN10MB", "-O -d", "host 192.0.2.1 and udp")]
    [InlineData("EN10MB", "-O -dd", "ip and tcp port 8080")]
    [InlineData("EN10MB", "-d -s 96", "icmp")]
    [InlineData("RAW", "-d", "icmp")]
    [InlineData("LINUX_SLL2", "-d", "ip proto 6")]
    [InlineData("PPP", "-ddd", "ip")]
    [InlineData("EN10MB", "-d", "inbound")]
    [InlineData("RAW", "-d", "ifindex 3")]
    public void Listings_are_those_of_tcpdump(string linkType, string options, string expression)
    {
        string[] arguments = ["-y", linkType, .. options.Split(' '), expression];
        (int status, string expected) = Tool.Run("tcpdump", arguments);
        status.ShouldBe(0, expected);

        CommandLine.Run(["filter", .. arguments]).Text.ShouldBe(expected);
    }

    [Fact]
    public void Files_say_nothing_of_directions()
    {
        CommandLine.Result refused = CommandLine.Run("filter", "-r", Sample, "--count", "inbound");
        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain("the direction is not in the packet");
    }

    [Fact]
    public void Repeating_d_changes_the_form()
    {
        CommandLine.Run("filter", "-d", "-d", "arp").Text.ShouldBe(CommandLine.Run("filter", "-dd", "arp").Text);
        CommandLine.Run("filter", "-d", "-d", "-d", "arp").Text.ShouldBe(CommandLine.Run("filter", "-ddd", "arp").Text);
    }

    [Fact]
    public void What_follows_two_dashes_is_the_expression()
    {
        CommandLine.Run("filter", "-d", "--", "-1 = len").Text.ShouldContain("jeq      #0xffffffff");
        CommandLine.Run("filter", "-r", Sample, "--decisions", "--", "arp").Text.Split('\n').ShouldContain("262144");
    }

    [Fact]
    public void An_expression_comes_from_a_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "ip and\n  tcp port 8080\n");
            CommandLine.Run("filter", "-F", file).Text.ShouldBe(Thirteen);
            CommandLine.Run("filter", "-F", file, "arp").ExitCode.ShouldBe(2);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("ip and ip6", "warning: the filter never matches: ")]
    [InlineData("tcp or not tcp", "warning: the filter always matches: ")]
    [InlineData("tcp", "")]
    [InlineData("", "")]
    public void A_filter_that_tells_nothing_apart_is_warned_of(string expression, string warning)
    {
        CommandLine.Result result = CommandLine.Run("filter", expression);

        result.ExitCode.ShouldBe(0);
        if (warning.Length == 0)
            result.Errors.ShouldBeEmpty();
        else
            result.Errors.ShouldContain(warning);
    }

    [Theory]
    [InlineData("--ebpf", "filter (socket_filter)")]
    [InlineData("--xdp", "filter (xdp)")]
    [InlineData("--tc", "filter (sched_cls)")]
    public void Extended_forms_are_printed(string option, string head)
    {
        string text = CommandLine.Run("filter", option, "ip and tcp port 8080").Text;

        text.ShouldStartWith(head);
        text.ShouldContain("exit");
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("filter", option, "--json", "arp").Text);
        json.RootElement.GetProperty("instructions").GetArrayLength().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Machine_code_is_printed() => CommandLine.Run("filter", "--jited", "arp").Text.ShouldContain("bytes of machine code");

    [Fact]
    public void An_explanation_names_the_part_of_the_expression()
    {
        string[] lines = CommandLine.Run("filter", "--explain", "arp or icmp").Text.TrimEnd('\n').Split('\n');

        lines.ShouldAllBe(line => line.Contains("; ", StringComparison.Ordinal));
        lines.First(line => line.Contains("#0x806", StringComparison.Ordinal)).ShouldEndWith("; arp");
        lines.First(line => line.Contains("ldb      [23]", StringComparison.Ordinal)).ShouldEndWith("; icmp");
    }

    [Fact]
    public void A_graph_has_a_node_a_block_and_an_edge_a_branch()
    {
        string text = CommandLine.Run("filter", "--dot", "arp or icmp").Text;

        text.ShouldStartWith("digraph filter {");
        text.Split(" -> ").Length.ShouldBe(1 + (2 * text.Split("label=\"yes\"").Length) - 2);
        text.ShouldContain("label=\"no\"");
        text.TrimEnd().ShouldEndWith("}");
    }

    [Theory]
    [InlineData("classic")]
    [InlineData("interpreter")]
    [InlineData("jit")]
    public void Decisions_are_told_for_every_packet(string engine)
    {
        string[] all = CommandLine.Run("filter", "-r", Sample, "--decisions", "--engine", engine).Text.TrimEnd('\n').Split('\n');
        string[] arp = CommandLine.Run("filter", "-r", Sample, "--decisions", "--engine", engine, "arp").Text.TrimEnd('\n').Split('\n');
        string[] cut = CommandLine.Run("filter", "-r", Sample, "--decisions", "--engine", engine, "-s", "60", "arp").Text.TrimEnd('\n').Split('\n');

        all.ShouldAllBe(line => line == "262144");
        arp.Length.ShouldBe(all.Length);
        arp.Distinct().ShouldBe(["262144", "0"], ignoreOrder: true);
        cut.ShouldBe(arp.Select(line => line == "0" ? "0" : "60"));
    }

    [Fact]
    public void A_match_answers_the_files_snap_length()
    {
        string file = Path.GetTempFileName();
        try
        {
            using (CaptureWriter writer = CaptureWriter.Create(file, LinkType.Ethernet, new CaptureWriterOptions { SnapLength = 68 }))
                writer.Write(new byte[60], 0, 1500);

            CommandLine.Run("filter", "-r", file, "--decisions", "len = 1500").Text.ShouldBe("68\n");
            CommandLine.Run("filter", "-r", file, "-d").Text.ShouldBe("(000) ret      #68\n");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Matches_are_counted_and_limited()
    {
        CommandLine.Run("filter", "-r", Sample, "--count", "arp and arp[6:2] = 1").Text.ShouldEndWith(" packet" + (Count() == 1 ? "" : "s") + "\n");
        CommandLine.Run("filter", "-r", Sample, "--count", "-c", "3", "tcp").Text.ShouldBe("3 packets\n");
        CommandLine.Run("filter", "-r", Sample, "-c", "2", "udp").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("filter", "-r", Sample, "--count", "--json", "tcp").Text);
        json.RootElement.GetProperty("packets").GetInt64().ShouldBeGreaterThan(100);

        static int Count() => CommandLine.Run("filter", "-r", Sample, "arp and arp[6:2] = 1").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    [ToolTheory("tcpdump")]
    [InlineData("arp", "-tt")]
    [InlineData("icmp", "-t -x")]
    [InlineData("icmp6", "-tttt -X")]
    [InlineData("vlan", "-ttt -e -xx")]
    [InlineData("tcp port 80", "-ttttt -q")]
    [InlineData("arp", "-XX -e")]
    [InlineData("udp port 5000", "-n -e")]
    public void Packets_are_printed_as_tcpdump_does(string expression, string options)
    {
        string[] arguments = ["-n", "-r", Sample, .. options.Split(' '), expression];
        (int status, string expected) = Tool.Run("tcpdump", arguments);
        status.ShouldBe(0, expected);

        CommandLine.Run(["filter", .. arguments]).Text.ShouldBe(expected[..expected.IndexOf("reading from file", StringComparison.Ordinal)]);
    }

    [ToolFact("tcpdump")]
    public void What_is_written_is_what_tcpdump_writes()
    {
        string folder = Directory.CreateTempSubdirectory("hornet-filter-").FullName;
        try
        {
            string own = Path.Combine(folder, "own.pcap"), theirs = Path.Combine(folder, "theirs.pcap");
            CommandLine.Run("filter", "-r", Sample, "-w", own, "tcp port 80").Text.ShouldBeEmpty();
            Tool.Run("tcpdump", "-r", Sample, "-w", theirs, "tcp port 80").Status.ShouldBe(0);

            File.ReadAllBytes(own).ShouldBe(File.ReadAllBytes(theirs));
            CommandLine.Run("filter", "-r", Sample, "-w", "-", "tcp port 80").RawOutput.ShouldBe(File.ReadAllBytes(theirs));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Interfaces_of_several_link_types_get_a_filter_each()
    {
        string folder = Directory.CreateTempSubdirectory("hornet-filter-").FullName;
        try
        {
            string source = Path.Combine(folder, "two.pcapng"), written = Path.Combine(folder, "written.pcapng");
            byte[] ip = [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 1, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
            using (CaptureWriter writer = CaptureWriter.Create(source, LinkType.Ethernet, new CaptureWriterOptions { Format = CaptureFormat.Pcapng }))
            {
                int raw = writer.AddInterface(LinkType.Raw);
                writer.Write([.. new byte[12], 8, 0, .. ip], 1_000);
                writer.Write(ip, 2_000, interfaceIndex: raw);
                writer.Write([.. new byte[12], 8, 6, .. ip], 3_000);
            }

            CommandLine.Run("filter", "-r", source, "--decisions", "src host 192.0.2.1").Text.ShouldBe("262144\n262144\n0\n");
            CommandLine.Run("filter", "-r", source, "-w", written, "icmp").Text.ShouldBeEmpty();
            CommandLine.Run("filter", "-r", written, "--count").Text.ShouldBe("2 packets\n");
            CommandLine.Run("filter", "-r", source, "-w", Path.Combine(folder, "one.pcap"), "icmp").Errors.ShouldContain("choose a name that ends in .pcapng");

            // What has no meaning on one of them is told when its first packet comes.
            CommandLine.Result result = CommandLine.Run("filter", "-r", source, "--decisions", "ether host 00:00:00:00:00:00");
            result.ExitCode.ShouldBe(2);
            result.Errors.ShouldContain("^");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_damaged_capture_is_told_of_behind_its_packets()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, File.ReadAllBytes(Sample)[..5000]);
            CommandLine.Result result = CommandLine.Run("filter", "-r", file, "--decisions");

            result.ExitCode.ShouldBe(2);
            result.Output.Split('\n').Length.ShouldBeGreaterThan(10);
            result.Errors.ShouldContain("the file ends inside");

            int packets = result.Output.Count(c => c == '\n');
            CommandLine.Run("filter", "-r", file, "--count").Output.ShouldBe($"{packets} packets\n");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("tcp pirt 80", "^~~~")]
    [InlineData("port 99999", "^~~~~")]
    [InlineData("host", "")]
    [InlineData("(tcp", "")]
    public void Errors_point_at_the_word(string expression, string marks)
    {
        CommandLine.Result result = CommandLine.Run("filter", expression);

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain(expression);
        result.Errors.ShouldContain(marks);
        result.Errors.ShouldContain("^");
    }

    [Theory]
    [InlineData("There is no link type 'FOO'", "-y", "FOO", "tcp")]
    [InlineData("-w wants packets", "-w", "out.pcap")]
    [InlineData("--decisions wants packets", "--decisions", "tcp")]
    [InlineData("not from both", "-r", "x", "-i", "lo")]
    [InlineData("is printed in one form", "--xdp", "--tc", "arp")]
    [InlineData("is no mask of an IPv4 network", "--netmask", "300.1.1.1", "ip broadcast")]
    [InlineData("-s wants a number of bytes", "-s", "-5", "arp")]
    [InlineData("-c wants a number of 1 or more", "-c", "0", "-r", "x")]
    [InlineData("no-such-file", "-r", "/tmp/no-such-file-of-hornet", "arp")]
    public void Arguments_that_are_wrong_are_refused(string message, params string[] arguments)
    {
        CommandLine.Result result = CommandLine.Run(["filter", .. arguments]);

        result.ExitCode.ShouldBe(2, result.Errors);
        result.Errors.ShouldContain(message);
    }

    [Fact]
    public void The_netmask_serves_ip_broadcast()
    {
        CommandLine.Run("filter", "--netmask", "255.255.255.0", "ip broadcast").Text.ShouldContain("0xff");
        CommandLine.Run("filter", "ip broadcast").ExitCode.ShouldBe(2);
        CommandLine.Run("filter", "--netmask", "255.255.255.255", "ip broadcast").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Packets_are_printed_as_json()
    {
        string[] lines = CommandLine.Run("filter", "-r", Sample, "--json", "-c", "2", "arp").Text.TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(2);
        using JsonDocument json = JsonDocument.Parse(lines[0]);
        json.RootElement.GetProperty("number").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("linkType").GetString().ShouldBe("EN10MB");
        json.RootElement.GetProperty("summary").GetString().ShouldStartWith("ARP, ");
    }

    [Fact]
    public void A_filter_is_printed_as_json()
    {
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("filter", "--json", "arp").Text);

        json.RootElement.GetProperty("instructions")[1].GetProperty("k").GetInt64().ShouldBe(0x806);
        json.RootElement.GetProperty("instructions")[1].GetProperty("source").GetProperty("text").GetString().ShouldBe("arp");
    }

    [Fact]
    public void A_capture_wants_an_interface()
    {
        CommandLine.Result result = CommandLine.Run("capture", "tcp");

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("-i");
    }
}
