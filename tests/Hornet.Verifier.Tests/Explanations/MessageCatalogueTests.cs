// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification.Explanations;

/// <summary>What is said about the messages of the verifier; <c>messages.txt</c> has one of each.</summary>
public sealed class MessageCatalogueTests
{
    private static readonly ImmutableArray<(int Line, string Message, string Kind, string Explanation)> Corpus =
    [
        .. File.ReadLines(TestFiles.InRepository("tests", "Hornet.Verifier.Tests", "Explanations", "messages.txt"))
            .Select((text, index) => (Line: index + 1, Parts: text.Split(" | ")))
            .Where(line => line.Parts.Length > 1)
            .Select(line => (line.Line, line.Parts[0], line.Parts[1], line.Parts[2])),
    ];

    [Fact]
    public void Each_message_is_explained()
    {
        foreach ((int line, string message, string kind, string words) in Corpus)
        {
            MessageExplanation explanation = MessageCatalogue.Explain(message).ShouldNotBeNull($"messages.txt:{line}");
            explanation.Kind.ShouldBe(kind, $"messages.txt:{line}: {message}");
            explanation.Explanation.ShouldContain(words, Case.Sensitive, $"messages.txt:{line}: {message}");
            explanation.Explanation.ShouldNotMatch(@"\{[\w+:]+\}", $"messages.txt:{line}");
            explanation.Advice.ShouldNotMatch(@"\{[\w+:]+\}", $"messages.txt:{line}");
            explanation.Advice.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Each_entry_of_the_catalogue_is_the_first_for_some_message()
    {
        HashSet<MessagePattern> used = [.. Corpus.Select(line => MessageCatalogue.All.First(pattern => pattern.Match(line.Message).Success))];
        MessageCatalogue.All.Where(pattern => !used.Contains(pattern)).Select(pattern => pattern.Pattern).ShouldBeEmpty();
    }

    [Fact]
    public void There_are_many_messages() => Corpus.Length.ShouldBeGreaterThan(200);

    [Fact]
    public void A_message_that_is_not_known_has_no_explanation() => MessageCatalogue.Explain("something that was never said before").ShouldBeNull();

    [Fact]
    public void The_facts_of_the_place_are_filled_in()
    {
        MessageExplanation explanation = MessageCatalogue.Explain("invalid access to packet, off=14 size=20, R2(id=0,off=14,r=14)", new MessageFacts
        {
            Instruction = 5,
            Source = new LineInfo(5, "drop.c", 12, 9, "if (ip->protocol == 6)"),
        }).ShouldNotBeNull();
        explanation.Explanation.ShouldBe("Line 12 uses 20 bytes at offset 14 of the packet, so it needs 34 bytes, and only 14 are proven to exist on this path.");
        explanation.Advice.ShouldStartWith("Compare `data + 34` with `data_end` before line 12:");
        explanation.FailureKind.ShouldBe(FailureKind.MemorySafety);
    }

    [Fact]
    public void The_state_of_the_register_is_said_in_plain_words()
    {
        MessageExplanation explanation = MessageCatalogue.Explain("R1 type=scalar expected=map_ptr", new MessageFacts
        {
            Instruction = 3,
            InstructionText = "call bpf_map_lookup_elem#1",
            Registers = ImmutableSortedDictionary<string, string>.Empty.Add("R1", "0"),
        }).ShouldNotBeNull();
        explanation.Explanation.ShouldBe("R1 is the number 0; bpf_map_lookup_elem takes a map.");
    }

    [Fact]
    public void The_line_of_another_instruction_is_said()
    {
        var program = new ProgramSpec
        {
            Name = "leak",
            Type = ProgramType.Xdp,
            Instructions = [],
            Lines = [new LineInfo(0, "leak.c", 7, 1, "int leak(struct xdp_md *ctx)"), new LineInfo(2, "leak.c", 9, 5, "record = bpf_ringbuf_reserve(&ring, 8, 0);")],
        };
        MessageCatalogue.Explain("Unreleased reference id=2 alloc_insn=5", new MessageFacts { Program = program, Instruction = 8 })
            .ShouldNotBeNull().Explanation.ShouldStartWith("What the call at line 9 (instruction 5) took is not given back");
    }

    [Fact]
    public void The_function_that_gives_back_what_was_taken_is_named()
    {
        ProgramSpec program = BpfAssembly.Parse("r6 = 0\ncall bpf_sk_lookup_tcp\nexit", new BpfAssemblyOptions { SectionName = "xdp" }).Programs[0];
        MessageExplanation explanation = MessageCatalogue.Explain("Unreleased reference id=2 alloc_insn=1", new MessageFacts { Program = program, Instruction = 2 }).ShouldNotBeNull();
        explanation.Explanation.ShouldBe("What bpf_sk_lookup_tcp() at instruction 1 took is not given back on this path.");
        explanation.Advice.ShouldBe("Release it before instruction 2, on every path, by bpf_sk_release().");
    }

    [Theory]
    [InlineData("r0 = *(u64 *)(r1 + 0)", "invalid bpf_context access off=0 size=8", "`data` of struct xdp_md is 4 bytes at offset 0; it is accessed with 8 bytes at offset 0, which the field does not allow.")]
    [InlineData("*(u32 *)(r1 + 12) = 0", "invalid bpf_context access off=12 size=4", "`ingress_ifindex` of struct xdp_md may be read by this program, not written.")]
    [InlineData("r0 = *(u32 *)(r1 + 20)", "invalid bpf_context access off=20 size=4", "`egress_ifindex` of struct xdp_md (offset 20) is not for programs of this type and hook.")]
    [InlineData("r0 = *(u32 *)(r1 + 100)", "invalid bpf_context access off=100 size=4", "The context, struct xdp_md, has no field at offset 100.")]
    public void The_field_of_the_context_is_named(string access, string message, string words)
    {
        ProgramSpec program = BpfAssembly.Parse(access + "\nexit", new BpfAssemblyOptions { SectionName = "xdp" }).Programs[0];
        MessageCatalogue.Explain(message, new MessageFacts { Program = program, Instruction = 0 }).ShouldNotBeNull().Explanation.ShouldBe(words);
    }

    [Fact]
    public void The_instruction_that_a_message_names_is_told() => MessageCatalogue.Explain("infinite loop detected at insn 7").ShouldNotBeNull().Instruction.ShouldBe(7);
}
