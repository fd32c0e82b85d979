// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Linux;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks.Engines;

/// <summary>
/// What an operation on a map costs from user space, in the virtual machine and in the kernel by <c>bpf(2)</c>, and what a program in the kernel pays for it.
/// 1,024 entries with values of 16 bytes; keys have 8 bytes, in arrays 4.
/// </summary>
internal sealed class MapTable : IDisposable
{
    private const int Entries = 1024;
    private const int OperationsOfProgram = 16;
    private const int WarmUpMilliseconds = 300;

    private static readonly (string Title, string Map, string Program, Action<BpfMap, byte[][], byte[]> Action)[] Rows =
    [
        ("hash: look up", "hash", "hash_lookup", Lookup),
        ("hash: update", "hash", "hash_update", Update),
        ("hash: add and delete, each", "hash", "hash_renew", Renew),
        ("LRU hash: look up", "lru", "lru_lookup", Lookup),
        ("LRU hash: update", "lru", "lru_update", Update),
        ("array: look up", "array", "array_lookup", Lookup),
        ("array: update", "array", "array_update", Update),
        ("array: read in place", "array", "array_lookup", ReadInPlace),
        ("array: write in place", "array", "array_update", WriteInPlace),
    ];

    private readonly LinuxKernel _kernel = new();
    private readonly KernelObject _kernelObject;
    private readonly VirtualMachine _machine = new();
    private readonly VirtualObject _virtualObject;
    private readonly int _rounds;

    /// <summary>Loads the maps.</summary>
    /// <param name="rounds">How often each operation is measured.</param>
    public MapTable(int rounds)
    {
        _rounds = rounds;
        _kernelObject = _kernel.Load(RowOf("hash_lookup").LoadObject());
        _virtualObject = _machine.Load(RowOf("hash_lookup").LoadObject());
        foreach (string name in Rows.Select(row => row.Map).Distinct())
        {
            Fill(_kernelObject.Maps[name]);
            Fill(_virtualObject.Maps[name]);
        }
    }

    /// <summary>Measures and prints.</summary>
    public void Run()
    {
        var table = new MarkdownTable("operation", "Hornet, from C#", "kernel, `bpf(2)`", "kernel, in a program", "`bpf(2)` : Hornet", "Hornet : in a program");
        using var empty = new KernelContender(EngineRows.Empty);
        empty.WarmUp();
        foreach ((string title, string name, string program, Action<BpfMap, byte[][], byte[]> action) in Rows)
        {
            using var inKernel = new KernelContender(RowOf(program));
            inKernel.WarmUp();
            BpfMap own = _virtualObject.Maps[name], other = _kernelObject.Maps[name];
            byte[][] keys = KeysOf(own, program == "hash_renew" ? Entries : 0);
            byte[] value = new byte[own.ValueSize];
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < WarmUpMilliseconds;)
                action(own, keys, value);
            List<double> ownTimes = [], otherTimes = [];
            empty.Samples.Clear();
            for (int round = 0; round < _rounds; round++)
            {
                ownTimes.Add(Time(own, keys, value, action, turns: 20));
                otherTimes.Add(Time(other, keys, value, action, turns: 1));
                inKernel.Sample();
                empty.Sample();
            }

            double call = Spread.Of(empty.Samples).Median;
            List<double> programTimes = inKernel.Samples.ConvertAll(sample => (sample - call) / OperationsOfProgram);
            table.Add(
                title,
                Spread.Of(ownTimes).ToTime(),
                Spread.Of(otherTimes).ToTime(),
                Spread.Of(programTimes).ToTime(),
                Spread.OfRatios(otherTimes, ownTimes).ToRatio(),
                Spread.OfRatios(ownTimes, programTimes).ToRatio());
        }

        table.Print("Maps: nanoseconds an operation");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _virtualObject.Dispose();
        _machine.Dispose();
        _kernelObject.Dispose();
        _kernel.Dispose();
    }

    private static EngineRow RowOf(string program) => new(program, "map_operations", program, EngineRows.Empty.Packet)
    {
        Fill = find =>
        {
            Fill(find("hash"));
            Fill(find("lru"));
        },
    };

    private static void Fill(BpfMap map)
    {
        foreach (byte[] key in KeysOf(map, 0))
            map.Update(key, new byte[map.ValueSize]);
    }

    private static byte[][] KeysOf(BpfMap map, int first) =>
    [
        .. Enumerable.Range(first, Entries).Select(number =>
        {
            byte[] key = new byte[map.KeySize];
            BitConverter.TryWriteBytes(key, number);
            return key;
        }),
    ];

    private static double Time(BpfMap map, byte[][] keys, byte[] value, Action<BpfMap, byte[][], byte[]> action, int turns)
    {
        double start = ThreadClock.Nanoseconds;
        for (int turn = 0; turn < turns; turn++)
            action(map, keys, value);
        return (ThreadClock.Nanoseconds - start) / (turns * (double)Entries);
    }

    private static void Lookup(BpfMap map, byte[][] keys, byte[] value)
    {
        foreach (byte[] key in keys)
        {
            if (!map.Lookup(key, value))
                throw new InvalidOperationException("The benchmark's entry is not there.");
        }
    }

    private static void Update(BpfMap map, byte[][] keys, byte[] value)
    {
        foreach (byte[] key in keys)
            map.Update(key, value);
    }

    // Programs and the process share an array's memory; in the kernel that takes a map that is made for it (BPF_F_MMAPABLE), which these are not.
    private static void ReadInPlace(BpfMap map, byte[][] keys, byte[] value)
    {
        var view = new ArrayMap<UInt128>(map);
        if (!view.TryGetSpan(out Span<UInt128> values))
        {
            Lookup(map, keys, value);
            return;
        }

        UInt128 sum = 0;
        foreach (byte[] key in keys)
            sum += values[BitConverter.ToInt32(key)];
        if (sum == 1)
            throw new InvalidOperationException("The benchmark's array is not zero.");
    }

    private static void WriteInPlace(BpfMap map, byte[][] keys, byte[] value)
    {
        var view = new ArrayMap<UInt128>(map);
        if (!view.TryGetSpan(out Span<UInt128> values))
        {
            Update(map, keys, value);
            return;
        }

        foreach (byte[] key in keys)
            values[BitConverter.ToInt32(key)] = 0;
    }

    // As in the program, eight come and eight go.
    private static void Renew(BpfMap map, byte[][] keys, byte[] value)
    {
        const int AtATime = OperationsOfProgram / 2;
        for (int at = 0; at < keys.Length / 2; at += AtATime)
        {
            foreach (byte[] key in keys.AsSpan(at, AtATime))
                map.Update(key, value);
            foreach (byte[] key in keys.AsSpan(at, AtATime))
                map.Delete(key);
        }
    }
}
