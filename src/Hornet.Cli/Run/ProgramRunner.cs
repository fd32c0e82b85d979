// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Run;

/// <summary>Loads one program into a virtual machine, gives it the input that was asked for and collects what came out.</summary>
internal sealed class ProgramRunner : IDisposable
{
    private const int EthernetHeaderLength = 14;

    private readonly BpfObject _object;
    private readonly RunRequest _request;
    private readonly VirtualObject _loaded;
    private readonly VirtualProgram _program;
    private readonly ProgramRun _run;
    private readonly Dictionary<uint, long> _returnValues = [];
    private readonly List<string> _trace = [];
    private readonly List<RecordCollector> _buffers = [];
    private readonly List<(Engine Engine, long Runs)> _engines = [];
    private long _runs;
    private long _ticks;
    private CaptureWriter? _output;

    /// <summary>Loads the program.</summary>
    public ProgramRunner(VirtualMachine machine, BpfObject bpfObject, ProgramSpec program, RunRequest request)
    {
        _object = bpfObject;
        _request = request;
        // Programs that tail calls reach must be there too; a program of another type cannot be reached.
        BpfObject loadable = bpfObject with { Programs = [.. bpfObject.Programs.Select(p => p.Name == program.Name ? program : p)] };
        _loaded = machine.Load(loadable, new Runtime.LoadOptions
        {
            Programs = [.. loadable.Programs.Where(p => p.Name == program.Name || p.Type == program.Type).Select(p => p.Name)],
            Variables = VariableSettings.Parse(bpfObject, request.Settings),
        });
        Program = program;
        _program = _loaded.Program(program.Name);
        _run = _program.CreateRun();
        foreach (Runtime.BpfMap map in _loaded.Maps)
        {
            if (map.Type is MapType.RingBuffer or MapType.PerfEventArray)
                _buffers.Add(new RecordCollector(map));
        }
    }

    /// <summary>The program.</summary>
    public ProgramSpec Program { get; }

    /// <summary>
    /// Runs the program over the first packets and forgets the result, so that the code of the machine is compiled when the real runs are timed.
    /// Use a runner of its own for this: maps and variables change.
    /// </summary>
    public void WarmUp()
    {
        const int Enough = 256;
        foreach (byte[] packet in _request.Packets)
            RunOne(packet, new PacketMetadata { LinkHeaderLength = EthernetHeaderLength });
        // Standard input cannot be read twice.
        if (_request.CaptureFile is not { } file || file == "-")
            return;
        using CaptureReader reader = CaptureReader.Open(file);
        PacketBatch batch = new();
        if (!batch.Fill(reader))
            return;
        for (int i = 0; i < Enough; i++)
            RunPacket(batch, i % batch.Count);
    }

    /// <summary>Runs the program over its input.</summary>
    public RunReport Run(Terminal terminal)
    {
        bool takesPackets = ProgramAction.HasPacket(Program.Type);
        bool hasPackets = _request.CaptureFile is not null || _request.Packets.Count > 0;
        bool hasContext = _request.Context is not null;
        if (takesPackets != hasPackets || takesPackets == hasContext)
        {
            throw new CliException(takesPackets
                ? $"Programs of type {Program.Type.ToText()} run over packets: say which with --packets FILE or --packet HEX."
                : $"Programs of type {Program.Type.ToText()} get a context instead of packets: give its bytes with --context HEX (which may be empty).");
        }

        using CaptureProgress progress = new(terminal, _request.Repeat);
        for (int turn = 0; turn < _request.Repeat; turn++)
        {
            if (_request.Context is { } context)
                RunOne(context, new PacketMetadata());
            foreach (byte[] packet in _request.Packets)
                RunOne(packet, new PacketMetadata { LinkHeaderLength = EthernetHeaderLength });
            if (_request.CaptureFile is { } file)
                RunCapture(file, turn, progress);
        }

        return Report();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output?.Dispose();
        foreach (RecordCollector buffer in _buffers)
            buffer.Dispose();
        _run.Dispose();
        _loaded.Dispose();
    }

    private void RunCapture(string file, int turn, CaptureProgress progress)
    {
        bool isLastTurn = turn == _request.Repeat - 1;
        using CaptureReader reader = CaptureReader.Open(file);
        PacketBatch batch = new();
        while (batch.Fill(reader))
        {
            if (isLastTurn && _request.OutputFile is not null)
                RunAndWrite(batch);
            else
                RunTimed(batch);
            progress.Update(reader, turn, _runs);
        }
    }

    private void RunTimed(PacketBatch batch)
    {
        // A buffer that is read after each packet holds any number of them.
        Span<ulong> returned = stackalloc ulong[_buffers.Count > 0 ? 1 : 64];
        for (int first = 0; first < batch.Count; first += returned.Length)
        {
            int count = Math.Min(returned.Length, batch.Count - first);
            CountEngine(count);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
                returned[i] = RunPacket(batch, first + i);
            _ticks += Stopwatch.GetTimestamp() - start;
            foreach (ulong value in returned[..count])
                Count(value);
            Drain();
        }
    }

