// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>The maps of an object: sizes, contents, pins, replacements.</summary>
public sealed class ObjectMapsTests
{
    [KernelTheory]
    [InlineData(MapType.RingBuffer, 1u, 4096u)]
    [InlineData(MapType.RingBuffer, 4097u, 8192u)]
    [InlineData(MapType.RingBuffer, 12288u, 16384u)]
    [InlineData(MapType.RingBuffer, 65536u, 65536u)]
    [InlineData(MapType.UserRingBuffer, 5000u, 8192u)]
    public void Ring_buffers_have_a_power_of_two_of_pages(MapType type, uint wanted, uint expected)
    {
        MapSpec ring = Fixtures.Array() with { Type = type, KeySize = 0, ValueSize = 0, MaxEntries = wanted };
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.OfMaps(ring));
        loaded.Map(ring.Name).GetInfo().MaxEntries.ShouldBe(expected);
        loaded.Map(ring.Name).MaxEntries.ShouldBe(expected);
    }

    [KernelFact]
    public void An_array_of_perf_events_has_one_for_each_cpu()
    {
        MapSpec events = Fixtures.Array() with { Type = MapType.PerfEventArray, ValueSize = 4, MaxEntries = 0 };
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.OfMaps(events));
        loaded.Map(events.Name).GetInfo().MaxEntries.ShouldBe((uint)PossibleCpus.Count);
    }

    [KernelFact]
    public void Capacities_can_be_given()
    {
        MapSpec array = Fixtures.Array();
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.OfMaps(array), new KernelLoadOptions { MaxEntries = ImmutableDictionary<string, uint>.Empty.Add(array.Name, 77) });
        loaded.Map(array.Name).GetInfo().MaxEntries.ShouldBe(77u);
    }

    [KernelFact]
    public void A_map_of_maps_holds_maps_that_come_before_and_behind_it()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("map_in_map"));
        MapsInside(loaded, "table", 0).ShouldBe(loaded.Map("first").Id);
        MapsInside(loaded, "table", 5).ShouldBe(loaded.Map("second").Id);
        BpfObject reversed = Fixtures.Load("map_in_map");
        reversed = reversed with { Maps = [.. reversed.Maps.Reverse()] };
        using KernelObject again = kernel.Load(reversed);
        MapsInside(again, "table", 0).ShouldBe(again.Map("first").Id);
    }

    [KernelFact]
    public void An_array_of_programs_holds_those_of_the_object()
    {
        using var kernel = new LinuxKernel();
        BpfObject tailCalls = Fixtures.Load("tail_calls");
        using KernelObject loaded = kernel.Load(tailCalls);
        foreach (MapSpec map in tailCalls.Maps)
        {
            foreach (MapInitialValue initial in map.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Program))
            {
                byte[] id = new byte[4];
                loaded.Map(map.Name).Lookup(initial.Key.AsSpan(), id);
                BitConverter.ToUInt32(id).ShouldBe(loaded.Program(initial.Target!).GetInfo().Id);
            }
        }
    }

    [KernelFact]
    public void Constants_are_frozen_and_variables_are_not()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("global_data"));
        KernelMap constants = loaded.Map(".rodata");
        constants.TryUpdate(new byte[4], new byte[constants.ValueSize]).ShouldBe(MapError.NotPermitted);
        KernelMap data = loaded.Map(".data");
        byte[] bytes = new byte[data.ValueSize];
        data.Lookup(new byte[4], bytes);
        data.TryUpdate(new byte[4], bytes).ShouldBe(MapError.None);
    }

    [KernelFact]
    public void An_arena_has_its_variables_and_those_given()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("arena_sum"));
        loaded.Program("sum").TestRun(new TestRunInput()).ReturnValue.ShouldBe(101u);
        loaded.Program("sum").TestRun(new TestRunInput()).ReturnValue.ShouldBe(102u);
        using KernelObject changed = kernel.Load(Fixtures.Load("arena_sum"), new KernelLoadOptions { Variables = Fixtures.Variable("runs", 40, 0, 0, 0) });
        changed.Program("sum").TestRun(new TestRunInput()).ReturnValue.ShouldBe(141u);
    }

    [KernelFact]
    public void A_map_of_the_caller_takes_the_place_of_the_objects()
    {
        MapSpec spec = Fixtures.Array();
        using KernelMap mine = KernelMap.Create(spec with { Name = "mine" });
        using var kernel = new LinuxKernel();
        using (KernelObject loaded = kernel.Load(Fixtures.OfMaps(spec), new KernelLoadOptions { Maps = ImmutableDictionary<string, KernelMap>.Empty.Add(spec.Name, mine) }))
        {
            loaded.Map(spec.Name).Id.ShouldBe(mine.Id);
            loaded.Map(spec.Name).Update(new byte[4], [1, 2, 3, 4, 5, 6, 7, 8]);
        }

        byte[] value = new byte[8];
        mine.Lookup(new byte[4], value);
        value.ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [KernelFact]
    public void A_map_of_the_caller_that_does_not_fit_is_refused_with_the_differences()
    {
        MapSpec spec = Fixtures.Array();
        using KernelMap mine = KernelMap.Create(spec with { Type = MapType.Hash, ValueSize = 16, MaxEntries = 9, Flags = 1 });
        using var kernel = new LinuxKernel();
        string message = Should.Throw<BpfException>(() => kernel.Load(Fixtures.OfMaps(spec), new KernelLoadOptions { Maps = ImmutableDictionary<string, KernelMap>.Empty.Add(spec.Name, mine) })).Message;
        message.ShouldContain("type hash there, array wanted, value size 16 there, 8 wanted, capacity 9 there, 4 wanted, flags 0x1 there, 0x0 wanted");
        message.ShouldNotContain("key size");
    }

    [KernelFact]
    public void A_pinned_map_is_found_again_with_its_contents()
    {
        using var folder = new BpfFolder();
        MapSpec spec = Fixtures.Array() with { Pinning = PinMode.ByName, InitialValues = [new MapInitialValue([0, 0, 0, 0], MapInitialValueKind.Bytes, [9, 0, 0, 0, 0, 0, 0, 0])] };
        var options = new KernelLoadOptions { PinPath = folder.Path };
        using var kernel = new LinuxKernel();
        uint id;
        using (KernelObject first = kernel.Load(Fixtures.OfMaps(spec), options))
        {
            id = first.Map(spec.Name).Id;
            first.Map(spec.Name).Update(new byte[4], [5, 0, 0, 0, 0, 0, 0, 0]);
        }

        using KernelObject second = kernel.Load(Fixtures.OfMaps(spec), options);
        second.Map(spec.Name).Id.ShouldBe(id);
        byte[] value = new byte[8];
        second.Map(spec.Name).Lookup(new byte[4], value);
        value[0].ShouldBe((byte)5, "a map that is found again keeps what is in it");
        TestTool.Run("bpftool", "map", "show", "pinned", System.IO.Path.Combine(folder.Path, spec.Name)).ShouldContain($"{id}: array");
    }

    [KernelFact]
    public void A_pinned_map_of_another_kind_is_refused_with_the_differences()
    {
        using var folder = new BpfFolder();
        MapSpec spec = Fixtures.Array() with { Pinning = PinMode.ByName };
        var options = new KernelLoadOptions { PinPath = folder.Path };
        using var kernel = new LinuxKernel();
        using KernelObject first = kernel.Load(Fixtures.OfMaps(spec), options);
        string message = Should.Throw<BpfException>(() => kernel.Load(Fixtures.OfMaps(spec with { MaxEntries = 5 }), options)).Message;
        message.ShouldContain($"reusing the map \"{spec.Name}\" pinned at {folder.Path}");
        message.ShouldContain("capacity 4 there, 5 wanted");
    }

    [KernelFact]
    public void A_load_that_fails_leaves_no_pin_that_it_made()
    {
        using var folder = new BpfFolder();
        MapSpec old = Fixtures.Array() with { Pinning = PinMode.ByName }, fresh = Fixtures.Array() with { Pinning = PinMode.ByName };
        MapSpec impossible = Fixtures.Array() with { MaxEntries = 0 };
        var options = new KernelLoadOptions { PinPath = folder.Path };
        using var kernel = new LinuxKernel();
        using KernelObject first = kernel.Load(Fixtures.OfMaps(old), options);
        Should.Throw<BpfSyscallException>(() => kernel.Load(Fixtures.OfMaps(old, fresh, impossible), options)).Command.ShouldBe(BpfCommand.MapCreate);
        Directory.EnumerateFiles(folder.Path).Select(System.IO.Path.GetFileName).ShouldBe([old.Name]);
    }

    [KernelFact]
    public void Where_maps_cannot_be_pinned_the_reason_is_said()
    {
        MapSpec spec = Fixtures.Array() with { Pinning = PinMode.ByName };
        using var folder = new BpfFolder();
        using var kernel = new LinuxKernel();
        string missing = System.IO.Path.Combine(folder.Path, "missing");
        Should.Throw<BpfException>(() => kernel.Load(Fixtures.OfMaps(spec), new KernelLoadOptions { PinPath = missing })).Message
            .ShouldContain($"the folder {missing} does not exist. Create it in a BPF file system");
        Should.Throw<BpfException>(() => kernel.Load(Fixtures.OfMaps(spec), new KernelLoadOptions { PinPath = System.IO.Path.GetTempPath() })).Message
            .ShouldContain("is not in a BPF file system. Mount one");
    }

    [KernelFact]
    public void A_read_only_file_system_is_said()
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"hornet-readonly-{Environment.ProcessId}");
        Directory.CreateDirectory(path);
        try
        {
            TestTool.Run("mount", "-t", "bpf", "-o", "ro", "bpf", path);
            try
            {
                MapSpec spec = Fixtures.Array() with { Pinning = PinMode.ByName };
                using var kernel = new LinuxKernel();
                Should.Throw<BpfException>(() => kernel.Load(Fixtures.OfMaps(spec), new KernelLoadOptions { PinPath = path })).Message
                    .ShouldContain("EROFS: the BPF file system at " + path + " is mounted read-only");
            }
            finally
            {
                TestTool.Run("umount", path);
            }
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    [KernelFact]
    public void A_map_that_is_not_created_poisons_its_uses()
    {
        BpfObject bpfObject = BpfAssembly.Parse("r2 = r10\nr2 += -4\n*(u32 *)(r10 - 4) = 0\nr1 = counts ll\ncall bpf_map_lookup_elem\nr0 = 0\nexit",
            new BpfAssemblyOptions { SectionName = "socket", Maps = [Fixtures.Array() with { Name = "counts", AutoCreate = false }] });
        using var kernel = new LinuxKernel();
        Should.Throw<BpfSyscallException>(() => kernel.Load(bpfObject)).Message
            .ShouldContain("the program uses the map 'counts', which was not created: the object says it is not to be created");
    }

    private static uint MapsInside(KernelObject loaded, string outer, int index)
    {
        byte[] id = new byte[4];
        loaded.Map(outer).Lookup(BitConverter.GetBytes(index), id);
        return BitConverter.ToUInt32(id);
    }
}
