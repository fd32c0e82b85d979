// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

/// <summary>Maps of maps, of programs, of stacks, of places to redirect to; storages and arenas.</summary>
public sealed unsafe class OtherMapTests : MapFixture
{
    private VirtualMap Outer(MapType type, MapSpec template) => Create(Spec(type, 4, 4, 4) with { InnerMap = template });

    [Theory]
    [InlineData(MapType.ArrayOfMaps)]
    [InlineData(MapType.HashOfMaps)]
    public void Maps_like_the_template_go_into_a_map_of_maps_and_stay_alive_there(MapType type)
    {
        MapSpec template = Spec(MapType.Array, 4, 8, 2);
        VirtualMap outer = Outer(type, template);
        var view = new MapOfMaps<uint>(outer);
        view.Open(1).ShouldBeNull();
        VirtualMap inner = Create(template);
        Put(inner, 1, 42);
        view.Set(1, inner);
        inner.Dispose();
        Registry.FreeRetired();
        using (BpfMap opened = view.Open(1)!)
            Get(opened, 1).ShouldBe(42ul);

        byte[] id = new byte[4];
        outer.TryLookup(Bytes(1u), id).ShouldBe(MapError.None);
        BitConverter.ToUInt32(id).ShouldBe(inner.Id);
        view.Remove(1).ShouldBeTrue();
        view.Remove(1).ShouldBeFalse();
        Registry.FreeRetired();
        Registry.Find(inner.Id).ShouldBeNull();
    }

    [Theory]
    [InlineData(MapType.ArrayOfMaps)]
    [InlineData(MapType.HashOfMaps)]
    public void A_program_finds_the_inner_maps_handle(MapType type)
    {
        MapSpec template = Spec(MapType.Hash, 4, 8, 2);
        VirtualMap outer = Outer(type, template);
        VirtualMap inner = Create(template);
        inner.Native.Handle = 0x1234;
        new MapOfMaps<uint>(outer).Set(2, inner);
        uint key = 2;
        ((ulong)outer.Native.Lookup((byte*)&key, 0)).ShouldBe(0x1234ul);
        key = 3;
        ((ulong)outer.Native.Lookup((byte*)&key, 0)).ShouldBe(0ul);
    }

    [Fact]
    public void Maps_unlike_the_template_are_refused()
    {
        VirtualMap outer = Outer(MapType.ArrayOfMaps, Spec(MapType.Array, 4, 8, 2));
        outer.TryUpdateMap(Bytes(0u), Create(MapType.Array, 4, 4, 2)).ShouldBe(MapError.Invalid);
        outer.TryUpdateMap(Bytes(0u), Create(MapType.Array, 4, 8, 3)).ShouldBe(MapError.Invalid);
        outer.TryUpdateMap(Bytes(0u), Create(MapType.Hash, 4, 8, 2)).ShouldBe(MapError.Invalid);
        outer.TryUpdateMap(Bytes(0u), Create(MapType.Array, 4, 8, 2, MapCreateFlags.Mmapable)).ShouldBe(MapError.Invalid);
        outer.TryUpdate(Bytes(0u), Bytes(9999u)).ShouldBe(MapError.BadDescriptor);
        VirtualMap inner = Create(MapType.Array, 4, 8, 2);
        outer.TryUpdateMap(Bytes(4u), inner).ShouldBe(MapError.TooBig);
        outer.TryUpdateMap(Bytes(0u), inner, MapUpdateFlags.NoExist).ShouldBe(MapError.Invalid);

        VirtualMap anyLength = Outer(MapType.HashOfMaps, Spec(MapType.Array, 4, 8, 2, MapCreateFlags.InnerMap));
        anyLength.TryUpdateMap(Bytes(0u), Create(MapType.Array, 4, 8, 7, MapCreateFlags.InnerMap)).ShouldBe(MapError.None);
    }

    [Fact]
    public void A_prog_array_holds_the_numbers_of_programs()
    {
        VirtualMap map = Create(MapType.ProgramArray, 4, 4, 4);
        Registry.HasProgram = number => number == 7;
        map.TryUpdate(Bytes(1u), Bytes(8u)).ShouldBe(MapError.BadDescriptor);
        map.TryUpdate(Bytes(1u), Bytes(7u), MapUpdateFlags.NoExist).ShouldBe(MapError.Invalid);
        map.TryUpdate(Bytes(4u), Bytes(7u)).ShouldBe(MapError.TooBig);
        map.TryUpdate(Bytes(1u), Bytes(7u)).ShouldBe(MapError.None);
        ((NativeDescriptorArray)map.Native)[1].ShouldBe(7u);
        map.TryLookup(Bytes(0u), new byte[4]).ShouldBe(MapError.NoEntry);
        map.TryDelete(Bytes(1u)).ShouldBe(MapError.None);
        map.TryDelete(Bytes(1u)).ShouldBe(MapError.NoEntry);
        map.TryDelete(Bytes(4u)).ShouldBe(MapError.TooBig);
        Create(MapType.CgroupArray, 4, 4, 4).TryLookup(Bytes(0u), new byte[4]).ShouldBe(MapError.NotSupportedInternally);
    }

