// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects.Tests.Elf;

public sealed class MapTests
{
    public static TheoryData<string> BtfMaps => Fixture.Of("btf_maps");

    public static TheoryData<string> MapInMap => Fixture.Of("map_in_map");

    public static TheoryData<string> TailCalls => Fixture.Of("tail_calls");

    public static TheoryData<string> LegacyMaps => Fixture.Of("legacy_maps");

    public static TheoryData<string> LegacySections => Fixture.Of("legacy_sections");

    public static TheoryData<string> LegacyIproute2 => Fixture.Of("legacy_iproute2");

    [Theory]
    [MemberData(nameof(BtfMaps))]
    public void Maps_are_defined_by_their_types(string name)
    {
        BpfObject obj = Fixture.Load(name);
        (string Name, MapType Type, uint Key, uint Value, uint Entries, uint Flags)[] expected =
        [
            ("hash", MapType.Hash, 13, 16, 1024, 0),
            ("array", MapType.Array, 4, 16, 8, 0),
            ("percpu_hash", MapType.PerCpuHash, 4, 16, 64, 0),
            ("percpu_array", MapType.PerCpuArray, 4, 16, 4, 0),
            ("lru_hash", MapType.LruHash, 8, 8, 128, 0),
            ("lru_percpu_hash", MapType.LruPerCpuHash, 8, 8, 128, 0),
            ("locks", MapType.Array, 4, 8, 1, 0),
            ("devices", MapType.DeviceMap, 4, 4, 16, 0),
            ("device_hash", MapType.DeviceMapHash, 4, 8, 16, 0),
            ("cpus", MapType.CpuMap, 4, 8, 4, 0),
            ("sockets", MapType.XskMap, 4, 4, 4, 0),
            ("sock_array", MapType.SockMap, 4, 4, 4, 0),
            ("sock_hash", MapType.SockHash, 8, 4, 4, 0),
            ("reuseport", MapType.ReuseportSockArray, 4, 8, 4, 0),
            ("routes", MapType.LpmTrie, 20, 4, 256, 1),
            ("queue", MapType.Queue, 0, 8, 32, 0),
            ("stack", MapType.Stack, 0, 12, 32, 0),
            ("bloom", MapType.BloomFilter, 0, 8, 1000, 0),
            ("ring", MapType.RingBuffer, 0, 0, 4096, 0),
            ("user_ring", MapType.UserRingBuffer, 0, 0, 8192, 0),
            ("perf_events", MapType.PerfEventArray, 4, 4, 0, 0),
            ("stacks", MapType.StackTrace, 4, 160, 100, 0),
            ("cgroups", MapType.CgroupArray, 4, 4, 1, 0),
            ("socket_storage", MapType.SkStorage, 4, 16, 0, 1),
            ("task_storage", MapType.TaskStorage, 4, 16, 0, 1),
            ("cgroup_storage", MapType.CgroupStorageDeprecated, 16, 8, 0, 0),
            ("pinned", MapType.Hash, 4, 40, 10, 5),
        ];
        obj.Maps.Select(map => (map.Name, map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags)).ShouldBe(expected, ignoreOrder: true);
        obj.Map("bloom").Extra.ShouldBe(3ul);
        obj.Map("pinned").Pinning.ShouldBe(PinMode.ByName);
        obj.Maps.Count(map => map.Pinning == PinMode.None).ShouldBe(expected.Length - 1);
        obj.Btf!.NameOf(obj.Map("hash").KeyTypeId).ShouldBe("flow");
        obj.Btf.NameOf(obj.Map("hash").ValueTypeId).ShouldBe("totals");
        obj.Map("stack").ValueTypeId.ShouldBe(0u);
    }

    [Theory]
    [MemberData(nameof(MapInMap))]
    public void Maps_of_maps_have_templates_and_initial_maps(string name)
    {
        BpfObject obj = Fixture.Load(name);
        MapSpec table = obj.Map("table");
        table.Type.ShouldBe(MapType.ArrayOfMaps);
        (table.KeySize, table.ValueSize).ShouldBe((4u, 4u));
        table.InnerMap!.Name.ShouldBe("table.inner");
        (table.InnerMap.Type, table.InnerMap.KeySize, table.InnerMap.ValueSize, table.InnerMap.MaxEntries).ShouldBe((MapType.Array, 4u, 8u, 4u));
        table.InitialValues.Select(value => (obj.KeyNumber(value), value.Kind, value.Target)).ShouldBe([(0u, MapInitialValueKind.Map, "first"), (5u, MapInitialValueKind.Map, "second")]);

        MapSpec dynamic = obj.Map("dynamic");
        dynamic.InitialValues.ShouldBeEmpty();
        (dynamic.InnerMap!.Type, dynamic.InnerMap.KeySize, dynamic.InnerMap.ValueSize).ShouldBe((MapType.Hash, 8u, 16u));
        obj.Map("rings").InnerMap!.Type.ShouldBe(MapType.RingBuffer);
    }

    [Theory]
    [MemberData(nameof(TailCalls))]
    public void Program_arrays_have_initial_programs(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Map("programs").InitialValues.Select(value => (obj.KeyNumber(value), value.Kind, value.Target))
            .ShouldBe([(1u, MapInitialValueKind.Program, "ends_here"), (3u, MapInitialValueKind.Program, "goes_on")]);
        obj.Map("programs").ValueSize.ShouldBe(4u);
        obj.Map("empty").InitialValues.ShouldBeEmpty();
        obj.Programs.Select(program => program.Name).ShouldBe(["ends_here", "goes_on", "entry"]);
    }

