// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

/// <summary>Values that hold a spin lock (offset 8), a timer (16), and numbers around them.</summary>
public sealed unsafe class ValueFieldTests : MapFixture
{
    private const uint Size = 40;
    private const int LockOffset = 8;
    private const int TimerOffset = 16;

    private VirtualMap Map(MapType type, MapCreateFlags flags = 0)
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("unsigned long long", 8);
        uint spinLock = builder.AddStruct("bpf_spin_lock", 4);
        uint timer = builder.AddStruct("bpf_timer", 16);
        uint value = builder.AddStruct(
            "value",
            Size,
            new BtfMember("before", number, 0, 0),
            new BtfMember("lock", builder.AddTypedef("lock_t", spinLock), LockOffset * 8, 0),
            new BtfMember("timer", timer, TimerOffset * 8, 0),
            new BtfMember("after", number, 32 * 8, 0));
        return Create(Spec(type, 4, Size, 4, flags) with { KeyTypeId = number, ValueTypeId = value }, builder.Build());
    }

    [Fact]
    public void The_fields_are_found_by_type()
    {
        ValueFields fields = Map(MapType.Hash).Native.Fields;
        fields.All.ToArray().ShouldBe([new ValueField(ValueFieldKind.SpinLock, LockOffset, 4), new ValueField(ValueFieldKind.Timer, TimerOffset, 16)]);
        fields.SpinLockOffset.ShouldBe(LockOffset);
        fields.HasOwned.ShouldBeTrue();
    }

    [Theory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.Array)]
    [InlineData(MapType.LruHash)]
    public void The_user_side_neither_reads_nor_writes_the_fields(MapType type)
    {
        VirtualMap map = Map(type);
        byte[] value = [.. Enumerable.Repeat((byte)0xff, (int)Size)];
        map.TryUpdate(Bytes(1u), value).ShouldBe(MapError.None);
        uint key = 1;
        byte* stored = map.Native.Lookup((byte*)&key, 0);
        (*(uint*)(stored + LockOffset)).ShouldBe(0u);
        (*(ulong*)(stored + TimerOffset)).ShouldBe(0ul);
        (*(ulong*)stored).ShouldBe(ulong.MaxValue);
        (*(ulong*)(stored + 32)).ShouldBe(ulong.MaxValue);

        *(ulong*)(stored + TimerOffset) = 123;
        byte[] read = new byte[Size];
        map.TryLookup(Bytes(1u), read).ShouldBe(MapError.None);
        read.AsSpan(TimerOffset, 16).IndexOfAnyExcept((byte)0).ShouldBe(-1);
        read[0].ShouldBe((byte)0xff);
    }

    [Theory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.Array)]
    public void An_update_under_the_lock_waits_for_it_and_keeps_the_rest(MapType type)
    {
        VirtualMap map = Map(type);
        map.TryUpdate(Bytes(1u), new byte[Size]).ShouldBe(MapError.None);
        uint key = 1;
        byte* stored = map.Native.Lookup((byte*)&key, 0);
        *(int*)(stored + LockOffset) = 1;
        byte[] value = new byte[Size];
        value[0] = 9;
        var update = new Thread(() => map.TryUpdate(Bytes(1u), value, MapUpdateFlags.Lock));
        update.Start();
        update.Join(30).ShouldBeFalse();
        stored[0].ShouldBe((byte)0);
        NativeLock.Release((int*)(stored + LockOffset));
        update.Join(10_000).ShouldBeTrue();
        (map.Native.Lookup((byte*)&key, 0) == stored).ShouldBeTrue();
        stored[0].ShouldBe((byte)9);
        map.TryLookup(Bytes(1u), value, MapUpdateFlags.Lock).ShouldBe(MapError.None);
    }

    [Fact]
    public void What_a_value_owns_is_released_when_it_goes_away()
    {
        var released = new List<ulong>();
        Registry.ValueReleased = (_, value) => released.Add(*(ulong*)(value + TimerOffset));
        VirtualMap map = Map(MapType.Hash);
        uint key = 1;
        map.TryUpdate(Bytes(1u), new byte[Size]);
        *(ulong*)(map.Native.Lookup((byte*)&key, 0) + TimerOffset) = 7;
        map.TryUpdate(Bytes(1u), new byte[Size]);
        released.ShouldBe([7ul]);
        *(ulong*)(map.Native.Lookup((byte*)&key, 0) + TimerOffset) = 8;
        map.TryDelete(Bytes(1u));
        released.ShouldBe([7ul, 8ul]);
    }

    [Fact]
    public void Maps_with_such_fields_cannot_be_frozen() => Map(MapType.Array).TryFreeze().ShouldBe(MapError.NotSupportedInternally);
}
