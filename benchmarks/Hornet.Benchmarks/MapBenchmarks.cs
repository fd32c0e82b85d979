// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks;

/// <summary>
/// Map operations from the C# side: the virtual machine's map, and the kernel's through <c>bpf(2)</c> (needs root). 1,024 entries of 8-byte keys
/// and 16-byte values (arrays: 4-byte keys); figures are for one operation.
/// </summary>
[MemoryDiagnoser]
public class MapBenchmarks
{
    private const int Entries = 1024;

    private readonly byte[] _value = new byte[16];
    private readonly byte[][] _keys = new byte[Entries][];
    private readonly VirtualMachine _machine = new();
    private BpfMap _map = null!;

    [Params("hornet", "kernel")]
    public string Host { get; set; } = "hornet";

    [Params(MapType.Hash, MapType.Array, MapType.LruHash)]
    public MapType Type { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        MapSpec spec = new() { Name = "bench", Type = Type, KeySize = Type == MapType.Array ? 4u : 8u, ValueSize = 16, MaxEntries = Entries };
        _map = Host == "kernel" ? KernelMap.Create(spec) : _machine.Load(new BpfObject { Maps = [spec] }).Maps["bench"];
        for (int i = 0; i < Entries; i++)
        {
            _keys[i] = new byte[spec.KeySize];
            BitConverter.TryWriteBytes(_keys[i], i);
            _map.Update(_keys[i], _value);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _map.Dispose();
        _machine.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public bool Lookup()
    {
        bool found = false;
        foreach (byte[] key in _keys)
            found = _map.Lookup(key, _value);
        return found;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public void Update()
    {
        foreach (byte[] key in _keys)
            _map.Update(key, _value);
    }
}
