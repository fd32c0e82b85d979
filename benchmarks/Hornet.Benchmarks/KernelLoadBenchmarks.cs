// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Benchmarks.Peers;
using Hornet.Linux;
using Hornet.Objects;

namespace Hornet.Benchmarks;

/// <summary>Opening and loading an object into the kernel and closing it, beside libbpf in the same process. Needs root.</summary>
[MemoryDiagnoser]
public class KernelLoadBenchmarks
{
    private readonly LinuxKernel _kernel = new();
    private string _path = "";

    [Params("count_protocols", "opens")]
    public string Sample { get; set; } = "opens";

    [GlobalSetup]
    public void Setup() => _path = RepositoryFiles.Find("samples", Sample + ".o");

    [GlobalCleanup]
    public void Cleanup() => _kernel.Dispose();

    [Benchmark(Baseline = true, Description = "libbpf: open, load, close")]
    public int LibBpfLoad()
    {
        nint obj = LibBpf.OpenObject(_path, 0);
        int result = LibBpf.LoadObject(obj);
        LibBpf.CloseObject(obj);
        return result == 0 ? result : throw new InvalidOperationException($"libbpf: {result}");
    }

    [Benchmark(Description = "Hornet: open, load, close")]
    public int HornetLoad()
    {
        using KernelObject loaded = _kernel.Load(BpfObject.Load(_path));
        return loaded.Programs.Count;
    }
}