    [Fact]
    public void Equal_stacks_get_the_same_number()
    {
        VirtualMap map = Create(MapType.StackTrace, 4, 32, 64);
        var native = (NativeStackTraceMap)map.Native;
        long id = native.GetStackId([1, 2, 3], 0);
        native.GetStackId([1, 2, 3], 0).ShouldBe(id);
        byte[] value = Bytes(9, 9, 9, 9);
        map.TryLookup(Bytes((uint)id), value).ShouldBe(MapError.None);
        value.ShouldBe(Bytes(1, 2, 3, 0));
        native.GetStackId([1, 2, 3, 4, 5, 6], 0).ShouldBe(native.GetStackId([1, 2, 3, 4], 0));
        map.TryUpdate(Bytes((uint)id), value).ShouldBe(MapError.Invalid);
        map.TryDelete(Bytes(64u)).ShouldBe(MapError.TooBig);
        Keys(map).Count.ShouldBe(2);
        map.TryDelete(Bytes((uint)id)).ShouldBe(MapError.None);
        map.TryLookup(Bytes((uint)id), value).ShouldBe(MapError.NoEntry);
    }

    [Fact]
    public void A_stack_whose_place_is_taken_is_refused_or_replaces_the_other()
    {
        var native = (NativeStackTraceMap)Create(MapType.StackTrace, 4, 8, 1).Native;
        native.GetStackId([1], 0).ShouldBe(0);
        native.GetStackId([2], 0).ShouldBe(-Errno.EEXIST);
        native.GetStackId([2], 1 << 10).ShouldBe(0);
        native.GetStackId([2], 0).ShouldBe(0);
    }

    [Theory]
    [InlineData(MapType.TaskStorage)]
    [InlineData(MapType.SkStorage)]
    [InlineData(MapType.InodeStorage)]
    [InlineData(MapType.CgroupStorage)]
    public void Storage_has_a_value_for_each_object_that_asks(MapType type)
    {
        VirtualMap map = Create(type, 4, 8, 0, MapCreateFlags.NoPreallocate);
        var native = (NativeLocalStorage)map.Native;
        (native.GetStorage(100, null, create: false) == null).ShouldBeTrue();
        ulong initial = 5;
        byte* value = native.GetStorage(100, (byte*)&initial, create: true);
        (*(ulong*)value).ShouldBe(5ul);
        (native.GetStorage(100, null, create: true) == value).ShouldBeTrue();
        (*(ulong*)native.GetStorage(101, null, create: true)).ShouldBe(0ul);
        Get(map, 100).ShouldBe(5ul);
        Put(map, 102, 6).ShouldBe(MapError.None);
        (*(ulong*)native.GetStorage(102, null, create: false)).ShouldBe(6ul);
        native.DeleteStorage(100).ShouldBe(0);
        native.DeleteStorage(100).ShouldBe(-Errno.ENOENT);
        map.TryDelete(Bytes(102u)).ShouldBe(MapError.None);
        map.TryDelete(Bytes(102u)).ShouldBe(MapError.NoEntry);
        map.TryGetNextKey([], new byte[4]).ShouldBe(MapError.NotSupportedInternally);
    }

    [Fact]
    public void Deprecated_cgroup_storage_comes_into_being_with_the_program()
    {
        VirtualMap map = Create(MapType.CgroupStorageDeprecated, 8, 8, 0);
        byte[] value = Bytes(3ul);
        map.TryUpdate(Bytes(1ul), value).ShouldBe(MapError.NoEntry);
        map.TryUpdate(Bytes(1ul), value, MapUpdateFlags.NoExist).ShouldBe(MapError.Invalid);
        *(ulong*)((NativeLocalStorage)map.Native).GetStorage(1, null, create: true) = 9;
        map.TryLookup(Bytes(1ul), value).ShouldBe(MapError.None);
        value.ShouldBe(Bytes(9ul));
        map.TryUpdate(Bytes(1ul), Bytes(3ul)).ShouldBe(MapError.None);
        map.TryDelete(Bytes(1ul)).ShouldBe(MapError.Invalid);
        Keys(map).ShouldBe([Bytes(1ul)]);
    }

