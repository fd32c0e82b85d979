// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Cli.Output;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Run.Kernel;

/// <summary>Loads an object into the kernel, attaches its programs, prints their records as they come and the maps in the end.</summary>
internal sealed class KernelRunner : IDisposable
{
    private readonly Terminal _terminal;
    private readonly KernelRunRequest _request;
    private readonly BpfObject _object;
    private readonly LinuxKernel _kernel = new();
    private readonly KernelObject _loaded;
    private readonly List<Attachment> _attachments = [];
    private readonly List<RecordPrinter> _buffers = [];
    private readonly Lock _output = new();

    /// <summary>Loads the object.</summary>
    public KernelRunner(Terminal terminal, BpfObject bpfObject, IEnumerable<string>? programs, KernelRunRequest request)
    {
        _terminal = terminal;
        _request = request;
        _object = bpfObject;
        var recordTypes = new RecordTypes(bpfObject, request.RecordTypes);
        _loaded = _kernel.Load(bpfObject, new LoadOptions
        {
            Programs = programs is null ? null : [.. programs],
            Variables = VariableSettings.Parse(bpfObject, request.Settings),
        });
        try
        {
            BpfMap[] buffers = [.. _loaded.Maps.Where(map => RecordTypes.IsBuffer(map.Type))];
            foreach (BpfMap map in buffers)
                _buffers.Add(new RecordPrinter(terminal, _output, map, bpfObject.Btf, recordTypes.Of(map.Spec), buffers.Length > 1, request.Json));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Attaches, waits for the end, and prints what is there then.</summary>
    public void Run()
    {
        _attachments.AddRange(Attachment.All(_loaded, _request.Targets));
        foreach (Attachment missing in _attachments.Where(attachment => attachment.Link is null))
            _terminal.Error.WriteLine($"hornet run: warning: {missing.Reason}");
        if (_attachments.TrueForAll(attachment => attachment.Link is null))
            throw new CliException($"No program of '{_object.Name}' could be attached.", ExitCode.Failed);
        if (_request.PinFolder is { } folder)
            PinnedObject.Create(folder, _loaded, _attachments);
        foreach (Attachment attachment in _attachments.Where(attachment => attachment.Link is not null))
            _terminal.Error.WriteLine($"attached {attachment.Name} to {attachment.Link!.Target}");
        if (_request.Duration is null)
            _terminal.Error.WriteLine("Ctrl-C ends and detaches.");
        Follow();
        WriteState();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Attachment attachment in _attachments)
            attachment.Link?.Dispose();
        foreach (RecordPrinter buffer in _buffers)
            buffer.Dispose();
        _loaded.Dispose();
        _kernel.Dispose();
    }

    /// <summary>Prints records, and the state at each interval, until the time is over or a signal comes.</summary>
    private void Follow()
    {
        using CancellationTokenSource end = new();
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            end.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        if (_request.Duration is { } duration)
            end.CancelAfter(duration);
        async Task EndWith(Func<CancellationToken, Task> part)
        {
            try
            {
                await part(end.Token).ConfigureAwait(false);
            }
            catch
            {
                await end.CancelAsync().ConfigureAwait(false); // one part that fails ends the others
                throw;
            }
        }

        Task[] tasks = [.. _buffers.Select(buffer => Task.Run(() => EndWith(buffer.RunAsync))), Task.Run(() => EndWith(ReportAsync))];
        Task.WhenAll(tasks).GetAwaiter().GetResult();

        // What came between the last look and the end; programs are detached first, so that there is an end.
        foreach (Attachment attachment in _attachments)
            attachment.Link?.Dispose();
        foreach (RecordPrinter buffer in _buffers)
            buffer.Drain();
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_request.Interval is not { } interval)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                return;
            }

            using PeriodicTimer timer = new(interval);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                WriteState();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    private void WriteState()
    {
        Dictionary<int, string> programs = _loaded.Programs.OfType<KernelProgram>().ToDictionary(program => (int)program.GetInfo().Id, program => program.Name);
        MapContents[] maps =
        [
            .. LoadedState.ShownMaps(_loaded).Where(map => !RecordTypes.IsBuffer(map.Type)).Select(map => MapContents.Read(map, _object.Btf, programs)),
        ];
        GlobalVariable[] variables = [.. _loaded.Variables];
        lock (_output)
        {
            if (_request.Json)
                JsonOutput.WriteLine(_terminal, json => WriteJson(json, maps, variables));
            else
                WriteText(maps, variables);
            _terminal.Out.Flush();
        }
    }

    private void WriteText(MapContents[] maps, GlobalVariable[] variables)
    {
        foreach (RecordPrinter buffer in _buffers.Where(buffer => buffer.Lost > 0))
            _terminal.Error.WriteLine($"hornet run: warning: {buffer.Map.Name}: {LoadedState.Count(buffer.Lost, "record")} found no room");
        LoadedState.WriteText(_terminal, maps, variables, _object.Btf);
    }

    private void WriteJson(System.Text.Json.Utf8JsonWriter json, MapContents[] maps, GlobalVariable[] variables)
    {
        json.WriteStartObject();
        json.WriteStartArray("programs");
        foreach (Attachment attachment in _attachments)
        {
            json.WriteStartObject();
            json.WriteString("name", attachment.Name);
            json.WriteString("type", attachment.Type.ToText());
            if (attachment.Link?.Program is { } program)
                json.WriteNumber("id", program.GetInfo().Id);
            if (attachment.Link is { } link)
                json.WriteString("attached", link.Target.ToString());
            else
                json.WriteString("reason", attachment.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        LoadedState.WriteJson(json, maps, variables, _object.Btf);
        json.WriteStartArray("records");
        foreach (RecordPrinter buffer in _buffers)
        {
            json.WriteStartObject();
            json.WriteString("map", buffer.Map.Name);
            json.WriteNumber("count", buffer.Count);
            json.WriteNumber("lost", buffer.Lost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