    private void RunAndWrite(PacketBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            PacketBatch.Entry info = batch.InfoOf(i);
            _output ??= CaptureWriter.Create(_request.OutputFile!, info.LinkType, OutputOptions(_request.OutputFile!));
            CountEngine(1);
            long start = Stopwatch.GetTimestamp();
            ulong value = RunPacket(batch, i);
            _ticks += Stopwatch.GetTimestamp() - start;
            Count(value);
            Drain();
            if (!ProgramAction.LetsThrough(Program.Type, value))
                continue;

            ReadOnlySpan<byte> packet = _run.OutputPacket;
            if (Program.Type == ProgramType.SocketFilter)
                packet = packet[..(int)Math.Min((uint)value, (uint)packet.Length)];
            _output.Write(packet, info.Timestamp);
        }
    }

    /// <summary>The format that a file's name asks for; time stamps keep their nanoseconds.</summary>
    private static CaptureWriterOptions OutputOptions(string file)
    {
        bool compress = file.EndsWith(".gz", StringComparison.Ordinal);
        bool isPcapng = file.EndsWith(".pcapng", StringComparison.Ordinal) || file.EndsWith(".pcapng.gz", StringComparison.Ordinal);
        return new CaptureWriterOptions { Format = isPcapng ? CaptureFormat.Pcapng : CaptureFormat.PcapNanosecond, Compress = compress };
    }

    private ulong RunPacket(PacketBatch batch, int index)
    {
        PacketBatch.Entry info = batch.InfoOf(index);
        // Time is the packet's own, so that programs that measure rates see the capture's.
        _run.FixedTime = (ulong)info.Timestamp;
        ulong value = _run.Run(batch[index], new PacketMetadata
        {
            LinkHeaderLength = info.LinkHeaderLength,
            Timestamp = (ulong)info.Timestamp,
            WireLength = (uint)info.OriginalLength,
        });
        CollectTrace();
        return value;
    }

    private void RunOne(byte[] input, PacketMetadata metadata)
    {
        CountEngine(1);
        long start = Stopwatch.GetTimestamp();
        ulong value = _run.Run(input, metadata);
        _ticks += Stopwatch.GetTimestamp() - start;
        Count(value);
        CollectTrace();
        Drain();
    }

    private void Drain()
    {
        foreach (RecordCollector buffer in _buffers)
            buffer.Drain();
    }

    private void CollectTrace()
    {
        if (_run.TraceLines.Count > 0)
            _trace.AddRange(_run.TraceLines);
    }

    /// <summary>Counts runs for the engine that executes them. A program that is compiled within a batch of runs is counted so from the next one on.</summary>
    private void CountEngine(int runs)
    {
        Engine engine = _program.Engine;
        if (_engines.Count > 0 && _engines[^1].Engine == engine)
            _engines[^1] = (engine, _engines[^1].Runs + runs);
        else
            _engines.Add((engine, runs));
    }

    private void Count(ulong returnValue)
    {
        _runs++;
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_returnValues, (uint)returnValue, out _)++;
    }

    private RunReport Report()
    {
        RunReport report = new()
        {
            Program = Program,
            Engines = _engines.Count > 0 ? _engines : [(_program.Engine, 0)],
            CompilationFailure = _program.CompilationFailure?.Message,
            Source = DescribeSource(),
            Runs = _runs,
            Elapsed = Stopwatch.GetElapsedTime(0, _ticks),
            Variables = [.. _loaded.Variables],
            Maps = [.. LoadedState.ShownMaps(_loaded).Select(ReadMap)],
            TraceLines = _trace,
        };
        foreach ((uint value, long count) in _returnValues)
        {
            string action = ProgramAction.NameOf(Program.Type, value);
            report.Actions[action] = report.Actions.GetValueOrDefault(action) + count;
        }

        return report;
    }

    private MapContents ReadMap(Runtime.BpfMap map) => _buffers.Find(buffer => buffer.Map == map) is { } buffer
        ? MapContents.OfRecords(map, _object.Btf, buffer.Records, buffer.Lost)
        : MapContents.Read(map, _object.Btf, _loaded.Programs.OfType<VirtualProgram>().ToDictionary(program => program.Id, program => program.Name));

    private string DescribeSource()
    {
        List<string> sources = [];
        if (_request.CaptureFile is { } file)
            sources.Add(file == "-" ? "standard input" : file);
        if (_request.Packets.Count > 0)
            sources.Add(string.Create(CultureInfo.InvariantCulture, $"{_request.Packets.Count} packet{(_request.Packets.Count == 1 ? "" : "s")} of the command line"));
        if (_request.Context is not null)
            sources.Add("a context");
        return string.Join(" and ", sources) + (_request.Repeat > 1 ? string.Create(CultureInfo.InvariantCulture, $", {_request.Repeat} times") : "");
    }
}
