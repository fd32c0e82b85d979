// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Errors;

/// <summary>Programs that this kernel's verifier refuses, each for its own reason.</summary>
public sealed class VerifierMessageTests
{
    private static readonly MapSpec Counts = new() { Name = "counts", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 4 };
    private static readonly MapSpec Fixed = new() { Name = "fixed", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1, Flags = (uint)MapCreateFlags.ReadOnlyProgram };
    private static readonly MapSpec Events = new() { Name = "events", Type = MapType.PerfEventArray, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
    private static readonly MapSpec Ring = new() { Name = "ring", Type = MapType.RingBuffer, MaxEntries = 4096 };

    /// <summary>Kind, section, refused instruction (-1 for none), part of the kernel's words, program (lines separated by semicolons).</summary>
    public static TheoryData<string, string, int, string, string> Refused => new()
    {
        { "unreachable", "xdp", 2, "unreachable insn 2", "r0 = 1; exit; r0 = 2; exit" },
        { "jump-out-of-range", "xdp", 1, "jump out of range from insn 1 to 11", "r0 = 1; goto +9; exit" },
        { "jump-into-wide", "xdp", 1, "jump into the middle of ldimm64 insn 1", "if r1 == 0 goto +1; r0 = 1 ll; exit" },
        { "no-exit", "xdp", -1, "last insn is not an exit or jmp", "r0 = 1; r0 = 2" },
        { "infinite-loop", "xdp", 1, "infinite loop detected at insn 1", "r0 = 1; if r0 == 1 goto -1; exit" },
        { "too-large", "xdp", -1, "BPF program is too large", "r0 = 0; r0 += 1; if r0 != 0x7fffffff goto -2; exit" },
        { "frame-pointer", "xdp", 0, "frame pointer is read only", "r10 = 1; r0 = 1; exit" },
        { "division-by-zero", "xdp", 1, "div by zero", "r0 = 1; r0 /= 0; exit" },
        { "bad-shift", "xdp", 1, "invalid shift 64", "r0 = 1; r0 <<= 64; exit" },
        { "uninitialised-register", "xdp", 0, "R0 !read_ok", "exit" },
        { "uninitialised-register", "xdp", 2, "R1 !read_ok", "r6 = r1; call bpf_ktime_get_ns; r0 = r1; exit" },
        { "maybe-null", "xdp", 6, "R0 invalid mem access 'map_value_or_null'", Lookup + "r0 = *(u64 *)(r0 + 0); exit" },
        { "not-a-pointer", "xdp", 1, "R2 invalid mem access 'scalar'", "r2 = 5; r0 = *(u64 *)(r2 + 0); exit" },
        { "pointer-without-access", "xdp", 1, "R2 invalid mem access 'pkt_end'", "r2 = *(u32 *)(r1 + 4); r0 = *(u64 *)(r2 + 0); exit" },
        { "null-arithmetic", "xdp", 6, "R0 pointer arithmetic on map_value_or_null prohibited", Lookup + "r0 += 1; r0 = 1; exit" },
        { "pointer-arithmetic", "xdp", 0, "R1 pointer arithmetic with *= operator prohibited", "r1 *= 2; r0 = 1; exit" },
        { "pointer-arithmetic", "xdp", 1, "bitwise operator &= on pointer prohibited", "r2 = r10; r2 &= 7; r0 = 1; exit" },
        { "unbounded-arithmetic", "xdp", 8, "math between map_value pointer and register with unbounded min value is not allowed",
            Lookup + "if r0 == 0 goto +2; r6 = *(u64 *)(r0 + 0); r0 += r6; r0 = 1; exit" },
        { "wrong-type", "xdp", 1, "R1 type=scalar expected=map_ptr", "r1 = 0; call bpf_map_lookup_elem; r0 = 1; exit" },
        { "not-constant", "xdp", -1, "is not a known constant", "r6 = *(u32 *)(r1 + 12); r1 = ring ll; r2 = r6; r3 = 0; call bpf_ringbuf_reserve; r0 = 1; exit" },
        { "stack-bounds", "xdp", 0, "invalid write to stack R10 off=-520 size=8", "*(u64 *)(r10 - 520) = 1; r0 = 1; exit" },
        { "packet-bounds", "xdp", 1, "invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)", "r2 = *(u32 *)(r1 + 0); r0 = *(u8 *)(r2 + 0); exit" },
        { "map-value-bounds", "xdp", 7, "invalid access to map value, value_size=8 off=8 size=8", Lookup + "if r0 == 0 goto +1; r0 = *(u64 *)(r0 + 8); exit" },
        { "context-bounds", "xdp", 0, "invalid bpf_context access off=100 size=4", "r0 = *(u32 *)(r1 + 100); exit" },
        { "negative-index", "xdp", -1, "min value is negative", "r6 = *(u32 *)(r1 + 12); r1 = r10; r1 += -8; r2 = r6; r2 <<= 32; r2 s>>= 32; r3 = 0; call bpf_probe_read_kernel; r0 = 1; exit" },
        { "unbounded-index", "xdp", -1, "unbounded memory access", "r6 = *(u32 *)(r1 + 12); r1 = r10; r1 += -8; r2 = r6; r3 = 0; call bpf_probe_read_kernel; r0 = 1; exit" },
        { "modified-pointer", "xdp", 1, "dereference of modified ctx ptr R1 off=4", "r1 += 4; r0 = *(u32 *)(r1 + 4); exit" },
        { "misaligned", "xdp", 0, "misaligned stack access off", "*(u64 *)(r10 - 9) = 1; r0 = 1; exit" },
        { "read-only-memory", "xdp", -1, "write into map forbidden", Lookup.Replace("counts", "fixed", StringComparison.Ordinal) + "if r0 == 0 goto +1; *(u64 *)(r0 + 0) = 1; r0 = 1; exit" },
        { "read-only-memory", "cgroup_skb/ingress", -1, "cannot write into packet", "r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r4 = r2; r4 += 4; if r4 > r3 goto +1; *(u8 *)(r2 + 0) = 1; r0 = 1; exit" },
        { "unknown-helper", "xdp", 0, "invalid func unknown#9999", "call 9999; r0 = 1; exit" },
        { "poisoned", "xdp", 0, "invalid func unknown#195896080", "call 195896080; r0 = 1; exit" },
        { "forbidden-helper", "xdp", 0, "program of this type cannot use helper bpf_skb_load_bytes#26", "call bpf_skb_load_bytes; r0 = 1; exit" },
        { "forbidden-map", "xdp", -1, "cannot pass map_type 4 into func bpf_map_lookup_elem#1", Lookup.Replace("counts", "events", StringComparison.Ordinal) + "r0 = 1; exit" },
        { "sleeps", "raw_tracepoint/sched_switch", -1, "", "r6 = r1; r1 = r10; r1 += -8; r2 = 8; r3 = 0; call bpf_copy_from_user; r0 = 1; exit" },
        { "reference-leak", "xdp", -1, "Unreleased reference id=", "r1 = ring ll; r2 = 8; r3 = 0; call bpf_ringbuf_reserve; if r0 == 0 goto +0; r0 = 1; exit" },
        { "release-twice", "tc", -1, "", "r1 = *(u64 *)(r1 + 168); if r1 == 0 goto +1; call bpf_sk_release; r0 = 0; exit" },
        { "return-value", "cgroup_skb/ingress", -1, "At program exit the register R0 has smin=5 smax=5 should have been in [0, 1]", "r0 = 5; exit" },
        { "no-lock", "xdp", -1, "", Lookup + "if r0 == 0 goto +2; r1 = r0; call bpf_spin_lock; r0 = 1; exit" },
    };

    private static string Lookup => "*(u32 *)(r10 - 4) = 0; r2 = r10; r2 += -4; r1 = counts ll; call bpf_map_lookup_elem; ";

    [KernelTheory]
    [MemberData(nameof(Refused))]
    public void A_refusal_is_found_placed_and_explained(string kind, string section, int instruction, string words, string program)
    {
        VerifierRejection rejection = Refuse(program, section).Rejection.ShouldNotBeNull();
        rejection.Message.ShouldContain(words);
        rejection.Kind.ShouldBe(kind, rejection.Message);
        if (instruction >= 0)
            rejection.Instruction.ShouldBe(instruction);
        rejection.Explanation.ShouldNotBeEmpty();
        rejection.Advice.ShouldNotBeEmpty();
        (rejection.Explanation + rejection.Advice).ShouldNotMatch(@"\{\w+\}");
    }

    [KernelFact]
    public void The_state_of_registers_is_told()
    {
        BpfSyscallException refusal = Refuse(Lookup + "r0 = *(u64 *)(r0 + 0); exit", "xdp");
        VerifierRejection rejection = refusal.Rejection.ShouldNotBeNull();
        rejection.State["R0"].ShouldStartWith("map_value_or_null(");
        rejection.State["R10"].ShouldBe("fp0");
        rejection.InstructionText.ShouldBe("r0 = *(u64 *)(r0 +0)");
        rejection.Explanation.ShouldStartWith("R0 is what a look-up in a map gave: a pointer to a value of the map 'counts' (8 bytes) or NULL: not tested yet.");
        rejection.ProcessedInstructions.ShouldBe(6);
        refusal.Message.ShouldContain("the verifier refused the program at instruction 6 (r0 = *(u64 *)(r0 +0)): R0 invalid mem access 'map_value_or_null'. R0 is what a look-up");
        refusal.Log.ShouldContain("processed 6 insns");
    }

    [KernelFact]
    public void The_path_that_led_there_is_told()
    {
        VerifierRejection rejection = Refuse("r2 = *(u32 *)(r1 + 12); if r2 > 7 goto +2; r0 = 1; exit; if r2 == 9 goto +1; r0 = *(u64 *)(r2 + 0); r0 = 1; exit", "xdp").Rejection.ShouldNotBeNull();
        rejection.Path.Select(decision => (decision.Instruction, decision.IsTaken)).ShouldBe([(1, true), (4, false)]);
        rejection.Registers.Single().ShouldSatisfyAllConditions(
            register => register.Name.ShouldBe("R2"),
            register => register.Description.ShouldStartWith("a number from 8 to 4294967295"));
    }

    [KernelFact]
    public void A_function_for_gpl_programs_is_refused_to_others()
    {
        BpfSyscallException refusal = Refuse("r1 = r10; r1 += -8; r2 = 8; r3 = 0; call bpf_probe_read_kernel; r0 = 1; exit", "xdp", "Proprietary");
        refusal.Rejection.ShouldNotBeNull(refusal.Message).Kind.ShouldBe("gpl-only");
        refusal.Rejection!.Advice.ShouldContain("SEC(\"license\") = \"GPL\"");
    }

    [KernelFact]
    public void Functions_need_no_more_stack_together_than_there_is()
    {
        // Two functions with 320 bytes each.
        BpfSyscallException refusal = Refuse("*(u64 *)(r10 - 320) = 1; call pc+2; r0 = 1; exit; *(u64 *)(r10 - 320) = 1; r0 = 1; exit", "xdp");
        refusal.Rejection.ShouldNotBeNull().Kind.ShouldBe("stack-sum");
        refusal.Rejection!.Explanation.ShouldContain("640 bytes");
    }

    [KernelFact]
    public void What_a_relocation_did_not_find_is_told()
    {
        ProgramSpec spec = new()
        {
            Name = "poisoned",
            Type = ProgramType.Xdp,
            Instructions = [new Instruction(0x85, immediate: PoisonedInstruction.CallImmediate), new(0xb7, Register.R0), new(0x95)],
            PoisonedInstructions = [new PoisonedInstruction(0, "It reads task_struct.no_such_field, and this kernel has no such field.")],
        };
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => KernelProgram.Load(spec, spec.Instructions.AsSpan(), new ProgramLoadOptions()));
        refusal.Rejection.ShouldNotBeNull().Explanation.ShouldBe("It reads task_struct.no_such_field, and this kernel has no such field.");
    }

