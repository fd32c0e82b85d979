// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Verification;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>What the machine loads and what it refuses.</summary>
public sealed class VerificationTests
{
    private static readonly BpfObject ReadsBehindThePacket = Object(ProgramType.Xdp, Load32(2, 1, 4), Load8(0, 2, 0), Exit);

    [Fact]
    public void A_program_that_is_not_proven_safe_is_not_loaded()
    {
        using var machine = new VirtualMachine();
        var error = Should.Throw<VerificationException>(() => machine.Load(ReadsBehindThePacket));
        error.Result.IsAccepted.ShouldBeFalse();
        error.Result.Failure!.Message.ShouldBe("R2 invalid mem access 'pkt_end'");
        error.Result.Failure.Instruction.ShouldBe(1);
        error.Result.Failure.Kind.ShouldBe(FailureKind.MemorySafety);
        error.Message.ShouldContain("'test'");
        error.Message.ShouldContain("R2 invalid mem access 'pkt_end'");
    }

    [Fact]
    public void A_refused_object_leaves_nothing_behind()
    {
        using var machine = new VirtualMachine();
        BpfObject withMap = ReadsBehindThePacket with { Maps = [new MapSpec { Name = "m", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }] };
        Should.Throw<VerificationException>(() => machine.Load(withMap));
        machine.Maps.Find(1).ShouldBeNull();
    }

    [Fact]
    public void An_unverified_program_loads_where_that_is_asked_for_and_is_stopped_while_it_runs()
    {
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(ReadsBehindThePacket);
        Should.Throw<MemoryAccessException>(() => loaded.Programs["test"].Run(new byte[14]));
    }

    [Fact]
    public void A_helper_of_the_host_takes_what_it_is_given_and_returns_any_number()
    {
        using var machine = new VirtualMachine();
        machine.RegisterHelper(5000, (run, a, b, c, d, e) => a + 1);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Move(1, 41), Of(0x85, immediate: 5000), Exit));
        loaded.Programs["test"].Run(new byte[14]).ReturnValue.ShouldBe(42u);
    }

    [Fact]
    public void What_a_helper_of_the_host_returns_is_no_pointer()
    {
        using var machine = new VirtualMachine();
        machine.RegisterHelper(5000, (run, a, b, c, d, e) => a);
        BpfObject follows = Object(ProgramType.Xdp, Of(0x85, immediate: 5000), Load8(0, 0, 0), Exit);
        Should.Throw<VerificationException>(() => machine.Load(follows)).Result.Failure!.Message.ShouldBe("R0 invalid mem access 'scalar'");
    }

    [Fact]
    public void Constants_that_the_load_sets_decide_which_paths_there_are()
    {
        // if (constant) read behind the packet
        const string Section = ".rodata";
        var spec = new ProgramSpec
        {
            Name = "test",
            Type = ProgramType.Xdp,
            Instructions =
            [
                Load32(2, 1, 4), Of(0x18, 3), default, Load32(3, 3, 0), Of(0x15, 3, 0, 1), Load8(0, 2, 0), Move(0, 2), Exit,
            ],
            References = [new SymbolReference(1, SymbolReferenceKind.MapValue, Section)],
        };
        var map = new MapSpec
        {
            Name = Section,
            Type = MapType.Array,
            KeySize = 4,
            ValueSize = 4,
            MaxEntries = 1,
            IsReadOnlyData = true,
            InitialValues = [new MapInitialValue([0, 0, 0, 0], MapInitialValueKind.Bytes, [0, 0, 0, 0])],
            Variables = [new VariableSpec("constant", Section, 0, 4, 0, true)],
        };
        var withConstant = new BpfObject { Name = "test", Programs = [spec], Maps = [map] };
        using var machine = new VirtualMachine();
        machine.Load(withConstant).Dispose();
        var options = new LoadOptions { Variables = ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("constant", [1, 0, 0, 0]) };
        Should.Throw<VerificationException>(() => machine.Load(withConstant, options)).Result.Failure!.Instruction.ShouldBe(5);
    }

    [Fact]
    public void A_program_can_be_verified_for_the_machine_without_being_loaded()
    {
        using var machine = new VirtualMachine();
        machine.RegisterHelper(5000, (run, a, b, c, d, e) => 0);
        BpfObject calls = Object(ProgramType.Xdp, Of(0x85, immediate: 5000), Exit);
        Verifier.Verify(calls, calls.Programs[0], machine.VerifierOptionsFor()).IsAccepted.ShouldBeTrue();
        Verifier.Verify(calls, calls.Programs[0]).IsAccepted.ShouldBeFalse();
    }
}
