// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>Runs a filter over the packets of a capture file.</summary>
internal sealed class FileFilter : IDisposable
{
    private readonly Terminal _terminal;
    private readonly FilterRequest _request;
    private readonly FilterCompiler _compiler;
    private readonly CaptureReader _reader;
    private readonly PacketPrinter _printer;
    private readonly FilterBatch _batch = new();
    private readonly PacketSink? _sink;
    private uint[] _answers = [];
    private long _matches;

    public FileFilter(Terminal terminal, FilterRequest request)
    {
        _terminal = terminal;
        _request = request;
        _compiler = new FilterCompiler(terminal, request);
        _printer = new PacketPrinter(terminal, request.Lines, request.Json);
        _reader = CaptureReader.Open(request.ReadFile!);
        if (request.WriteFile is { } path)
            _sink = new PacketSink(terminal, path, _reader.Format != CaptureFormat.Pcap, WrittenSnapLength(), request.IsUnbuffered);
    }

    /// <summary>Runs the filter to the end of the file, or to the last packet that was asked for.</summary>
    public void Run()
    {
        PrepareFirst();
        try
        {
            RunBatches();
        }
        finally
        {
            // What was counted before a damaged packet counts.
            if (_request.CountsOnly)
                TellCount();
        }
    }

    private void RunBatches()
    {
        // From a pipe packets come when they come: each is told of at once.
        int most = _reader.Length is null || _request.IsUnbuffered ? 1 : int.MaxValue;
        while (!IsEnough && _batch.Fill(_reader, most))
        {
            Ask();
            for (int i = 0; i < _batch.Count && !IsEnough; i++)
                Tell(i);
            if (most == 1)
                _terminal.Out.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sink?.Dispose();
        _reader.Dispose();
        _compiler.Dispose();
    }

    private bool IsEnough => _matches >= (_request.Count ?? long.MaxValue);

    /// <summary>Compiles for the file's link type, where it says one at its beginning, so that a bad expression is told of also when there is no packet.</summary>
    private void PrepareFirst()
    {
        if (_reader.Interfaces is not [{ } first, ..])
            return;
        _compiler.RunnerFor(first.LinkType, first.SnapLength);
        _sink?.Begin(first.LinkType);
        if (!_request.Decisions && !_request.Json)
        {
            string snap = _request.SnapLength is null ? $", snapshot length {first.SnapLength.ToString(CultureInfo.InvariantCulture)}" : "";
            _terminal.Error.WriteLine($"reading from file {_request.ReadFile}, link-type {Describe(first.LinkType)}{snap}");
        }
    }

    private static string Describe(LinkType linkType) => linkType.Description() is { } text ? $"{linkType.Name()} ({text})" : linkType.Name();

    private uint WrittenSnapLength() => _reader.Interfaces is [{ SnapLength: > 0 } first, ..] && first.SnapLength <= first.LinkType.MaximumPacketLength()
        ? (uint)first.SnapLength
        : (uint)CaptureWriterOptions.Default.SnapLength;

    /// <summary>Has the filter answer for the whole batch, a stretch of equal link type at a time.</summary>
    private void Ask()
    {
        if (_answers.Length < _batch.Count)
            _answers = new uint[_batch.Count];
        ReadOnlySpan<FilterBatch.PacketInfo> infos = _batch.Infos;
        for (int first = 0; first < _batch.Count;)
        {
            int end = first + 1;
            while (end < _batch.Count && infos[end].LinkType == infos[first].LinkType && infos[end].SnapLength == infos[first].SnapLength)
                end++;
            PacketFilterRunner runner = _compiler.RunnerFor(infos[first].LinkType, infos[first].SnapLength);
            runner.Run(_batch.Memory, _batch.Places[first..end], _answers.AsSpan(first..end));
            first = end;
        }
    }

    private void Tell(int index)
    {
        uint answer = _answers[index];
        if (_request.Decisions)
            _terminal.Out.WriteLine(answer.ToString(CultureInfo.InvariantCulture));
        if (answer == 0)
            return;
        _matches++;
        FilterBatch.PacketInfo info = _batch.Infos[index];
        int length = _batch.Places[index].WireLength;
        ReadOnlySpan<byte> data = _batch[index];
        _sink?.Write(info.LinkType, data, length, info.Timestamp);
        if (_sink is null && !_request.Decisions && !_request.CountsOnly)
            _printer.Print(info.LinkType, data, length, info.Timestamp);
    }

    private void TellCount()
    {
        if (_request.Json)
            JsonOutput.Write(_terminal, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("packets", _matches);
                json.WriteEndObject();
            });
        else
            _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_matches} packet{(_matches == 1 ? "" : "s")}"));
    }
}
