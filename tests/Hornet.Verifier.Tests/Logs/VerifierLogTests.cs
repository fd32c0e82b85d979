// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Verification.Logs;

/// <summary>The log of states, compared with lines that Linux 6.18 prints.</summary>
public sealed class VerifierLogTests
{
    private readonly VerifiedProgram _program = Prepare("r2 = *(u32 *)(r1 + 0)\nr4 = r2\n*(u32 *)(r10 - 4) = 0\nif r4 > r2 goto +1\ncall bpf_map_lookup_elem\nr0 = 2\nexit");
    private readonly VerifierState _state = new();

    public VerifierLogTests() => _state.Begin(0).Registers[1] = RegisterState.Pointer(ValueKind.Context);

    [Fact]
    public void Pointers_are_written_as_the_kernel_writes_them()
    {
        RegisterState packet = RegisterState.Pointer(ValueKind.Packet);
        (packet.Offset, packet.Range) = (14, 34);
        Describe(packet).ShouldBe("pkt(off=14,r=34)");
        packet.Range = RegisterState.BeyondPacketEnd;
        Describe(packet).ShouldBe("pkt(off=14,r=0xfffffffffffffffe)");

        RegisterState value = RegisterState.Pointer(ValueKind.MapValue, ValueFlags.MaybeNull);
        value.Id = 1;
        Describe(value).ShouldBe("map_value_or_null(id=1,map=counts,ks=4,vs=8)");

        RegisterState record = RegisterState.Pointer(ValueKind.Memory, ValueFlags.RingBuffer | ValueFlags.MaybeNull);
        (record.Id, record.ReferenceId, record.MemorySize) = (2, 2, 8);
        Describe(record).ShouldBe("ringbuf_mem_or_null(id=2,ref_obj_id=2,sz=8)");

        RegisterState stack = RegisterState.Pointer(ValueKind.Stack);
        stack.Offset = -8;
        Describe(stack).ShouldBe("fp-8");
        new StateText(_program).Describe(stack, 1).ShouldBe("fp[0]-8");
        Describe(RegisterState.Pointer(ValueKind.Context)).ShouldBe("ctx()");
        Describe(RegisterState.Uninitialized).ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_are_written_as_the_kernel_writes_them()
    {
        Describe(RegisterState.ConstantScalar(2)).ShouldBe("2");
        Describe(RegisterState.ConstantScalar(0x12345)).ShouldBe("0x12345");
        RegisterState precise = RegisterState.ConstantScalar(3);
        precise.IsPrecise = true;
        Describe(precise).ShouldBe("P3");
        RegisterState linked = RegisterState.UnknownScalar;
        (linked.Id, linked.Offset) = (1 | RegisterState.LinkedWithDelta, 5);
        Describe(linked).ShouldBe("scalar(id=1+5)");
    }

    [Fact]
    public void Stack_slots_are_written_byte_by_byte()
    {
        StackFrame frame = _state.Frame;
        frame.Grow(3);
        frame.KindsOf(0)[..4].Fill(SlotKind.Zero);
        frame.KindsOf(1).Fill(SlotKind.Spill);
        frame.Slots[1] = RegisterState.Pointer(ValueKind.Context);
        frame.KindsOf(2)[7] = SlotKind.Spill;
        frame.Slots[2] = RegisterState.UnknownScalar;
        _state.AddReference(new Reference(ReferenceKind.Object, 2, 4));
        var text = new StringBuilder();
        new StateText(_program).AppendFrame(text, _state, frame);
        text.ToString().ShouldBe(" R1=ctx() R10=fp0 fp-8=0000???? fp-16=ctx() fp-24=???????scalar() refs=2");
    }

    [Fact]
    public void Instructions_are_followed_by_what_they_used_and_changed()
    {
        var log = new VerifierLog(_program, 2);
        log.StartPath(-1);
        log.Write(_state, 0);
        _state.Frame.Registers[2] = RegisterState.Pointer(ValueKind.Packet);
        log.Write(_state, 1);
        _state.Frame.Registers[4] = _state.Frame.Registers[2];
        log.Write(_state, 2);
        _state.Frame.Grow(1);
        _state.Frame.KindsOf(0)[..4].Fill(SlotKind.Zero);
        log.Write(_state, 4);
        _state.Frame.Registers[0] = RegisterState.ConstantScalar(0);
        log.Prune(_state, 5);
        log.Finish(Result()).ShouldBe("""
            0: R1=ctx() R10=fp0
            0: (61) r2 = *(u32 *)(r1 +0)          ; R1=ctx() R2=pkt(r=0)
            1: (bf) r4 = r2                       ; R2=pkt(r=0) R4=pkt(r=0)
            2: (62) *(u32 *)(r10 -4) = 0          ; R10=fp0 fp-8=0000????
            4: (85) call bpf_map_lookup_elem#1    ; R0=0
            5: safe
            processed 12 insns (limit 1000000) max_states_per_insn 1 total_states 4 peak_states 3 mark_read 0

            """);
    }

    [Fact]
    public void The_other_way_of_a_branch_begins_with_all_that_is_known()
    {
        var log = new VerifierLog(_program, 2);
        log.Write(_state, 6);
        log.StartPath(3);
        log.Write(_state, 5);
        log.StartPath(3);
        log.Prune(_state, 5);
        log.WriteLine("R0 !read_ok");
        log.Finish(Result()).ShouldStartWith("""
            6: (95) exit

            from 3 to 5: R1=ctx() R10=fp0
            5: R1=ctx() R10=fp0
            5: (b7) r0 = 2

            from 3 to 5: safe
            R0 !read_ok
            processed 12 insns
            """);
    }

    [Fact]
    public void Level_1_keeps_only_the_path_to_the_fault()
    {
        var log = new VerifierLog(_program, 1);
        log.Write(_state, 0);
        long branch = log.Position;
        log.Write(_state, 1);
        log.Write(_state, 6);
        log.Rewind(branch);
        log.Write(_state, 5);
        log.Finish(Result()).ShouldStartWith("0: (61) r2 = *(u32 *)(r1 +0)\n5: (b7) r0 = 2\nprocessed");
    }

    [Fact]
    public void Level_0_writes_nothing() => new VerifierLog(_program, 0).IsEnabled.ShouldBeFalse();

    [Fact]
    public void The_path_to_a_fault_is_told_by_its_decisions()
    {
        var start = new VerifierState();
        start.History.Add(0);
        start.History.Add(1);
        _state.Parent = start;
        _state.History.Add(3);
        _state.History.Add(5);
        BranchDecision decision = PathTrace.Decisions(_program, new InstructionTexts(_program.Spec), _state, 5).Single();
        (decision.Instruction, decision.IsTaken, decision.Text).ShouldBe((3, true, "if r4 > r2 goto pc+1"));
    }

    private static VerificationResult Result() => new()
    {
        Program = new ProgramSpec { Name = "p", Type = ProgramType.Xdp, Instructions = [] },
        InstructionsProcessed = 12,
        TotalStates = 4,
        PeakStates = 3,
        MaxStatesPerInstruction = 1,
    };

    private static VerifiedProgram Prepare(string text)
    {
        BpfObject made = BpfAssembly.Parse(text, new BpfAssemblyOptions { SectionName = "xdp" });
        ProgramSpec spec = made.Programs[0];
        return new VerifiedProgram
        {
            Object = made,
            Spec = spec,
            Options = VerifierOptions.Default,
            Instructions = [.. spec.Instructions],
            Facts = new InstructionFacts[spec.Instructions.Length],
            WideValues = new WideValue[spec.Instructions.Length],
            KernelFunctions = new string?[spec.Instructions.Length],
            Maps = [new MapInfo { Index = 0, Spec = new MapSpec { Name = "counts", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 4 } }],
            Btfs = new BtfSet(null, null, []),
            Subprograms = [new Subprogram { Index = 0, Start = 0, End = spec.Instructions.Length }],
            Flow = new FlowGraph([.. spec.Instructions]),
            PostOrder = [],
            Type = spec.Type,
            IsGplCompatible = true,
        };
    }

    private string Describe(RegisterState register) => new StateText(_program).Describe(register, 0);
}
