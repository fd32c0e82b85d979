// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Benchmarks.Kernel;

/// <summary>Hornet's side of <c>benchmarks/kernel-maps.sh</c>: the same operations as <c>libbpf/kernel_maps.c</c>, row by row.</summary>
internal sealed class KernelMapRows : IDisposable
{
    private const int Entries = 2048, Rounds = 101, RingSize = 16 << 20;

    private readonly double[] _samples = new double[Rounds];
    private readonly byte[] _room = new byte[2048];
    private readonly KernelObject _loaded;
    private readonly KernelProgram _program;
    private ulong _sink;

    private KernelMapRows(string records)
    {
        using var kernel = new LinuxKernel();
        var options = new KernelLoadOptions();
        _loaded = kernel.Load(BpfObject.Load(records), options with { MaxEntries = options.MaxEntries.SetItem("ring", RingSize) });
        _program = _loaded.Program("write_records");
    }

    /// <summary>Prints the rows.</summary>
    /// <param name="records">The path of the object <c>records.o</c>.</param>
    public static int Run(string records)
    {
        Maps(new KernelMapRows(records), isWarmUp: true);
        using var rows = new KernelMapRows(records);
        Maps(rows, isWarmUp: false);
        rows.Rings();
        return rows._sink == 1 ? 1 : 0;
    }

    public void Dispose() => _loaded.Dispose();

    // The first pass lets the runtime compile what is measured in the second.
    private static void Maps(KernelMapRows rows, bool isWarmUp)
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "bench", Type = MapType.Hash, KeySize = 8, ValueSize = 16, MaxEntries = Entries });
        var view = new HashMap<ulong, UInt128>(map);
        ulong[] keys = [.. Enumerable.Range(0, Entries).Select(i => (ulong)i)];
        var values = new UInt128[Entries];
        rows.Measure(isWarmUp, "update", Entries, () =>
        {
            for (ulong key = 0; key < Entries; key++)
                view[key] = UInt128.Zero;
        });
        rows.Measure(isWarmUp, "lookup", Entries, () =>
        {
            for (ulong key = 0; key < Entries; key++)
                rows.Require(view.TryGetValue(key, out _));
        });
        rows.Measure(isWarmUp, "walk by key", Entries, () => rows.WalkByKey(map));
        rows.Measure(isWarmUp, "walk by batch", Entries, () =>
        {
            int count = 0;
            foreach ((_, UInt128 value) in view)
            {
                rows._sink += (ulong)value;
                count++;
            }

            rows.Require(count == Entries);
        });
        rows.Measure(isWarmUp, "update by batch", Entries, () => view.UpdateMany(keys, values));
        if (isWarmUp)
        {
            rows.Rings(isWarmUp);
            rows.Dispose();
        }
    }

    private void WalkByKey(KernelMap map)
    {
        byte[] key = new byte[sizeof(ulong)], next = new byte[sizeof(ulong)], value = new byte[16];
        int count = 0;
        while (map.GetNextKey(count == 0 ? default : key, next))
        {
            next.CopyTo(key, 0);
            Require(map.Lookup(key, value));
            _sink += value[0];
            count++;
        }

        Require(count == Entries);
    }

    private void Rings(bool isWarmUp = false)
    {
        using RecordReader reader = _loaded.Map("ring").OpenReader();
        RecordHandler look = (record, _) =>
        {
            _sink += MemoryMarshal.Read<ulong>(record);
            return true;
        };
        RecordHandler copy = (record, _) =>
        {
            record.CopyTo(_room);
            _sink += MemoryMarshal.Read<ulong>(_room);
            return true;
        };
        foreach ((int length, int count) in new[] { (16, 100_000), (128, 50_000), (1024, 10_000) })
        {
            Ring(isWarmUp, reader, look, "in place", length, count);
            Ring(isWarmUp, reader, copy, "copied", length, count);
        }
    }

    private void Ring(bool isWarmUp, RecordReader reader, RecordHandler handler, string how, int length, int count)
    {
        byte[] arguments = MemoryMarshal.AsBytes<ulong>([(ulong)count, (ulong)length, 1 /* BPF_RB_NO_WAKEUP */]).ToArray();
        Measure(isWarmUp, $"ring {length} bytes, {how}", count, () => Require(reader.Consume(handler) == count),
            () => _program.TestRun(new TestRunInput { Context = arguments }));
    }

    private void Measure(bool isWarmUp, string row, int count, Action action, Action? prepare = null)
    {
        for (int round = 0; round < Rounds; round++)
        {
            prepare?.Invoke();
            long start = Stopwatch.GetTimestamp();
            action();
            _samples[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
        }

        Array.Sort(_samples);
        if (!isWarmUp)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row}\t{_samples[0]:F2}"));
    }

    private void Require(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException("The benchmark did not do what it measures.");
        _sink++;
    }
}
