// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Benchmarks.Peers;
using Hornet.Linux;
using Hornet.Objects;

namespace Hornet.Benchmarks;

/// <summary>One <c>BPF_PROG_TEST_RUN</c> of the sample over a packet of 64 bytes, beside libbpf in the same process. Needs root.</summary>
[MemoryDiagnoser]
public unsafe class KernelTestRunBenchmarks
{
    private readonly byte[] _packet = new byte[64];
    private readonly byte[] _output = new byte[64 + 256];
    private readonly LinuxKernel _kernel = new();
    private KernelObject _loaded = null!;
    private KernelProgram _program = null!;
    private int _descriptor;

    [GlobalSetup]
    public void Setup()
    {
        _loaded = _kernel.Load(BpfObject.Load(RepositoryFiles.Find("samples", "count_protocols.o")));
        _program = _loaded.Program("count_protocols");
        _descriptor = _program.Handle.FileDescriptor;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _loaded.Dispose();
        _kernel.Dispose();
    }

    [Benchmark(Baseline = true, Description = "libbpf: bpf_prog_test_run_opts")]
    public uint LibBpfTestRun()
    {
        fixed (byte* packet = _packet)
        fixed (byte* output = _output)
        {
            var options = new TestRunOptions
            {
                Size = (nuint)sizeof(TestRunOptions),
                DataIn = packet,
                DataSizeIn = (uint)_packet.Length,
                DataOut = output,
                DataSizeOut = (uint)_output.Length,
                Repeat = 1,
            };
            int result = LibBpf.TestRun(_descriptor, &options);
            return result == 0 ? options.ReturnValue : throw new InvalidOperationException($"libbpf: {result}");
        }
    }

    [Benchmark(Description = "Hornet: KernelProgram.Run")]
    public ulong HornetTestRun() => _program.Run(_packet).ReturnValue;
}
