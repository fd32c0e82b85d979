// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>Helpers on maps that compilers know: the same answers on every engine. Key and value are the packet's first bytes.</summary>
public abstract class MapHelperEngineTests : EngineTests
{
    private const int ValueAt = 64;

    /// <summary>R6 = the packet, of which 128 bytes are there; R0 = -1 without them.</summary>
    private const string Packet = """
            r0 = -1
            r6 = *(u32 *)(r1 + 0)
            r2 = *(u32 *)(r1 + 4)
            r3 = r6
            r3 += 128
            if r3 > r2 goto out
            r1 = map[m] ll
            r2 = r6

        """;

    private const string Count = Packet + """
            call map_lookup_elem
            if r0 == 0 goto none
            r1 = 1
            lock *(u64 *)(r0 + 0) += r1
            r0 = 1
            exit
        none:
            r0 = 0
        out:
            exit
        """;

    public static TheoryData<MapType, int> Hashes
    {
        get
        {
            var data = new TheoryData<MapType, int>();
            foreach (int size in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 33, 48, 64 })
                data.Add(MapType.Hash, size);
            foreach (MapType type in new[] { MapType.PerCpuHash, MapType.LruHash, MapType.LruPerCpuHash })
            {
                foreach (int size in new[] { 4, 8, 13, 64 })
                    data.Add(type, size);
            }

            return data;
        }
    }

    [EngineTheory]
    [MemberData(nameof(Hashes))]
    public void Entries_are_found_by_the_whole_key(MapType type, int keySize)
    {
        using var machine = new VirtualMachine(Verified with { CpuCount = 2 });
        using VirtualObject loaded = Load(machine, Spec(type, keySize, 8), Count);
        using ProgramRun run = loaded.Program("program").CreateRun(cpu: 1);
        BpfMap map = loaded.Maps["m"];
        byte[] packet = new byte[128];
        byte[] value = new byte[map.ExchangeSize];
        for (int changed = 0; changed < keySize; changed++)
        {
            packet.AsSpan(0, keySize).Clear();
            packet[changed] = (byte)(changed + 1);
            run.Run(packet).ShouldBe(0ul);
            map.Update(packet.AsSpan(0, keySize), value);
        }

        for (int changed = 0; changed < keySize; changed++)
        {
            packet.AsSpan(0, keySize).Clear();
            packet[changed] = (byte)(changed + 1);
            run.Run(packet).ShouldBe(1ul);
            run.Run(packet).ShouldBe(1ul);
            map.Lookup(packet.AsSpan(0, keySize), value).ShouldBeTrue();
            BitConverter.ToUInt64(value, value.Length - 8).ShouldBe(2ul, "the last CPU's value is the run's");
            map.Delete(packet.AsSpan(0, keySize)).ShouldBeTrue();
            run.Run(packet).ShouldBe(0ul);
        }
    }

    [EngineTheory]
    [InlineData(MapType.Array, 1)]
    [InlineData(MapType.Array, 100)]
    [InlineData(MapType.PerCpuArray, 1)]
    [InlineData(MapType.PerCpuArray, 100)]
    public void Array_entries_are_found_up_to_the_last(MapType type, int entries)
    {
        using var machine = new VirtualMachine(Verified with { CpuCount = 2 });
        using VirtualObject loaded = Load(machine, Spec(type, 4, 24) with { MaxEntries = (uint)entries }, Count);
        using ProgramRun run = loaded.Program("program").CreateRun(cpu: 1);
        byte[] packet = new byte[128];
        byte[] value = new byte[loaded.Maps["m"].ExchangeSize];
        foreach (uint index in new[] { 0u, (uint)entries - 1, (uint)entries, 0x8000_0000, uint.MaxValue })
        {
            BitConverter.TryWriteBytes(packet, index);
            bool isThere = index < entries;
            run.Run(packet).ShouldBe(isThere ? 1ul : 0ul);
            if (isThere)
            {
                loaded.Maps["m"].Lookup(packet.AsSpan(0, 4), value).ShouldBeTrue();
                BitConverter.ToUInt64(value, value.Length - 24).ShouldBe(index == 0 || entries == 1 ? BitConverter.ToUInt64(value, value.Length - 24) : 1ul);
                BitConverter.ToUInt64(value, value.Length - 24).ShouldBeGreaterThan(0ul);
            }
        }
    }

    [EngineTheory]
    [InlineData(MapType.Hash, 8)]
    [InlineData(MapType.Hash, 20)]
    [InlineData(MapType.LruHash, 4)]
    [InlineData(MapType.PerCpuHash, 8)]
    [InlineData(MapType.LruPerCpuHash, 8)]
    [InlineData(MapType.Array, 4)]
    [InlineData(MapType.PerCpuArray, 4)]
    [InlineData(MapType.LpmTrie, 8)]
    public void Updates_and_deletions_answer_as_the_map_does(MapType type, int keySize)
    {
        using var machine = new VirtualMachine(Verified with { CpuCount = 2 });
        MapSpec spec = Spec(type, keySize, 16) with { Flags = type == MapType.LpmTrie ? (uint)MapCreateFlags.NoPreallocate : 0 };
        using VirtualObject updating = Load(machine, spec, Packet + $"""
                r3 = r6
                r3 += {ValueAt}
                r4 = *(u64 *)(r6 + 120)
                call map_update_elem
            out:
                exit
            """);
        byte[] packet = new byte[128];
        packet[0] = 1;
        packet[ValueAt] = 77;
        bool isArray = type is MapType.Array or MapType.PerCpuArray;
        Run(updating, packet, flags: 2).ShouldBe(isArray ? 0 : -Errno.ENOENT);
        Run(updating, packet, flags: 1).ShouldBe(isArray ? -Errno.EEXIST : 0);
        Run(updating, packet, flags: 1).ShouldBe(-Errno.EEXIST);
        Run(updating, packet, flags: 2).ShouldBe(0);
        Run(updating, packet, flags: 0).ShouldBe(0);
        Run(updating, packet, flags: 8).ShouldBe(-Errno.EINVAL);
        BpfMap map = updating.Maps["m"];
        byte[] value = new byte[map.ExchangeSize];
        map.Lookup(packet.AsSpan(0, keySize), value).ShouldBeTrue();
        value.Count(part => part == 77).ShouldBe(1);

        // A program of its own object gets the map that is there.
        using VirtualObject deleting = Load(machine, spec, Packet + """
                call map_delete_elem
            out:
                exit
            """);
        if (!isArray)
        {
            Run(deleting, packet).ShouldBe(-Errno.ENOENT);
            deleting.Maps["m"].Update(packet.AsSpan(0, keySize), value);
            Run(deleting, packet).ShouldBe(0);
            Run(deleting, packet).ShouldBe(-Errno.ENOENT);
        }
        else
        {
            Run(deleting, packet).ShouldBe(-Errno.EINVAL);
        }
    }

    [EngineTheory]
    [InlineData(MapType.Queue, 2)]
    [InlineData(MapType.Stack, 3)]
    public void Queues_and_stacks_push_and_pop(MapType type, byte next)
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = Load(machine, Spec(type, 0, 16) with { MaxEntries = 3 }, Packet + """
                r3 = 0
                call map_push_elem
                if r0 != 0 goto out
                r1 = map[m] ll
                r2 = r10
                r2 += -16
                call map_peek_elem
                r1 = *(u64 *)(r10 - 16)
                *(u64 *)(r6 + 16) = r1
            out:
                exit
            """);
        using VirtualObject popping = Load(machine, Spec(type, 0, 16) with { MaxEntries = 3 }, Packet + """
                r2 = r10
                r2 += -16
                call map_pop_elem
            out:
                exit
            """);
        Run(popping, new byte[128]).ShouldBe(-Errno.ENOENT);
        for (byte each = 1; each <= 3; each++)
        {
            byte[] packet = new byte[128];
            packet[0] = each;
            RunResult result = loaded.Programs["program"].Run(packet);
            result.ReturnValue.ShouldBe(0u);
            result.Packet.Span[16].ShouldBe(type == MapType.Queue ? (byte)1 : each);
        }

        Run(loaded, new byte[128]).ShouldBe(-Errno.E2BIG);
        byte[] taken = new byte[16];
        loaded.Maps["m"].TryLookupAndDelete([], taken).ShouldBe(MapError.None);
        loaded.Maps["m"].TryLookup([], taken).ShouldBe(MapError.None);
        taken[0].ShouldBe(type == MapType.Queue ? next : (byte)(next - 1));
    }

    [EngineFact]
    public void The_longest_prefix_is_found()
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = Load(machine, Spec(MapType.LpmTrie, 8, 8) with { Flags = (uint)MapCreateFlags.NoPreallocate }, Packet + """
                call map_lookup_elem
                if r0 == 0 goto none
                r0 = *(u64 *)(r0 + 0)
                exit
            none:
                r0 = 0
            out:
                exit
            """);
        foreach (int length in new[] { 8, 16, 24, 32 })
            loaded.Maps["m"].Update(Prefix(length, 10, 1, 2, 3), BitConverter.GetBytes((ulong)length));
        Run(loaded, Prefix(32, 10, 1, 2, 3)).ShouldBe(32);
        Run(loaded, Prefix(31, 10, 1, 2, 3)).ShouldBe(24);
        Run(loaded, Prefix(32, 10, 1, 2, 4)).ShouldBe(24);
        Run(loaded, Prefix(32, 10, 1, 3, 3)).ShouldBe(16);
        Run(loaded, Prefix(32, 10, 2, 2, 3)).ShouldBe(8);
        Run(loaded, Prefix(32, 11, 1, 2, 3)).ShouldBe(0);
        Run(loaded, Prefix(7, 10, 1, 2, 3)).ShouldBe(0);
        Run(loaded, Prefix(33, 10, 1, 2, 3)).ShouldBe(0);
    }

    [EngineFact]
    public void A_replaced_helper_is_called_although_the_map_is_known()
    {
        using var machine = new VirtualMachine(Verified);
        int calls = 0;
        machine.RegisterHelper(HelperId.MapLookupElement, (_, _, _, _, _, _) =>
        {
            calls++;
            return 5;
        });
        using VirtualObject loaded = Load(machine, Spec(MapType.Array, 4, 8), Packet + """
                call map_lookup_elem
            out:
                exit
            """);
        Run(loaded, new byte[128]).ShouldBe(5);
        calls.ShouldBe(1);
    }

    private static MapSpec Spec(MapType type, int keySize, int valueSize) =>
        new() { Name = "m", Type = type, KeySize = (uint)keySize, ValueSize = (uint)valueSize, MaxEntries = 256 };

    private static byte[] Prefix(int length, params byte[] address)
    {
        byte[] key = new byte[8];
        BitConverter.TryWriteBytes(key, length);
        address.CopyTo(key, 4);
        return key;
    }

    private static VirtualObject Load(VirtualMachine machine, MapSpec spec, string program) =>
        machine.Load(BpfAssembly.Parse(program, new BpfAssemblyOptions { SectionName = "xdp", Maps = [spec] }));

    private static int Run(VirtualObject loaded, byte[] start, ulong flags = 0)
    {
        byte[] packet = new byte[128];
        start.CopyTo(packet, 0);
        BitConverter.TryWriteBytes(packet.AsSpan(120), flags);
        return (int)loaded.Programs["program"].Run(packet).ReturnValue;
    }
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterMapHelperTests : MapHelperEngineTests;

[RunsOn(Engine.Jit)]
public sealed class JitMapHelperTests : MapHelperEngineTests;

[RunsOn(Engine.X64)]
public sealed class X64MapHelperTests : MapHelperEngineTests;
