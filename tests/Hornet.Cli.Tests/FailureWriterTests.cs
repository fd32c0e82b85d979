// SPDX-License-Identifier: Apache-2.0
using Hornet.Cli.Verify;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Cli.Tests;

/// <summary>How a refusal looks.</summary>
public sealed class FailureWriterTests
{
    private static readonly VerificationFailure Failure = new()
    {
        Message = "invalid access to packet, off=23 size=1, R2(id=0,off=23,r=14)",
        Kind = FailureKind.MemorySafety,
        Instruction = 7,
        InstructionText = "r0 = *(u8 *)(r2 +23)",
        Source = new LineInfo(6, "drop.c", 12, 10, "\tif (ip->protocol == 6)"),
        Path =
        [
            new BranchDecision(4, false, "if r4 > r3 goto pc+5", new LineInfo(3, "drop.c", 8, 6, "\tif (data + 14 > end)")) { Next = new LineInfo(5, "drop.c", 11, 2, "\tip = data + 14;") },
            new BranchDecision(5, true, "if r5 == 0x0 goto pc+1", null),
        ],
        Registers = [new RegisterKnowledge("R2", "pkt(r=14)", "a pointer into the packet, at its start; 14 bytes of the packet are proven to exist")],
        Explanation = "Line 12 uses 1 byte at offset 23 of the packet.",
        Advice = "Compare `data + 24` with `data_end` before line 12.",
    };

    [Fact]
    public void A_refusal_quotes_the_source_with_a_caret_under_the_place() => Print(Failure, colour: false).ShouldBe("""
        drop_tcp: refused: invalid access to packet, off=23 size=1, R2(id=0,off=23,r=14)
          --> drop.c:12:10, instruction 7: r0 = *(u8 *)(r2 +23)
           |
        12 | →if (ip->protocol == 6)
           | →        ^
           = path:  line 8: if (data + 14 > end)  -> line 11
                    instruction 5: if r5 == 0x0 goto pc+1: taken
           = known: R2 is a pointer into the packet, at its start; 14 bytes of the packet are proven to exist
           = why:   Line 12 uses 1 byte at offset 23 of the packet.
           = help:  Compare `data + 24` with `data_end` before line 12.

        """.Replace('→', '\t').ReplaceLineEndings());

    [Fact]
    public void Without_line_information_the_instruction_is_quoted()
    {
        string text = Print(Failure with { Source = null, Path = [], Registers = [] }, colour: false);
        text.ShouldContain(" --> instruction 7\n");
        text.ShouldContain("7 | r0 = *(u8 *)(r2 +23)\n  | ^^^^^^^^^^^^^^^^^^^^\n");
    }

    [Fact]
    public void A_refusal_of_no_instruction_in_particular_has_no_place() =>
        Print(Failure with { Source = null, Instruction = null, Path = [], Registers = [] }, colour: false).Split('\n')[1].ShouldStartWith("  = why:");

    [Fact]
    public void A_terminal_gets_colours()
    {
        string text = Print(Failure, colour: true);
        text.ShouldContain("\u001b[1mdrop_tcp\u001b[0m: \u001b[1;31mrefused\u001b[0m");
        text.ShouldContain("\u001b[1;31m^\u001b[0m");
        Print(Failure, colour: false).ShouldNotContain('\u001b');
    }

    private static string Print(VerificationFailure failure, bool colour)
    {
        using StringWriter output = new();
        new FailureWriter(output, colour).Write("drop_tcp", failure);
        return output.ToString();
    }
}
