// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

public sealed class SharedMemoryTests
{
    [KernelFact]
    public void An_arrays_values_are_a_live_span()
    {
        using KernelMap map = Create(4096, MapCreateFlags.Mmapable);
        var view = new ArrayMap<ulong>(map);
        view.TryGetSpan(out Span<ulong> values).ShouldBeTrue();
        values.Length.ShouldBe(4096);
        view[4095] = 7;
        values[4095].ShouldBe(7ul);
        values[1000] = 9;
        view[1000].ShouldBe(9ul);
    }

    [KernelFact]
    public void Values_lie_at_multiples_of_eight_bytes()
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "odd", Type = MapType.Array, KeySize = 4, ValueSize = 5, MaxEntries = 10, Flags = (uint)MapCreateFlags.Mmapable });
        map.Update(BitConverter.GetBytes(3), [1, 2, 3, 4, 5]);
        map.TryGetDirectValue(out Span<byte> memory).ShouldBeTrue();
        memory.Length.ShouldBe(80);
        memory.Slice(24, 5).ToArray().ShouldBe([1, 2, 3, 4, 5]);
    }

    [KernelFact]
    public void Arrays_that_are_not_mmapable_are_not_shared()
    {
        using KernelMap map = Create(16, MapCreateFlags.None);
        map.TryGetDirectValue(out _).ShouldBeFalse();
        map.TryGetReadOnlyValue(out _).ShouldBeFalse();
        new ArrayMap<ulong>(map).TryGetSpan(out _).ShouldBeFalse();
    }

    [KernelFact]
    public void A_frozen_map_is_shared_for_reading_alone()
    {
        using KernelMap map = Create(16, MapCreateFlags.Mmapable);
        new ArrayMap<ulong>(map)[2] = 5;
        map.TryFreeze().ShouldBe(MapError.None);
        map.TryGetDirectValue(out _).ShouldBeFalse();
        map.TryGetReadOnlyValue(out ReadOnlySpan<byte> memory).ShouldBeTrue();
        MemoryMarshal.Cast<byte, ulong>(memory)[2].ShouldBe(5ul);
        MapException refusal = Should.Throw<MapException>(() => new ArrayMap<ulong>(map)[2] = 6);
        refusal.Message.ShouldBe("Updating the map 'shared': not permitted, because the map is frozen or its flags forbid it (EPERM).");
    }

    [KernelFact]
    public void A_map_that_is_shared_for_writing_cannot_be_frozen()
    {
        using KernelMap map = Create(16, MapCreateFlags.Mmapable);
        map.TryGetDirectValue(out _).ShouldBeTrue();
        map.TryFreeze().ShouldBe(MapError.Busy);
    }

    [KernelFact]
    public void Values_that_programs_may_only_read_are_shared_for_reading_alone()
    {
        using KernelMap map = Create(16, MapCreateFlags.Mmapable | MapCreateFlags.ReadOnlyProgram);
        new ArrayMap<ulong>(map)[0] = 5;
        map.TryGetDirectValue(out _).ShouldBeFalse();
        map.TryGetReadOnlyValue(out ReadOnlySpan<byte> memory).ShouldBeTrue();
        memory[0].ShouldBe((byte)5);
    }

    [KernelFact]
    public void An_arena_is_memory_at_the_address_asked_for()
    {
        const ulong address = 0x5a_0000_0000;
        using KernelMap arena = KernelMap.Create(new MapSpec
        {
            Name = "arena", Type = MapType.Arena, MaxEntries = 16, Flags = (uint)MapCreateFlags.Mmapable, Extra = address,
        });
        arena.TryGetReadOnlyValue(out ReadOnlySpan<byte> readable).ShouldBeTrue();
        arena.TryGetArena(out nint start, out long length).ShouldBeTrue();
        ((ulong)start, length).ShouldBe((address, 16L * Environment.SystemPageSize));
        arena.TryGetDirectValue(out Span<byte> memory).ShouldBeTrue();
        memory.Length.ShouldBe((int)length);
        memory[5 * Environment.SystemPageSize] = 42;
        readable[5 * Environment.SystemPageSize].ShouldBe((byte)42);
    }

    [KernelFact]
    public void An_arena_without_an_address_gets_one()
    {
        using KernelMap arena = KernelMap.Create(new MapSpec { Name = "arena", Type = MapType.Arena, MaxEntries = 4, Flags = (uint)MapCreateFlags.Mmapable });
        arena.TryGetArena(out nint start, out _).ShouldBeTrue();
        start.ShouldNotBe(0);
        arena.TryGetArena(out nint again, out _).ShouldBeTrue();
        again.ShouldBe(start);
    }

    private static KernelMap Create(uint entries, MapCreateFlags flags) =>
        KernelMap.Create(new MapSpec { Name = "shared", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = entries, Flags = (uint)flags });
}
