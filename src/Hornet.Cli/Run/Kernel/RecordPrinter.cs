// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Run.Kernel;

/// <summary>Prints the records of one buffer as they come, decoded by the object's types where the type is known, as hexadecimal bytes otherwise.</summary>
internal sealed class RecordPrinter : IDisposable
{
    private readonly Terminal _terminal;
    private readonly Lock _output;
    private readonly RecordReader _reader;
    private readonly RecordHandler _print;
    private readonly BtfValueFormatter? _formatter;
    private readonly uint _type;
    private readonly long _size;
    private readonly string _prefix;
    private readonly bool _json;

    /// <summary>Opens a buffer.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="output">Held while a line is printed.</param>
    /// <param name="map">The buffer.</param>
    /// <param name="btf">The object's types.</param>
    /// <param name="type">The type of the records, or 0.</param>
    /// <param name="showName">Whether there are several buffers, so that lines need its name.</param>
    /// <param name="json">Whether to print JSON.</param>
    public RecordPrinter(Terminal terminal, Lock output, BpfMap map, Btf? btf, uint type, bool showName, bool json)
    {
        _terminal = terminal;
        _output = output;
        Map = map;
        _type = type;
        _json = json;
        _prefix = showName ? map.Name + " " : "";
        if (btf is not null && type != 0 && btf.TryGetSize(type, out _size))
            _formatter = new BtfValueFormatter(btf);
        _print = Print;
        _reader = map.OpenReader();
    }

    /// <summary>The buffer.</summary>
    public BpfMap Map { get; }

    /// <summary>How many records were printed.</summary>
    public long Count { get; private set; }

    /// <summary>How many records found no room, where the kernel counts them.</summary>
    public long Lost => _reader.Lost;

    /// <summary>Prints until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                Drain();
            }
            while (await _reader.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    /// <summary>Prints what is there.</summary>
    public void Drain()
    {
        if (_reader.Consume(_print) == 0)
            return;
        lock (_output)
        {
            _terminal.Out.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool Print(ReadOnlySpan<byte> record, int cpu)
    {
        DateTimeOffset now = TimeProvider.System.GetLocalNow();
        lock (_output)
        {
            if (_json)
                PrintJson(record, cpu, now);
            else
                _terminal.Out.WriteLine($"{now.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture)} {_prefix}{Describe(record)}");
        }

        Count++;
        return true;
    }

    private string Describe(ReadOnlySpan<byte> record) => _formatter is not null && record.Length >= _size
        ? _formatter.Format(_type, record[..(int)_size])
        : Convert.ToHexStringLower(record);

    private void PrintJson(ReadOnlySpan<byte> record, int cpu, DateTimeOffset now)
    {
        byte[] bytes = record.ToArray();
        JsonOutput.WriteLine(_terminal, json =>
        {
            json.WriteStartObject();
            json.WriteString("time", now.ToUniversalTime());
            json.WriteString("map", Map.Name);
            if (cpu >= 0)
                json.WriteNumber("cpu", cpu);
            json.WritePropertyName("record");
            if (_formatter is not null && bytes.Length >= _size)
                _formatter.WriteJson(json, _type, bytes.AsSpan(0, (int)_size));
            else
                json.WriteStringValue(Convert.ToHexStringLower(bytes));
            json.WriteEndObject();
        });
    }
}
