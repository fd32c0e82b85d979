// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Syscalls;

public sealed class MapInfoTests
{
    [ToolFact("bpftool")]
    public void Maps_of_hornet_are_seen_alike_by_bpftool()
    {
        using KernelObject loaded = Fixture.Load("global_data.o");
        KernelMap[] maps = [.. loaded.Maps.Cast<KernelMap>()];
        maps.Length.ShouldBeGreaterThan(3);
        foreach (KernelMap map in maps)
        {
            JsonElement expected = BpfTool.Json("map", "show", "id", $"{map.Id}");
            Compare(map, expected);
            using KernelMap opened = KernelMap.Open(map.Id);
            Compare(opened, expected);
            opened.Spec.Variables.Select(variable => (variable.Name, variable.Offset, variable.Size))
                .ShouldBe(map.Spec.Variables.Select(variable => (variable.Name, variable.Offset, variable.Size)), ignoreOrder: true);
        }
    }

    [ToolFact("bpftool")]
    public void A_map_of_bpftool_is_opened_with_its_definition()
    {
        string pin = BpfTool.PinPath();
        TestTool.Run("bpftool", "map", "create", pin, "type", "hash", "key", "8", "value", "16", "entries", "7", "name", "of_bpftool", "flags", "1");
        try
        {
            TestTool.Run("bpftool", "map", "update", "pinned", pin, "key", "1", "0", "0", "0", "0", "0", "0", "0",
                "value", "5", "0", "0", "0", "0", "0", "0", "0", "6", "0", "0", "0", "0", "0", "0", "0");
            using KernelMap map = KernelMap.OpenPinned(pin);
            Compare(map, BpfTool.Json("map", "show", "pinned", pin));
            (map.Spec.Type, map.Spec.KeySize, map.Spec.ValueSize, map.Spec.MaxEntries, map.Spec.Flags, map.Name).ShouldBe((MapType.Hash, 8u, 16u, 7u, 1u, "of_bpftool"));
            byte[] value = new byte[16];
            map.TryLookup(BitConverter.GetBytes(1L), value).ShouldBe(MapError.None);
            (value[0], value[8]).ShouldBe(((byte)5, (byte)6));
            KernelMaps.Ids().ShouldContain(map.Id);
            BpfFileSystem.KindOf(pin).ShouldBe(PinnedKind.Map);
        }
        finally
        {
            BpfFileSystem.Unpin(pin);
        }
    }

    [KernelFact]
    public void A_pin_opened_for_reading_is_not_written_and_the_other_way_round()
    {
        string pin = BpfTool.PinPath();
        using KernelMap made = KernelMap.Create(new MapSpec { Name = "access", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        made.Pin(pin);
        try
        {
            using KernelMap reading = KernelMap.OpenPinned(pin, PinAccess.ReadOnly);
            using KernelMap writing = KernelMap.OpenPinned(pin, PinAccess.WriteOnly);
            byte[] key = new byte[4], value = [1, 2, 3, 4], read = new byte[4];
            reading.TryUpdate(key, value).ShouldBe(MapError.NotPermitted);
            writing.TryUpdate(key, value).ShouldBe(MapError.None);
            writing.TryLookup(key, read).ShouldBe(MapError.NotPermitted);
            reading.TryLookup(key, read).ShouldBe(MapError.None);
            read.ShouldBe(value);
        }
        finally
        {
            BpfFileSystem.Unpin(pin);
        }
    }

    [KernelFact]
    public void Pins_can_be_named_relative_to_an_open_folder()
    {
        string name = Path.GetFileName(BpfTool.PinPath());
        using KernelMap made = KernelMap.Create(new MapSpec { Name = "relative", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        using var folder = TestFolder.Open("/sys/fs/bpf");
        BpfFileSystem.Pin(name, made.Handle, "the map", folder);
        try
        {
            using BpfHandle opened = BpfFileSystem.Open(name, PinAccess.ReadOnly, folder);
            opened.IsInvalid.ShouldBeFalse();
            File.Exists("/sys/fs/bpf/" + name).ShouldBeTrue();
        }
        finally
        {
            BpfFileSystem.Unpin("/sys/fs/bpf/" + name);
        }
    }

    [KernelFact]
    public void Freezing_and_the_owner_of_an_array_of_programs_are_told()
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "freezing", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        map.GetInfo().IsFrozen.ShouldBe(false);
        map.TryFreeze().ShouldBe(MapError.None);
        map.GetInfo().IsFrozen.ShouldBe(true);
        map.GetInfo().MemoryBytes.ShouldNotBeNull().ShouldBeGreaterThan(4);

        using KernelObject tails = Fixture.Load("tail_calls.o");
        KernelMap programs = tails.Maps.Cast<KernelMap>().First(candidate => candidate.Spec.Type == MapType.ProgramArray);
        programs.GetInfo().OwnerType.ShouldBe(tails.Programs.First().Spec.Type);
    }

    [ToolFact("bpftool")]
    public void Types_in_the_kernel_are_listed_and_read()
    {
        using KernelObject loaded = Fixture.Load("global_data.o");
        uint id = ((KernelProgram)loaded.Programs.First()).GetInfo().BtfId;
        using KernelBtf btf = KernelBtf.Open(id);
        KernelBtfInfo info = btf.GetInfo();
        JsonElement expected = BpfTool.Find(BpfTool.Json("btf", "show"), id);
        (info.Id, info.Size, info.IsKernel, info.Name).ShouldBe((id, expected.GetProperty("size").GetUInt32(), false, ""));
        btf.Parse().FindByName("constants").ShouldNotBeNull();
        KernelBtf.Ids().ShouldContain(id);

        List<KernelBtfInfo> all = [];
        foreach (KernelBtf each in KernelBtf.All())
        {
            using (each)
                all.Add(each.GetInfo());
        }

        KernelBtfInfo vmlinux = all.Single(candidate => candidate.Name == "vmlinux");
        (vmlinux.IsKernel, vmlinux.IsModule).ShouldBe((true, false));
        using KernelBtf kernel = KernelBtf.Open(vmlinux.Id);
        kernel.Parse().TypeCount.ShouldBe(Btf.LoadKernel().TypeCount);
    }

    private static void Compare(KernelMap map, JsonElement expected)
    {
        KernelMapInfo info = map.GetInfo();
        info.Id.ShouldBe(expected.GetProperty("id").GetUInt32());
        info.Type.ToText().ShouldBe(expected.GetProperty("type").GetString());
        info.Name.ShouldBe(expected.GetProperty("name").GetString());
        ((uint)info.Flags).ShouldBe(expected.GetProperty("flags").GetUInt32());
        info.KeySize.ShouldBe(expected.GetProperty("bytes_key").GetUInt32());
        info.ValueSize.ShouldBe(expected.GetProperty("bytes_value").GetUInt32());
        info.MaxEntries.ShouldBe(expected.GetProperty("max_entries").GetUInt32());
        info.MemoryBytes.ShouldBe(expected.GetProperty("bytes_memlock").GetInt64());
        info.IsFrozen.ShouldBe(expected.GetProperty("frozen").GetInt32() != 0);
        info.BtfId.ShouldBe(expected.TryGetProperty("btf_id", out JsonElement btf) ? btf.GetUInt32() : 0);
    }
}
