// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification.Programs;

/// <summary>The maps of a program as the verifier knows them.</summary>
public sealed class MapResolutionTests
{
    private const string UsesNumbers = "r1 = numbers ll\nr0 = 0\nexit";

    [Fact]
    public void Only_maps_that_are_used_are_known()
    {
        VerifiedProgram program = ProgramText.Object(UsesNumbers, maps: [ProgramText.Array("others"), ProgramText.Array()]).Resolve();
        program.Maps.Select(map => map.Name).ShouldBe(["numbers"]);
        program.WideValues[0].ShouldBe(new WideValue(WideValueKind.Map, 0, 0));
    }

    [Fact]
    public void Capacities_are_those_of_the_load()
    {
        var options = new VerifierOptions { MaxEntries = ImmutableDictionary<string, uint>.Empty.Add("numbers", 77) };
        ProgramText.Object(UsesNumbers, maps: ProgramText.Array()).Resolve(options).Maps[0].Spec.MaxEntries.ShouldBe(77u);
    }

    [Fact]
    public void A_map_of_maps_has_its_inner_map_behind()
    {
        MapSpec outer = ProgramText.Array(type: MapType.ArrayOfMaps, valueSize: 4) with { InnerMap = ProgramText.Array("inner", 8) };
        List<MapInfo> maps = ProgramText.Object(UsesNumbers, maps: outer).Resolve().Maps;
        maps.Select(map => map.Name).ShouldBe(["numbers", "inner"]);
        maps[0].Inner.ShouldBe(maps[1]);
        maps[1].Index.ShouldBe(1);
    }

    [Fact]
    public void Read_only_data_are_constants_with_the_variables_that_the_caller_sets()
    {
        MapSpec data = ProgramText.Array(".rodata", 8) with
        {
            IsReadOnlyData = true,
            Variables = [new VariableSpec("first", ".rodata", 0, 4, 0, true), new VariableSpec("second", ".rodata", 4, 4, 0, true)],
            InitialValues = [new MapInitialValue([0, 0, 0, 0], MapInitialValueKind.Bytes, [1, 0, 0, 0, 2, 0, 0, 0])],
        };
        BpfObject bpfObject = ProgramText.Object("r0 = 0\nexit", maps: data);
        var options = new VerifierOptions { Variables = ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("second", [9, 1, 0, 0]) };
        MapInfo map = new MapResolver(bpfObject, options, new BtfSet(null, null, [])).Resolve(data);
        map.TryReadConstant(0, 8, out ulong both).ShouldBeTrue();
        both.ShouldBe(0x0000_0109_0000_0001UL);
        map.TryReadConstant(5, 4, out _).ShouldBeFalse();
    }

    [Fact]
    public void Ordinary_maps_are_no_constants()
    {
        MapInfo map = ProgramText.Object(UsesNumbers, maps: ProgramText.Array()).Resolve().Maps[0];
        map.Constants.ShouldBeNull();
        map.TryReadConstant(0, 4, out _).ShouldBeFalse();
    }

    [Fact]
    public void Of_the_kernels_configuration_what_the_release_tells_is_known()
    {
        MapSpec configuration = ProgramText.Array(".kconfig", 16) with { IsReadOnlyData = true };
        BpfObject bpfObject = ProgramText.Object("r0 = 0\nexit", maps: configuration) with
        {
            Externs = [new ExternSpec("LINUX_KERNEL_VERSION", ExternKind.Configuration, 0, false, 0, 4), new ExternSpec("CONFIG_HZ", ExternKind.Configuration, 0, false, 4, 4)],
        };
        MapInfo map = new MapResolver(bpfObject, VerifierOptions.Default, new BtfSet(null, null, [])).Resolve(configuration);
        map.TryReadConstant(0, 4, out ulong version).ShouldBeTrue();
        version.ShouldBe(0x061200UL);
        map.TryReadConstant(4, 4, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(16, "invalid access to map value pointer, value_size=16 off=16")]
    [InlineData(1 << 29, "direct value offset of 536870912 is not allowed")]
    public void Addresses_of_values_lie_inside(int offset, string message)
    {
        BpfObject bpfObject = ProgramText.Object(UsesNumbers, maps: ProgramText.Array());
        ProgramSpec program = bpfObject.Programs[0] with { References = [new SymbolReference(0, SymbolReferenceKind.MapValue, "numbers", offset)] };
        (bpfObject with { Programs = [program] }).Fault().ShouldBe(message);
    }

    [Fact]
    public void Only_arrays_and_arenas_have_addresses_of_values()
    {
        BpfObject bpfObject = ProgramText.Object(UsesNumbers, maps: ProgramText.Array(type: MapType.Hash));
        ProgramSpec program = bpfObject.Programs[0] with { References = [new SymbolReference(0, SymbolReferenceKind.MapValue, "numbers", 0)] };
        (bpfObject with { Programs = [program] }).Fault().ShouldBe("no direct value access support for this map type");
    }

    [Fact]
    public void A_map_that_is_not_created_poisons_what_uses_it()
    {
        BpfObject bpfObject = ProgramText.Object(UsesNumbers, maps: ProgramText.Array() with { AutoCreate = false });
        VerifiedProgram program = bpfObject.Resolve();
        program.Spec.PoisonedInstructions.ShouldHaveSingleItem().Instruction.ShouldBe(0);
        Verifier.Verify(bpfObject, bpfObject.Programs[0]).Failure!.Message.ShouldBe("invalid func unknown#195896080");
    }

    [Fact]
    public void Sleepable_programs_use_some_maps_only() =>
        ProgramText.Object(UsesNumbers, "uprobe.s", maps: ProgramText.Array(type: MapType.StackTrace, valueSize: 8)).Fault()
            .ShouldBe("Sleepable programs can only use array, hash, ringbuf and local storage maps");
}
