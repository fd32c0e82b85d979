// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Benchmarks.Peers;
using Hornet.Objects;

namespace Hornet.Benchmarks;

/// <summary>Opening the running kernel's type information and finding one structure, beside libbpf in the same process.</summary>
[MemoryDiagnoser]
public class BtfBenchmarks
{
    private const uint KindStruct = 4;

    [GlobalSetup]
    public void Setup()
    {
        if (!File.Exists("/sys/kernel/btf/vmlinux"))
            throw new PlatformNotSupportedException("These benchmarks open /sys/kernel/btf/vmlinux, which this machine does not have.");
        if (!LibBpf.IsAvailable)
            throw new PlatformNotSupportedException("These benchmarks need libbpf.so.1 (Debian package libbpf1) as the peer.");
    }

    [Benchmark(Baseline = true, Description = "libbpf: open vmlinux, find task_struct")]
    public int LibBpfOpenAndFind()
    {
        nint btf = LibBpf.LoadKernelBtf();
        int id = LibBpf.FindByNameAndKind(btf, "task_struct", KindStruct);
        LibBpf.FreeBtf(btf);
        return id;
    }

    [Benchmark(Description = "Hornet: open vmlinux, find task_struct")]
    public uint HornetOpenAndFind() =>
        Btf.LoadKernel().TryFindId("task_struct", BtfKind.Struct, out uint id) ? id : throw new InvalidOperationException("The kernel has no task_struct.");
}