    [Fact]
    public void A_devmap_remembers_interfaces()
    {
        VirtualMap map = Create(MapType.DeviceMap, 4, 4, 4);
        map.TryUpdate(Bytes(0u), Bytes(1u), MapUpdateFlags.NoExist).ShouldBe(MapError.Exists);
        map.TryUpdate(Bytes(0u), Bytes(1u)).ShouldBe(MapError.None);
        map.TryUpdate(Bytes(4u), Bytes(1u)).ShouldBe(MapError.TooBig);
        byte[] value = new byte[4];
        map.TryLookup(Bytes(0u), value).ShouldBe(MapError.None);
        value.ShouldBe(Bytes(1u));
        map.TryDelete(Bytes(0u)).ShouldBe(MapError.None);
        map.TryDelete(Bytes(0u)).ShouldBe(MapError.None);
        map.TryDelete(Bytes(9u)).ShouldBe(MapError.Invalid);
        map.TryLookup(Bytes(0u), value).ShouldBe(MapError.NoEntry);
    }

    [Fact]
    public void A_cpumap_knows_the_machines_CPUs()
    {
        VirtualMap map = Create(MapType.CpuMap, 4, 4, 8);
        map.TryUpdate(Bytes(3u), Bytes(192u)).ShouldBe(MapError.None);
        map.TryUpdate(Bytes(4u), Bytes(192u)).ShouldBe(MapError.NoDevice);
        map.TryUpdate(Bytes(3u), Bytes(20_000u)).ShouldBe(MapError.Overflow);
    }

    [Fact]
    public void Maps_of_sockets_answer_as_the_kernels()
    {
        Create(MapType.XskMap, 4, 4, 4).TryLookup(Bytes(0u), new byte[4]).ShouldBe(MapError.NotSupported);
        Create(MapType.SockMap, 4, 4, 4).TryLookup(Bytes(0u), new byte[4]).ShouldBe(MapError.NoSpace);
        VirtualMap map = Create(MapType.SockMap, 4, 8, 4);
        map.TryDelete(Bytes(0u)).ShouldBe(MapError.Invalid);
        map.TryUpdate(Bytes(0u), Bytes(77ul), MapUpdateFlags.Exist).ShouldBe(MapError.NoEntry);
        map.TryUpdate(Bytes(0u), Bytes(77ul)).ShouldBe(MapError.None);
        Get(map, 0).ShouldBe(77ul);
        map.TryDelete(Bytes(0u)).ShouldBe(MapError.None);
        VirtualMap hash = Create(MapType.SockHash, 8, 8, 1);
        hash.TryUpdate(Bytes(5ul), Bytes(77ul)).ShouldBe(MapError.None);
        hash.TryUpdate(Bytes(6ul), Bytes(77ul)).ShouldBe(MapError.TooBig);
        hash.TryDelete(Bytes(6ul)).ShouldBe(MapError.NoEntry);
        VirtualMap ports = Create(MapType.ReuseportSockArray, 4, 8, 4);
        ports.TryDelete(Bytes(4u)).ShouldBe(MapError.TooBig);
        ports.TryDelete(Bytes(0u)).ShouldBe(MapError.NoEntry);
    }

    [Fact]
    public void An_arena_gives_out_and_takes_back_pages()
    {
        VirtualMap map = Create(Spec(MapType.Arena, 0, 0, 4, MapCreateFlags.Mmapable) with { Extra = 0x1_0000_1000 });
        var arena = (NativeArena)map.Native;
        arena.Allocate(0, 3).ShouldBe(0x1_0000_1000ul);
        arena.Allocate(0, 2).ShouldBe(0ul);
        arena.Allocate(0x1_0000_4000, 1).ShouldBe(0x1_0000_4000ul);
        arena.ToProgram(0x1_0000_2004).ShouldBe((ulong)arena.Start + 0x1004);
        arena.ToUser((ulong)arena.Start + 0x1004).ShouldBe(0x1_0000_2004ul);
        arena.Start[0x1000] = 1;
        arena.Release(0x1_0000_2000, 2);
        arena.Start[0x1000].ShouldBe((byte)0);
        arena.Allocate(0, 2).ShouldBe(0x1_0000_2000ul);
        map.TryGetNextKey([], []).ShouldBe(MapError.NotSupported);
    }
}
