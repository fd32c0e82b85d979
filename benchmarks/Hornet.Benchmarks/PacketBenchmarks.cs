// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks;

/// <summary>
/// The shipped sample program over the shipped sample capture, in the virtual machine: the whole cost of a packet, with copying it in, parsing it and
/// counting it in a hash map. Allocates nothing a packet.
/// </summary>
[MemoryDiagnoser]
public class PacketBenchmarks
{
    private readonly List<byte[]> _packets = [];
    private readonly VirtualMachine _machine = new();
    private ProgramRun _run = null!;

    [GlobalSetup]
    public void Setup()
    {
        using CaptureReader reader = CaptureReader.Open(RepositoryFiles.Find("samples", "packets.pcap"));
        while (reader.TryRead(out CapturedPacket packet))
            _packets.Add(packet.Data.ToArray());
        _run = _machine.Load(BpfObject.Load(RepositoryFiles.Find("samples", "count_protocols.o"))).Program("count_protocols").CreateRun();
    }

    [GlobalCleanup]
    public void Cleanup() => _machine.Dispose();

    [Benchmark(OperationsPerInvoke = 429, Description = "count_protocols, ns a packet")]
    public ulong CountProtocols()
    {
        ulong last = 0;
        foreach (byte[] packet in _packets)
            last = _run.Run(packet);
        return last;
    }
}
