// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Linux;
using Hornet.Packets;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks.Engines.Captures;

/// <summary>
/// Packets a second of one filter over a capture of a million packets: the virtual machine, the kernel's <c>BPF_PROG_TEST_RUN</c>, and libpcap with a filter that
/// says the same. Each way passes over the whole capture in turn.
/// </summary>
internal sealed class CaptureTable : IDisposable
{
    private const int Packets = 1_000_000;
    private const int KernelPackets = 200_000;
    private const int RepeatedPackets = 100;
    private const int Repeats = 2_000;
    private const int PassVerdict = 2; // XDP_PASS
    private const string Ports = "(tcp or udp) and (dst port 443 or dst port 53)";
    private const string Filter = $"({Ports}) or (vlan and {Ports})";

    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-capture-").FullName;
    private readonly CapturedPackets _packets;
    private readonly EngineRow _row = EngineRows.All.First(row => row.Program == "ports");
    private readonly List<(string Title, Func<double> Measure, List<double> Samples)> _ways = [];
    private readonly List<IDisposable> _owned = [];
    private long _passed = -1;

    /// <summary>Makes the capture.</summary>
    public CaptureTable()
    {
        CaptureGenerator.Write(Capture, Packets);
        _packets = new CapturedPackets(Capture, Packets);
        NativePrograms.Compile([RepositoryFiles.Find("benchmarks", "engines", "peers", "pcap_filter.c"), "-lpcap"], Peer);
    }

    private string Capture => Path.Combine(_folder, "mixed.pcap");

    private string Peer => Path.Combine(_folder, "pcap_filter");

