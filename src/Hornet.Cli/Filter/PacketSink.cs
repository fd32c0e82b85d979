// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>The capture file that matching packets go to. Its link type is that of the first packet, or the source's when there is none.</summary>
internal sealed class PacketSink : IDisposable
{
    private readonly Terminal _terminal;
    private readonly string _path;
    private readonly CaptureWriterOptions _options;
    private readonly bool _isUnbuffered;
    private readonly Dictionary<LinkType, int> _interfaces = [];
    private CaptureWriter? _writer;

    /// <summary>Prepares to write; the file is made with <see cref="Begin"/>.</summary>
    /// <param name="terminal">Where <c>-</c> writes to.</param>
    /// <param name="path">The file; a name that ends in <c>.pcapng</c> or <c>.gz</c> chooses the form.</param>
    /// <param name="hasNanoseconds">Whether times finer than microseconds are kept.</param>
    /// <param name="snapLength">The most bytes of a packet.</param>
    /// <param name="isUnbuffered">Whether each packet is written at once.</param>
    public PacketSink(Terminal terminal, string path, bool hasNanoseconds, uint snapLength, bool isUnbuffered)
    {
        _terminal = terminal;
        _path = path;
        _isUnbuffered = isUnbuffered;
        bool isCompressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        string name = isCompressed ? path[..^3] : path;
        _options = new CaptureWriterOptions
        {
            Format = name.EndsWith(".pcapng", StringComparison.OrdinalIgnoreCase) ? CaptureFormat.Pcapng : hasNanoseconds ? CaptureFormat.PcapNanosecond : CaptureFormat.Pcap,
            Compress = isCompressed,
            SnapLength = (int)snapLength,
        };
    }

    /// <summary>Makes the file.</summary>
    public void Begin(LinkType linkType)
    {
        if (_writer is not null)
            return;
        _writer = _path == "-" ? CaptureWriter.Create(_terminal.OpenRawOutput(), linkType, _options) : CaptureWriter.Create(_path, linkType, _options);
        _interfaces.Add(linkType, 0);
    }

    /// <summary>Writes a packet.</summary>
    /// <exception cref="CliException">Its link type is another than the file has.</exception>
    public void Write(LinkType linkType, ReadOnlySpan<byte> data, int originalLength, long timestamp)
    {
        Begin(linkType);
        if (!_interfaces.TryGetValue(linkType, out int index))
        {
            if (_options.Format != CaptureFormat.Pcapng)
                throw new CliException($"Packets of the link types {_interfaces.Keys.First().Name()} and {linkType.Name()} cannot go into one pcap file: choose a name that ends in .pcapng.");
            index = _writer!.AddInterface(linkType);
            _interfaces.Add(linkType, index);
        }

        _writer!.Write(data, timestamp, originalLength, index);
        if (_isUnbuffered)
            _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();
}
