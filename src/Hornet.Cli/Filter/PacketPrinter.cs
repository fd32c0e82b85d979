// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Cli.Output;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>Prints packets, a line each, as <c>tcpdump</c> does, and their bytes when asked for.</summary>
internal sealed class PacketPrinter
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int BytesPerLine = 16;

    private readonly Terminal _terminal;
    private readonly PacketLineOptions _options;
    private readonly bool _json;
    private readonly StringBuilder _line = new();
    private long _count;
    private long _first;
    private long _previous;

    public PacketPrinter(Terminal terminal, PacketLineOptions options, bool json)
    {
        _terminal = terminal;
        _options = options;
        _json = json;
    }

    /// <summary>Prints a packet.</summary>
    /// <param name="linkType">What it begins with.</param>
    /// <param name="data">The captured bytes.</param>
    /// <param name="originalLength">How many it had on the wire.</param>
    /// <param name="timestamp">Nanoseconds since 1970.</param>
    /// <param name="interfaceName">The interface it came by; null where there is none to tell.</param>
    public void Print(LinkType linkType, ReadOnlySpan<byte> data, int originalLength, long timestamp, string? interfaceName = null)
    {
        if (_count++ == 0)
            _first = _previous = timestamp;
        string summary = PacketSummary.Describe(linkType, data, originalLength, _options.Summary);
        if (_json)
        {
            PrintJson(linkType, data, originalLength, timestamp, interfaceName, summary);
            return;
        }

        _line.Clear();
        if (_options.Numbers)
            _line.Append(CultureInfo.InvariantCulture, $"{_count,5}  ");
        AppendTime(timestamp);
        _previous = timestamp;
        _line.Append(summary).Append('\n');
        if (_options.Hex)
            AppendBytes(_options.HexOfLink ? data : data[Math.Min(LinkHeaderLength(linkType, data), data.Length)..]);
        _terminal.Out.Write(_line);
    }

    private void PrintJson(LinkType linkType, ReadOnlySpan<byte> data, int originalLength, long timestamp, string? interfaceName, string summary)
    {
        string? bytes = _options.Hex ? Convert.ToHexStringLower(data) : null;
        int captured = data.Length;
        JsonOutput.WriteLine(_terminal, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("number", _count);
            json.WriteNumber("time", timestamp);
            if (interfaceName is not null)
                json.WriteString("interface", interfaceName);
            json.WriteString("linkType", linkType.Name());
            json.WriteNumber("length", originalLength);
            json.WriteNumber("captured", captured);
            json.WriteString("summary", summary);
            if (bytes is not null)
                json.WriteString("bytes", bytes);
            json.WriteEndObject();
        });
    }

    private void AppendTime(long timestamp)
    {
        switch (_options.Time)
        {
            case TimeForm.None:
                return;
            case TimeForm.Seconds:
                _line.Append(CultureInfo.InvariantCulture, $"{timestamp / NanosecondsPerSecond}.{timestamp % NanosecondsPerSecond / 1000:000000} ");
                return;
            case TimeForm.SincePrevious or TimeForm.SinceFirst:
                AppendDuration(timestamp - (_options.Time == TimeForm.SinceFirst ? _first : _previous));
                return;
            default:
                DateTimeOffset local = DateTimeOffset.FromUnixTimeSeconds(timestamp / NanosecondsPerSecond).ToLocalTime();
                if (_options.Time == TimeForm.Date)
                    _line.Append(local.ToString("yyyy-MM-dd ", CultureInfo.InvariantCulture));
                _line.Append(local.ToString("HH:mm:ss", CultureInfo.InvariantCulture)).Append(CultureInfo.InvariantCulture, $".{timestamp % NanosecondsPerSecond / 1000:000000} ");
                return;
        }
    }

    private void AppendDuration(long duration)
    {
        _line.Append(duration < 0 ? '-' : ' ');
        long microseconds = Math.Abs(duration) / 1000;
        long seconds = microseconds / 1_000_000;
        _line.Append(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}.{microseconds % 1_000_000:000000} ");
    }

    private void AppendBytes(ReadOnlySpan<byte> data)
    {
        // Sixteen bytes a line: eight pairs of five characters.
        const int HexWidth = 40;
        for (int start = 0; start < data.Length; start += BytesPerLine)
        {
            ReadOnlySpan<byte> row = data[start..Math.Min(start + BytesPerLine, data.Length)];
            _line.Append(CultureInfo.InvariantCulture, $"\t0x{start:x4}: ");
            int from = _line.Length;
            for (int i = 0; i < row.Length; i++)
                _line.Append((i & 1) == 0 ? " " : "").Append(row[i].ToString("x2", CultureInfo.InvariantCulture));
            if (_options.Ascii)
            {
                _line.Append(' ', HexWidth - (_line.Length - from) + 2);
                foreach (byte value in row)
                    _line.Append(value is > 0x20 and < 0x7f ? (char)value : '.');
            }

            _line.Append('\n');
        }
    }

    private static int LinkHeaderLength(LinkType linkType, ReadOnlySpan<byte> data) => NetworkLayer.TryFind(linkType, data, out _, out int offset) ? offset : 0;
}