    /// <summary>Measures and prints.</summary>
    /// <param name="rounds">How often each way passes over the capture.</param>
    public void Run(int rounds)
    {
        AddLibpcap();
        AddKernel();
        foreach (Engine engine in new[] { Engine.Interpreter, Engine.Jit, Engine.X64 })
        {
            try
            {
                AddVirtual(engine);
            }
            catch (CompilationException refusal)
            {
                Console.Error.WriteLine(refusal.Message);
            }
        }

        // The first pass lets .NET compile.
        for (int round = -1; round < rounds; round++)
        {
            foreach ((_, Func<double> measure, List<double> samples) in _ways)
            {
                double nanoseconds = measure();
                if (round >= 0)
                    samples.Add(nanoseconds);
            }
        }

        var table = new MarkdownTable("way", "ns a packet", "million packets a second", "times libpcap in memory");
        foreach ((string title, _, List<double> samples) in _ways)
        {
            double median = Spread.Of(samples).Median;
            table.Add(title, Spread.Format(median), (1000 / median).ToString("0.0", CultureInfo.InvariantCulture), Spread.OfRatios(_ways[0].Samples, samples).ToRatio());
        }

        table.Print($"A filter over {Packets:#,0} packets, {_packets.Bytes / 1_000_000} MB, of which {_passed:#,0} pass".Replace('\u00a0', ','));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _packets.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Add(string title, Func<double> measure) => _ways.Add((title, measure, []));

    private void AddLibpcap()
    {
        double fromFile = 0;
        Add("libpcap, packets in memory (`pcap_offline_filter`)", () =>
        {
            using Process process = Process.Start(new ProcessStartInfo(Peer, [Capture, Filter, Packets.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
            process.WaitForExit();
            string[] memory = lines[0].Split(' '), file = lines[1].Split(' ');
            Expect("libpcap", long.Parse(memory[2], CultureInfo.InvariantCulture));
            Expect("libpcap", long.Parse(file[2], CultureInfo.InvariantCulture));
            fromFile = double.Parse(file[1], CultureInfo.InvariantCulture);
            return double.Parse(memory[1], CultureInfo.InvariantCulture);
        });
        Add("libpcap, from the file (`pcap_loop`)", () => fromFile);
    }

    private void AddKernel()
    {
        var kernel = new LinuxKernel();
        KernelObject loaded = kernel.Load(_row.LoadObject());
        _owned.AddRange([loaded, kernel]);
        KernelProgram program = loaded.Program(_row.Program);
        int expected = CountFirst(KernelPackets);
        Add("kernel, a `BPF_PROG_TEST_RUN` a packet", () =>
        {
            byte[] packet = new byte[2048];
            int passed = 0;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < KernelPackets; i++)
            {
                ReadOnlySpan<byte> bytes = _packets[i];
                bytes.CopyTo(packet);
                passed += program.TestRun(new TestRunInput { Data = packet.AsMemory(0, bytes.Length), DataOutSize = 0 }).ReturnValue == PassVerdict ? 1 : 0;
            }

            double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / KernelPackets;
            if (passed != expected)
                throw new InvalidOperationException($"The kernel lets {passed} packets pass, Hornet {expected}.");
            return nanoseconds;
        });
        Add($"kernel, `BPF_PROG_TEST_RUN` repeating each of {RepeatedPackets} packets", () =>
        {
            double sum = 0;
            for (int i = 0; i < RepeatedPackets; i++)
            {
                byte[] packet = _packets[i * (Packets / RepeatedPackets)].ToArray();
                sum += program.TestRun(new TestRunInput { Data = packet, DataOutSize = 0, Repeat = Repeats }).DurationNanoseconds + 0.5;
            }

            return sum / RepeatedPackets;
        });
    }

    private void AddVirtual(Engine engine)
    {
        int cores = Environment.ProcessorCount;
        var machine = new VirtualMachine(new VirtualMachineOptions { Engine = engine, CpuCount = cores });
        VirtualObject loaded = machine.Load(_row.LoadObject());
        _owned.AddRange([loaded, machine]);
        ProgramRun[] runs = [.. Enumerable.Range(0, cores).Select(cpu => loaded.Program(_row.Program).CreateRun(cpu))];
        string name = VirtualContender.NameOf(engine);
        Add($"Hornet, {name}, one thread", () => Time(loaded.Maps["verdicts"], () => Pass(runs[0], 0, Packets)));
        if (engine == Engine.Interpreter)
            return;
        Add($"Hornet, {name}, {cores} threads", () => Time(loaded.Maps["verdicts"], () =>
            Parallel.For(0, cores, new ParallelOptions { MaxDegreeOfParallelism = cores }, cpu => Pass(runs[cpu], Packets / cores * cpu, Packets / cores * (cpu + 1)))));
        Add($"Hornet, {name}, from the file", () => Time(loaded.Maps["verdicts"], () => PassFile(runs[0])));
    }

    private int CountFirst(int packets)
    {
        using var machine = new VirtualMachine();
        using VirtualObject loaded = machine.Load(_row.LoadObject());
        ProgramRun run = loaded.Program(_row.Program).CreateRun();
        int passed = 0;
        for (int i = 0; i < packets; i++)
            passed += run.Run(_packets[i]) == PassVerdict ? 1 : 0;
        return passed;
    }

    private void Pass(ProgramRun run, int first, int end)
    {
        for (int i = first; i < end; i++)
            run.Run(_packets[i]);
    }

    private void PassFile(ProgramRun run)
    {
        using CaptureReader reader = CaptureReader.Open(Capture);
        while (reader.TryRead(out CapturedPacket packet))
            run.Run(packet.Data);
    }

    // The program counts by verdict, on each CPU apart: the counts tell whether it did what libpcap did.
    private double Time(BpfMap verdicts, Action pass)
    {
        long before = Count(verdicts);
        long start = Stopwatch.GetTimestamp();
        pass();
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Packets;
        Expect("Hornet", Count(verdicts) - before);
        return nanoseconds;
    }

    private static long Count(BpfMap verdicts)
    {
        byte[] values = new byte[verdicts.ExchangeSize];
        verdicts.Lookup(BitConverter.GetBytes(1), values);
        return Enumerable.Range(0, verdicts.PossibleCpus).Sum(cpu => BitConverter.ToInt64(values, cpu * verdicts.CpuStride));
    }

    private void Expect(string who, long passed)
    {
        _passed = _passed < 0 ? passed : _passed;
        if (passed != _passed)
            throw new InvalidOperationException($"{who} lets {passed} packets pass, others {_passed}.");
    }
}
