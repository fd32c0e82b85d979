// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Benchmarks.Peers;
using Hornet.Objects;

namespace Hornet.Benchmarks;

/// <summary>Opening an object file (programs, maps, variables, lines, types), beside libbpf in the same process.</summary>
[MemoryDiagnoser]
public class ObjectBenchmarks
{
    private readonly string _path = RepositoryFiles.Find("samples", "count_protocols.o");

    [GlobalSetup]
    public void Setup()
    {
        if (!LibBpf.IsAvailable)
            throw new PlatformNotSupportedException("These benchmarks need libbpf.so.1 (Debian package libbpf1) as the peer.");
    }

    [Benchmark(Baseline = true, Description = "libbpf: open count_protocols.o")]
    public nint LibBpfOpen()
    {
        nint obj = LibBpf.OpenObject(_path, 0);
        LibBpf.CloseObject(obj);
        return obj;
    }

    [Benchmark(Description = "Hornet: open count_protocols.o")]
    public BpfObject HornetOpen() => BpfObject.Load(_path);
}
