// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Bytecode.Tests.Classic;

/// <summary>The examples of docs/classic-bpf.md, run.</summary>
public sealed class ClassicPageTests
{
    [Fact]
    public void The_page_has_these_examples() =>
        DocumentationExamples.MissingFrom("docs/classic-bpf.md", "tests/Hornet.Bytecode.Tests/Classic/ClassicPageTests.cs").ShouldBeEmpty();

    [Fact]
    public void Texts()
    {
        // example: convert
        ClassicInstruction[] program = ClassicText.Parse("""
                  ldh [12]
                  jne #0x806, drop    ; not ARP
                  ret #-1
            drop: ret #0
            """);
        string listing = ClassicText.Format(program, ClassicTextFormat.Listing);
        string forIptables = ClassicText.Format(program, ClassicTextFormat.Comma);
        // end

        listing.ShouldStartWith("(000) ldh      [12]\n(001) jeq      #0x806           jt 2\tjf 3\n");
        forIptables.ShouldBe("4,40 0 0 12,21 0 1 2054,6 0 0 4294967295,6 0 0 0,\n");
    }

    [Fact]
    public void Filters()
    {
        string path = TestFiles.InRepository("samples", "packets.pcap");
        string text = "4\n40 0 0 12\n21 0 1 2054\n6 0 0 262144\n6 0 0 0\n";

        // example: run
        var filter = new ClassicFilter(ClassicText.Parse(text), ClassicSemantics.Libpcap);
        int matches = 0;
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead(out CapturedPacket packet))
        {
            if (filter.Matches(packet.Data))
                matches++;
        }
        // end

        matches.ShouldBe(12);
    }

    [Fact]
    public void Errors()
    {
        ClassicInstruction[] program = ClassicText.Parse("ld M[3]\nret a");

        // example: validate
        if (!ClassicValidator.TryValidate(program, out ClassicProgramException? error))
            Console.WriteLine($"instruction {error.Index}: {error.Fault}");
        // end

        (error?.Index, error?.Fault).ShouldBe((0, ClassicFault.UninitialisedMemory));
    }

    [Fact]
    public void Translation()
    {
        ClassicInstruction[] program = ClassicText.Parse("ld proto\nret a");

        // example: translate
        Instruction[] extended = ClassicTranslator.Translate(program, out int[] starts);
        // end

        (extended.Length, starts[1]).ShouldBe((6, 5));
    }
}
