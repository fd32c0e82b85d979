// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.PacketFilters.Tests.Syntax;

/// <summary>The example of docs/packet-filters.md runs.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void A_filter_is_compiled_and_run()
    {
        string path = TestFiles.InRepository("samples", "packets.pcap");

        // example: filter
        var filter = PacketFilter.Compile("tcp port 80 or 443 and not net 10.0.0.0/8");
        string listing = ClassicText.Format(filter.Classic.Instructions.AsSpan(), ClassicTextFormat.Listing);
        int matching = 0;
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead(out CapturedPacket packet))
        {
            if (filter.Matches(packet.Data))
                matching++;
        }

        BpfObject forTheKernel = filter.ToObject(ProgramType.SocketFilter);

        // end
        listing.ShouldStartWith("(000) ldh      [12]");
        matching.ShouldBeGreaterThan(0);
        forTheKernel.Programs.Length.ShouldBe(1);
    }

    [Fact]
    public void The_page_has_the_examples() =>
        DocumentationExamples.MissingFrom("docs/packet-filters.md", "tests/Hornet.PacketFilter.Tests/Syntax/DocumentationTests.cs").ShouldBeEmpty();

    [Fact]
    public void The_page_names_tests_that_exist()
    {
        string page = File.ReadAllText(TestFiles.InRepository("docs", "packet-filters.md"));
        string sources = string.Concat(Directory.EnumerateFiles(TestFiles.InRepository("tests", "Hornet.PacketFilter.Tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        IEnumerable<string> rows = page.Split('\n').SkipWhile(line => !line.StartsWith("## Where Hornet differs", StringComparison.Ordinal)).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1);
        string[] names = [.. rows.TakeWhile(line => !line.StartsWith("| link types", StringComparison.Ordinal)).SelectMany(line => line.TrimEnd(' ', '|').Split('|')[^1].Split('`').Where((_, index) => index % 2 == 1))];
        names.Length.ShouldBeGreaterThan(10);
        names.Where(name => !sources.Contains($" {name}(", StringComparison.Ordinal) && !sources.Contains($"class {name}", StringComparison.Ordinal) && !sources.Contains($"Tests.{name};", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
