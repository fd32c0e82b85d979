// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Packets;
using Hornet.PacketFilters.Tests.Names;
using Hornet.Tests;

namespace Hornet.PacketFilters.Tests.Malformed;

/// <summary>What is no filter is refused at the word that is wrong.</summary>
public sealed class MalformedExpressionTests
{
    private const string Corpus = "malformed.txt";

    public static TheoryData<int, string, string, int, string, string> Lines
    {
        get
        {
            var lines = new TheoryData<int, string, string, int, string, string>();
            int number = 0;
            foreach (string line in File.ReadLines(TestFiles.InRepository("tests", "Hornet.PacketFilter.Tests", "Malformed", Corpus)))
            {
                number++;
                if (line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal))
                    continue;
                string[] columns = line.Split('\t');
                lines.Add(number, columns[0], columns[1], int.Parse(columns[2], CultureInfo.InvariantCulture), columns[3], columns[4]);
            }

            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Is_refused_at_its_word(int line, string linkType, string expression, int column, string word, string message)
    {
        LinkTypes.TryParse(linkType, out LinkType type).ShouldBeTrue();
        var options = new PacketFilterOptions { LinkType = type, Names = TestNames.Files };
        PacketFilterException exception = Should.Throw<PacketFilterException>(() => _ = PacketFilter.Compile(expression, options).Classic, $"line {line}");
        exception.Reason.ShouldContain(message);
        exception.Span.Text.ToString().ShouldBe(word);
        (exception.Span.Start + 1).ShouldBe(column);
    }

    [Fact]
    public void The_corpus_has_at_least_three_hundred_lines() => Lines.Count.ShouldBeGreaterThanOrEqualTo(300);

    [Fact]
    public void The_message_shows_the_line_and_marks_the_word()
    {
        PacketFilterException exception = Should.Throw<PacketFilterException>(() => PacketFilter.Compile("tcp and\n  prot 80\n  and udp"));
        exception.Message.ShouldEndWith("`prot` is no keyword; did you mean `port`?\n    prot 80\n    ^~~~");
    }
}