    [KernelFact]
    public void The_source_line_is_told()
    {
        BpfObject source = BpfObject.Load(Infrastructure.Fixture.Path("trace_refused.o", "tracing"));
        using var kernel = new LinuxKernel();
        VerifierRejection rejection = Should.Throw<BpfSyscallException>(() => kernel.Load(source)).Rejection.ShouldNotBeNull();
        LineInfo line = rejection.Source.ShouldNotBeNull();
        line.File.ShouldEndWith("trace_refused.c");
        line.Text.Trim().ShouldBe("return *value;");
        rejection.Kind.ShouldBe("maybe-null");
        rejection.ToString().ShouldContain($"trace_refused.c:{line.Line} \"return *value;\"");
    }

    [Fact]
    public void A_log_without_a_refusal_has_none()
    {
        VerifierLog.FindRejection("").ShouldBeNull();
        VerifierLog.FindRejection("0: R1=ctx() R10=fp0\n0: (b7) r0 = 2                        ; R0_w=2\n1: (95) exit\nprocessed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n").ShouldBeNull();
    }

    [Fact]
    public void An_unknown_message_is_told_as_it_is()
    {
        VerifierRejection rejection = VerifierLog.FindRejection("0: (b7) r0 = 2\n1: (95) exit\nsomething that was never said before\nprocessed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n").ShouldNotBeNull();
        (rejection.Message, rejection.Kind, rejection.Instruction, rejection.Explanation).ShouldBe(("something that was never said before", "other", 1, ""));
    }

    [Fact]
    public void Logs_of_older_kernels_are_read_too()
    {
        VerifierRejection rejection = VerifierLog.FindRejection("""
            ; return *(int *)value;
            0: (b7) r2 = 5
            1: (79) r0 = *(u64 *)(r2 +0)
            R2 invalid mem access 'inv'
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """).ShouldNotBeNull();
        (rejection.Kind, rejection.Instruction, rejection.Source?.Text).ShouldBe(("not-a-pointer", 1, "return *(int *)value;"));
    }

    private static BpfSyscallException Refuse(string program, string section, string license = "GPL")
    {
        string text = program.Replace("; ", "\n", StringComparison.Ordinal);
        MapSpec[] maps = [.. new[] { Counts, Fixed, Events, Ring }.Where(map => text.Contains(map.Name + " ll", StringComparison.Ordinal))];
        BpfObject source = BpfAssembly.Parse(text, new BpfAssemblyOptions { SectionName = section, License = license, Maps = [.. maps] });
        using var kernel = new LinuxKernel();
        return Should.Throw<BpfSyscallException>(() => kernel.Load(source).Dispose());
    }
}