    [Theory]
    [MemberData(nameof(LegacyMaps))]
    public void Legacy_definitions_are_read_word_by_word(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Maps.Select(map => (map.Name, map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags)).ShouldBe(
            [
                ("counters", MapType.Array, 4u, 8u, 16u, 0u),
                ("sessions", MapType.Hash, 8u, 24u, 1024u, 1u),
                ("hidden", MapType.Array, 4u, 4u, 1u, 0u),
            ],
            ignoreOrder: true);
        obj.KernelVersion.ShouldBe(0x50a00u);
        obj.Program("count").References.Select(reference => reference.Name).ShouldBe(["counters", "hidden", "sessions"]);
    }

    [Theory]
    [MemberData(nameof(LegacySections))]
    public void Legacy_definitions_may_have_a_section_each(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Maps.Select(map => (map.Name, map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Pinning)).ShouldBe(
            [
                ("pairs", MapType.Hash, 4u, 8u, 10u, PinMode.None),
                ("events", MapType.PerfEventArray, 4u, 4u, 8u, PinMode.ByName),
                ("longer", MapType.Array, 4u, 2u, 3u, PinMode.None),
            ],
            ignoreOrder: true);
        obj.Program("use").References.Select(reference => reference.Name).ShouldBe(["pairs", "longer", "events"]);
        if (obj.Btf is { } btf)
            btf.NameOf(obj.Map("pairs").ValueTypeId).ShouldBe("pair");
    }

    [Fact]
    public void Unknown_bytes_behind_a_legacy_definition_are_refused()
    {
        byte[] file = File.ReadAllBytes(Fixture.PathOf("clang-plain/legacy_sections"));
        ElfFile elf = ElfFile.Parse(file);
        ElfSymbol symbol = elf.Symbols.Single(symbol => symbol.Name == "longer");
        file[(int)elf.Sections[symbol.Section].FileOffset + (int)symbol.Value + 28] = 1;
        ObjectFormatException error = Should.Throw<ObjectFormatException>(() => BpfObject.Parse(file));
        error.Message.ShouldContain("map 'longer' has 32 bytes, and those after the first 20 are not zero");
        error.Section.ShouldBe("maps");
    }

    [Theory]
    [MemberData(nameof(LegacyIproute2))]
    public void Definitions_of_iproute2_refer_to_each_other_by_id(string name)
    {
        BpfObject obj = Fixture.Load(name);
        MapSpec outer = obj.Map("outer");
        outer.Pinning.ShouldBe(PinMode.ByName);
        (outer.InnerMap!.Type, outer.InnerMap.ValueSize).ShouldBe((MapType.Array, 8u));
        outer.InitialValues.Select(value => (obj.KeyNumber(value), value.Target)).ShouldBe([(1u, "inner")]);
        obj.Map("jumps").InitialValues.Select(value => (obj.KeyNumber(value), value.Target)).ShouldBe([(0u, "first"), (3u, "fourth")], ignoreOrder: true);
        obj.Programs.ShouldAllBe(program => program.Type == ProgramType.SchedulerClassifier);
    }

    [Theory]
    [InlineData("0/1", true, 0, 1)]
    [InlineData("0xabccba/2", true, 0xabccba, 2)]
    [InlineData("12", false, 0, 0)]
    [InlineData("/1", false, 0, 0)]
    [InlineData("a/1", false, 0, 0)]
    public void Sections_of_tail_call_slots_are_told_by_two_numbers(string section, bool isSlot, uint map, uint slot)
    {
        LegacyMapReader.TryParseTailCallSection(section, out uint foundMap, out uint foundSlot).ShouldBe(isSlot);
        if (isSlot)
            (foundMap, foundSlot).ShouldBe((map, slot));
    }

    [Fact]
    public void An_arena_has_variables_and_first_bytes()
    {
        BpfObject obj = Fixture.Load("clang-v4/arena");
        MapSpec arena = obj.Map("arena");
        (arena.Type, arena.MaxEntries, arena.Extra).ShouldBe((MapType.Arena, 100u, 1ul << 44));
        arena.Variables.Select(variable => (variable.Name, variable.Size)).ShouldBe([("numbers", 16), ("head", 8)], ignoreOrder: true);
        arena.InitialValues.ShouldHaveSingleItem().Value.Length.ShouldBe(24);
    }

    [Fact]
    public void Structures_of_operations_name_their_programs()
    {
        BpfObject obj = Fixture.Load("clang-v3/struct_ops");
        obj.Maps.ShouldAllBe(map => map.Type == MapType.StructOperations && map.StructOperationsType == "tcp_congestion_ops" && map.ValueSize == 48);
        MapSpec linked = obj.Map("linked");
        linked.DataReferences.Select(reference => (reference.Offset, reference.Kind, reference.Name))
            .ShouldBe([(0, DataReferenceKind.Function, "threshold"), (8, DataReferenceKind.Function, "avoid"), (16, DataReferenceKind.Function, "undo")]);
        linked.InitialValues[0].Value[24].ShouldBe((byte)4);
        linked.Flags.ShouldBe(1u << 13);
        obj.Map("plain").Flags.ShouldBe(0u);
        obj.Maps.Where(map => !map.AutoCreate).ShouldHaveSingleItem().Name.ShouldBe("optional");
        obj.Programs.Select(program => (program.Name, program.AttachTarget)).ShouldBe([("threshold", "ssthresh"), ("avoid", "cong_avoid"), ("undo", "undo_cwnd")]);
    }
}
