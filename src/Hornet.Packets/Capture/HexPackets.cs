// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Packets;

/// <summary>
/// Reads packets from hexadecimal text: plain digits, or the dumps of <c>tcpdump -x</c>/<c>-X</c>, <c>xxd</c> and <c>hexdump -C</c>.
/// </summary>
public static class HexPackets
{
    /// <summary>No packet is longer; what a capture file allows for Ethernet.</summary>
    private const int MaximumLength = 256 * 1024;

    /// <summary>Reads all packets of a text.</summary>
    /// <param name="text">
    /// Plain form: an even number of hexadecimal digits a packet, with white space and <c>0x</c> before bytes as one likes; an empty line
    /// starts the next packet and <c>#</c> a comment. Dump form, when a line starts with an offset such as <c>0x0000:</c> or
    /// <c>00000010:</c>: offset 0 starts the next packet, the column of characters at the right and lines without offset are ignored.
    /// </param>
    /// <returns>The packets in order; none for a text without digits.</returns>
    /// <exception cref="CaptureFormatException">A character is no hexadecimal digit, a byte is half, a dump has a gap, or a packet is longer than 256 KiB; the offset counts characters.</exception>
    public static IReadOnlyList<byte[]> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var packets = new List<byte[]>();
        var current = new List<byte>();
        bool isDump = Lines(text).Any(line => TryOffset(line.Text, out _, out _));
        foreach ((string line, int start) in Lines(text))
        {
            if (isDump)
                DumpLine(line, start, current, packets);
            else
                PlainLine(line, start, current, packets);
            if (current.Count > MaximumLength)
                throw new CaptureFormatException($"Reading packet {packets.Count + 1} from hexadecimal text: it has more than {MaximumLength} bytes.", start);
        }

        Finish(current, packets);
        return packets;
    }

    private static void PlainLine(string line, int start, List<byte> current, List<byte[]> packets)
    {
        int comment = line.IndexOf('#', StringComparison.Ordinal);
        if (comment >= 0)
            line = line[..comment];
        else if (string.IsNullOrWhiteSpace(line))
            Finish(current, packets);
        Digits(line, start, 0, line.Length, current, packets.Count);
    }

    private static void DumpLine(string line, int start, List<byte> current, List<byte[]> packets)
    {
        if (line.TrimEnd() == "*")
            throw new CaptureFormatException("Reading packets from a hexadecimal dump: a line of * stands for lines that are not there; dump with hexdump -v.", start);
        if (!TryOffset(line, out long offset, out int position))
            return;
        if (offset == 0)
            Finish(current, packets);
        if (offset != current.Count)
            throw new CaptureFormatException($"Reading packet {packets.Count + 1} from a hexadecimal dump: offset {offset:x} follows {current.Count} bytes.", start);
        while (position < line.Length && line[position] is ' ' or '\t')
            position++;

        // The characters at the right stand behind a bar (hexdump), or behind two spaces (xxd, tcpdump).
        bool hasColon = line.AsSpan(0, position).Contains(':');
        int end = hasColon ? line.IndexOf("  ", position, StringComparison.Ordinal) : line.IndexOf('|', position);
        Digits(line, start, position, end < 0 ? line.Length : end, current, packets.Count);
    }

    private static void Digits(string line, int start, int from, int to, List<byte> current, int packet)
    {
        int high = -1;
        for (int i = from; i < to; i++)
        {
            char c = line[i];
            if (char.IsWhiteSpace(c))
            {
                if (high >= 0)
                    throw Half(start + i, packet);
                continue;
            }

            if (high < 0 && c == '0' && i + 1 < to && line[i + 1] is 'x' or 'X')
            {
                i++;
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
                throw new CaptureFormatException($"Reading packet {packet + 1} from hexadecimal text: '{c}' is no hexadecimal digit.", start + i);
            int digit = Convert.ToInt32(c.ToString(), 16);
            if (high < 0)
            {
                high = digit;
                continue;
            }

            current.Add((byte)((high << 4) | digit));
            high = -1;
        }

        if (high >= 0)
            throw Half(start + to, packet);
    }

    private static CaptureFormatException Half(int offset, int packet) =>
        new($"Reading packet {packet + 1} from hexadecimal text: a byte has one digit only.", offset);

    private static void Finish(List<byte> current, List<byte[]> packets)
    {
        if (current.Count == 0)
            return;
        packets.Add([.. current]);
        current.Clear();
    }

    /// <summary>An offset and a colon, or eight digits and two spaces (hexdump -C).</summary>
    private static bool TryOffset(string line, out long offset, out int end)
    {
        offset = 0;
        end = 0;
        ReadOnlySpan<char> text = line.AsSpan().TrimStart();
        int indent = line.Length - text.Length;
        bool prefixed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> digits = prefixed ? text[2..] : text;
        int count = 0;
        while (count < digits.Length && char.IsAsciiHexDigit(digits[count]))
            count++;
        if (count is 0 or > 8)
            return false;
        ReadOnlySpan<char> rest = digits[count..];
        bool colon = rest.StartsWith(":") && (prefixed || count >= 4) && (rest.Length == 1 || char.IsWhiteSpace(rest[1]));
        bool hexdump = count == 8 && !prefixed && rest.StartsWith("  ") && rest.Contains('|');
        if (!colon && !hexdump)
            return false;
        offset = long.Parse(digits[..count], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        end = indent + (prefixed ? 2 : 0) + count + 1;
        return true;
    }

    private static IEnumerable<(string Text, int Start)> Lines(string text)
    {
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            yield return (text[start..end].TrimEnd('\r'), start);
            start = end + 1;
        }
    }
}
