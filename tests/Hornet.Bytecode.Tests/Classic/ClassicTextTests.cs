// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode.Classic;
using Hornet.Tests;

namespace Hornet.Bytecode.Tests.Classic;

public sealed class ClassicTextTests
{
    private static readonly ClassicInstruction[] Arp =
    [
        new(0x28, 12),
        new(0x15, 0, 1, 0x806),
        new(0x06, uint.MaxValue),
        new(0x06, 0),
    ];

    [Fact]
    public void Listings_are_those_of_libpcap_byte_for_byte()
    {
        int lines = 0;
        foreach (string line in Corpus("listing.txt"))
        {
            string[] parts = line.Split('|');
            uint[] numbers = [.. parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => uint.Parse(n, CultureInfo.InvariantCulture))];
            var instruction = new ClassicInstruction((ushort)numbers[0], (byte)numbers[1], (byte)numbers[2], numbers[3]);

            ClassicText.Format(instruction, (int)numbers[4]).ShouldBe(parts[1].Replace("\\t", "\t", StringComparison.Ordinal), line);
            lines++;
        }

        lines.ShouldBeGreaterThan(400);
    }

    [Fact]
    public void Assembly_gives_the_instructions_of_bpf_asm()
    {
        int lines = 0;
        foreach (string line in Corpus("assembly.txt"))
        {
            int bar = line.LastIndexOf('|');
            string source = line[..bar].Replace("\\n", "\n", StringComparison.Ordinal);

            ClassicText.Format(ClassicText.Parse(source), ClassicTextFormat.Comma).TrimEnd().ShouldBe(line[(bar + 1)..].Trim(), line);
            lines++;
        }

        lines.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData(ClassicTextFormat.Listing, "(000) ldh      [12]\n(001) jeq      #0x806           jt 2\tjf 3\n(002) ret      #-1\n(003) ret      #0\n")]
    [InlineData(ClassicTextFormat.CArray, "{ 0x28, 0, 0, 0x0000000c },\n{ 0x15, 0, 1, 0x00000806 },\n{ 0x6, 0, 0, 0xffffffff },\n{ 0x6, 0, 0, 0x00000000 },\n")]
    [InlineData(ClassicTextFormat.Decimal, "4\n40 0 0 12\n21 0 1 2054\n6 0 0 4294967295\n6 0 0 0\n")]
    [InlineData(ClassicTextFormat.Assembly, "l0:\tldh [12]\nl1:\tjeq #0x806, l2, l3\nl2:\tret #0xffffffff\nl3:\tret #0\n")]
    [InlineData(ClassicTextFormat.AlignedCArray, "{ 0x28,  0,  0, 0x0000000c },\n{ 0x15,  0,  1, 0x00000806 },\n{ 0x06,  0,  0, 0xffffffff },\n{ 0x06,  0,  0, 0000000000 },\n")]
    [InlineData(ClassicTextFormat.Comma, "4,40 0 0 12,21 0 1 2054,6 0 0 4294967295,6 0 0 0,\n")]
    public void Each_form_is_written_and_read(ClassicTextFormat format, string text)
    {
        ClassicText.Format(Arp, format).ShouldBe(text);
        ClassicText.Parse(text, format).ShouldBe(Arp);
        ClassicText.Parse(text).ShouldBe(Arp);
    }

    [Theory]
    [InlineData("4,40 0 0 12,21 0 1 2054,6 0 0 4294967295,6 0 0 0")]
    [InlineData("  4 , 40 0 0 12 ,21 0 1 2054,\n6 0 0 0xffffffff,6 0 0 0")]
    [InlineData("{0x28,0,0,12},{0x15,0,1,0x806},{6,0,0,-1},{6,0,0,0}")]
    [InlineData("(0) ldh [12] (1) jeq #2054 jt 2 jf 3 (2) ret #0xffffffff (3) ret #0")]
    public void Forms_may_be_spaced_as_one_likes(string text) => ClassicText.Parse(text).ShouldBe(Arp);

    [Fact]
    public void Random_programs_survive_every_form()
    {
        var random = new Random(3);
        for (int round = 0; round < 500; round++)
        {
            ClassicInstruction[] program = RandomPrograms.Valid(random, random.Next(1, 60));
            foreach (ClassicTextFormat format in Enum.GetValues<ClassicTextFormat>())
            {
                string text = ClassicText.Format(program, format);
                if (format == ClassicTextFormat.Listing && text.Contains("unimp", StringComparison.Ordinal))
                    continue;
                ClassicText.Parse(text).ShouldBe(program, $"{format}\n{text}");
            }
        }
    }

    [Theory]
    [InlineData("ldh [12", 1, 8)]
    [InlineData("ldq [12]", 1, 1)]
    [InlineData("ld [12]\n  jeq #1, nowhere", 2, 11)]
    [InlineData("aa: ret #0\naa: ret #1", 2, 1)]
    [InlineData("ret #0\nlast:", 2, 1)]
    [InlineData("st [4]", 1, 4)]
    [InlineData("ldh M[4]", 1, 5)]
    [InlineData("add 4", 1, 5)]
    [InlineData("ldx 5*([14]&0xf)", 1, 5)]
    [InlineData("ldx 4*([14]&0xe)", 1, 13)]
    [InlineData("ld #99999999999", 1, 5)]
    [InlineData("ld #08", 1, 5)]
    [InlineData("ld #0xzz", 1, 5)]
    [InlineData("jeq #1", 1, 7)]
    [InlineData("jne #1, aa, bb aa: bb: ret #0", 1, 11)]
    [InlineData("jeq [1], aa aa: ret #0", 1, 5)]
    [InlineData("aa: ret #0 jeq #1, aa", 1, 20)]
    [InlineData("/* open", 1, 1)]
    [InlineData("ret $4", 1, 5)]
    [InlineData("(000) ldh [12]\n(002) ret #0", 2, 2)]
    [InlineData("(000) jeq #1 jt 0 jf 1", 1, 17)]
    [InlineData("(000) jeq #1 jt 257 jf 1", 1, 17)]
    [InlineData("(000) jeq #1", 1, 13)]
    [InlineData("(000) bogus [12]", 1, 7)]
    [InlineData("{ 0x28, 0, 0 }", 1, 14)]
    [InlineData("{ 0x28, 256, 0, 0 }", 1, 9)]
    [InlineData("{ 0x10000, 0, 0, 0 }", 1, 3)]
    [InlineData("{ 6, 0, 0, 0 } { 6, 0, 0, 0 }", 1, 16)]
    [InlineData("3\n6 0 0 0\n", 1, 1)]
    [InlineData("1\n6 0 0", 2, 6)]
    [InlineData("2,6 0 0 0,", 1, 1)]
    [InlineData("1,6 0 0 0 6 0 0 0", 1, 11)]
    public void A_mistake_is_reported_with_line_and_column(string text, int line, int column)
    {
        var e = Should.Throw<AssemblyException>(() => ClassicText.Parse(text));
        (e.Line, e.Column).ShouldBe((line, column), e.Message);
    }

    [Fact]
    public void A_conditional_jump_reaches_255_instructions()
    {
        string filler = string.Concat(Enumerable.Repeat("tax\n", 255));

        ClassicText.Parse($"jeq #1, far\n{filler}far: ret #0")[0].JumpTrue.ShouldBe((byte)255);
        Should.Throw<AssemblyException>(() => ClassicText.Parse($"jeq #1, far\ntax\n{filler}far: ret #0")).Message.ShouldContain("255");
    }

    [Fact]
    public void Jumps_beyond_the_end_cannot_be_written_as_assembly()
    {
        var e = Should.Throw<AssemblyException>(() => ClassicText.Format([new ClassicInstruction(0x05, 7), new ClassicInstruction(0x06)], ClassicTextFormat.Assembly));
        e.Line.ShouldBe(1);
        Should.Throw<AssemblyException>(() => ClassicText.Format([new ClassicInstruction(0x99)], ClassicTextFormat.Assembly)).Message.ShouldContain("0x99");
    }

    [Fact]
    public void Random_text_never_does_worse_than_an_assembly_error()
    {
        var random = new Random(11);
        string[] pieces =
        [
            "ld", "ldx", "jeq", "ret", "[", "]", "x", "+", "#", "4", "*", "(", ")", "&", "0xf", "M", ",", ":", "aa", "{", "}", "proto", "\n", " ", "-1", "%", "a", ";", "/*", "*/", "é", "jt",
        ];
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
            try
            {
                ClassicText.Parse(text, (ClassicTextFormat)random.Next(6));
                accepted++;
            }
            catch (AssemblyException)
            {
            }
        }

        accepted.ShouldBeInRange(100, 15_000);
    }

    private static IEnumerable<string> Corpus(string name) => File.ReadLines(TestFiles.InRepository("tests", "Hornet.Bytecode.Tests", "Classic", "Corpus", name))
        .Where(line => line.Length > 0 && !line.StartsWith('#'));
}
