// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;

namespace Hornet.Benchmarks.Engines;

/// <summary>The rows: the programs of <c>benchmarks/engines</c>, their packets and what their maps hold.</summary>
internal static class EngineRows
{
    private const int Seed = 20;
    private const int Prefixes = 1000;
    private const int RingRecords = 150_000;

    private static readonly byte[] Bytes = RandomPacket(64);
    private static readonly byte[] FullFrame = RandomPacket(1500);

    /// <summary>The program that does nothing: what is taken off the others' times.</summary>
    public static EngineRow Empty { get; } = new("empty program (a call)", "empty", "empty", Bytes) { IsNative = true };

    /// <summary>The rows but <see cref="Empty"/>, in the table's order.</summary>
    public static IReadOnlyList<EngineRow> All { get; } =
    [
        new("ALU mix, 1,000 turns", "alu_mix", "alu_mix", Bytes) { IsNative = true },
        new("parse IPv4, TCP with options", "parse", "parse", SamplePackets.TcpWithOptions()) { IsNative = true },
        new("parse IPv6 with two extension headers, UDP", "parse", "parse", SamplePackets.UdpOverIpv6()) { IsNative = true },
        new("parse two VLAN tags, IPv4, UDP", "parse", "parse", SamplePackets.TaggedUdp()) { IsNative = true },
        new("checksum of 1,500 bytes", "checksum", "checksum", FullFrame) { IsNative = true },
        new("division, 1,000 of them", "division", "division", Bytes) { IsNative = true },
        new("local calls, 400 of them", "local_calls", "local_calls", Bytes) { IsNative = true },
        new("stack variables, 1,000 turns", "stack", "stack_slots", Bytes) { IsNative = true },
        new("stack table, 500 turns", "stack", "stack_table", Bytes) { IsNative = true },
        new("4,003 instructions in a row", "unrolled_4000", "unrolled_4000", FullFrame) { IsNative = true },
        new("11,995 instructions in a row", "unrolled_12000", "unrolled_12000", FullFrame) { IsNative = true },
        new("global variables, 64 turns", "globals", "globals", Bytes),
        new("array counters, 64", "array_counters", "array_shared", Bytes),
        new("per-CPU array counters, 64", "array_counters", "array_own", Bytes),
        new("hash counters, 16, keys of 1 byte", "hash_counters", "hash_1", Bytes) { Fill = find => FillCounters(find("keys_1"), 256) },
        new("hash counters, 16, keys of 8 bytes", "hash_counters", "hash_8", Bytes) { Fill = find => FillCounters(find("keys_8"), 1024) },
        new("hash counters, 16, keys of 64 bytes", "hash_counters", "hash_64", Bytes) { Fill = find => FillCounters(find("keys_64"), 1024) },
        new("hash, 8 new entries and their deletion", "map_operations", "hash_renew", Bytes),
        new("longest prefix of 1,000, 16 look-ups", "lpm", "lpm", Bytes) { Fill = find => FillRoutes(find("routes")) },
        new("ring buffer, output of 64 bytes", "ring", "ring_output", Bytes) { Ring = "ring", MostRuns = RingRecords },
        new("ring buffer, reserve and submit 64 bytes", "ring", "ring_reserve", Bytes) { Ring = "ring", MostRuns = RingRecords },
        new("33 tail calls", "tail_calls", "tail_calls", Bytes),
        new("bpf_loop, 1,000 turns", "callback_loop", "callback_loop", Bytes),
        new("port filter, 61 instructions", "ports", "ports", SamplePackets.TaggedUdp()),
    ];

    private static byte[] RandomPacket(int length)
    {
        byte[] packet = new byte[length];
        new Random(Seed).NextBytes(packet);
        return packet;
    }

    // The key is a number at the front, zeroes behind it.
    private static void FillCounters(BpfMap map, int count)
    {
        byte[] key = new byte[map.KeySize];
        byte[] value = new byte[map.ValueSize];
        for (int i = 0; i < count; i++)
        {
            key[0] = (byte)i;
            if (key.Length > 1)
                key[1] = (byte)(i >> 8);
            map.Update(key, value);
        }
    }

    // Lengths as in a routing table: most are 24, few are shorter than 16.
    private static void FillRoutes(BpfMap map)
    {
        var random = new Random(Seed);
        byte[] key = new byte[8];
        for (int i = 0; i < Prefixes; i++)
        {
            int length = i == 0 ? 0 : random.Next(10) switch
            {
                < 1 => random.Next(1, 16),
                < 4 => random.Next(16, 24),
                < 9 => 24,
                _ => random.Next(25, 33),
            };
            BitConverter.TryWriteBytes(key, length);
            random.NextBytes(key.AsSpan(4));
            map.Update(key, BitConverter.GetBytes((ulong)i));
        }
    }
}
