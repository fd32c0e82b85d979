// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

internal sealed partial class SummaryWriter
{
    private static readonly (TcpFlags Flag, char Letter)[] FlagLetters =
    [
        (TcpFlags.Fin, 'F'), (TcpFlags.Syn, 'S'), (TcpFlags.Reset, 'R'), (TcpFlags.Push, 'P'), (TcpFlags.Ack, '.'),
        (TcpFlags.Urgent, 'U'), (TcpFlags.CongestionEcho, 'E'), (TcpFlags.CongestionWindowReduced, 'W'), (TcpFlags.AccurateCongestion, 'e'),
    ];

    private static readonly string[] ChunkNames =
    [
        "DATA", "INIT", "INIT ACK", "SACK", "HB REQ", "HB ACK", "ABORT", "SHUTDOWN", "SHUTDOWN ACK", "OP ERR", "COOKIE ECHO", "COOKIE ACK",
        "ECN ECHO", "CWR", "SHUTDOWN COMPLETE",
    ];

    private void Ports(Endpoints endpoints, ushort source, ushort destination)
    {
        if (endpoints.Source.Length == 0)
            Add($"{source} > {destination}: ");
        else
            Add($"{endpoints.Source}.{source} > {endpoints.Destination}.{destination}: ");
    }

    private void Cut(Endpoints endpoints, ReadOnlySpan<byte> data, string protocol)
    {
        // The ports are often there when the rest is not.
        if (data.Length >= 4)
            Ports(endpoints, U16(data), U16(data[2..]));
        else if (endpoints.Source.Length > 0)
            Add($"{endpoints.Source} > {endpoints.Destination}: ");
        Add($"[|{protocol}]");
    }

    private void Udp(Endpoints endpoints, ReadOnlySpan<byte> data, int length)
    {
        if (!UdpHeader.TryParse(data, out UdpHeader header))
        {
            Cut(endpoints, data, "udp");
            return;
        }

        Ports(endpoints, header.SourcePort, header.DestinationPort);

        // 0 is allowed in jumbograms; the stated length of a first fragment exceeds what is here.
        int stated = header.Length == 0 ? length : header.Length;
        if (stated < UdpHeader.HeaderLength)
            Add($"bad length {stated} < {UdpHeader.HeaderLength}");
        else if (options.IsQuick || !TryApplication(header, stated - UdpHeader.HeaderLength))
            Add($"UDP, length {stated - UdpHeader.HeaderLength}");
    }

    private void Tcp(Endpoints endpoints, ReadOnlySpan<byte> data, int length)
    {
        if (!TcpHeader.TryParse(data, out TcpHeader header))
        {
            if (data.Length < TcpHeader.MinimumLength)
            {
                Cut(endpoints, data, "tcp");
                return;
            }

            Ports(endpoints, U16(data), U16(data[2..]));
            Add($"tcp {length} [bad hdr length {(data[12] >> 4) * 4} - too short, < {TcpHeader.MinimumLength}]");
            return;
        }

        Ports(endpoints, header.SourcePort, header.DestinationPort);
        int payload = length - header.HeaderLength;
        if (payload < 0)
        {
            Add($"tcp {length} [bad hdr length {header.HeaderLength} - too long, > {length}]");
            return;
        }

        if (options.IsQuick)
        {
            Add($"tcp {payload}");
            return;
        }

        TcpFlags flags = header.Flags;
        Add($"Flags [{Letters(flags)}]");
        if (payload > 0 || (flags & (TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Reset)) != 0)
        {
            Add($", seq {header.Sequence}");
            if (payload > 0)
                Add($":{header.Sequence + (uint)payload}");
        }

        if ((flags & TcpFlags.Ack) != 0)
            Add($", ack {header.Acknowledgment}");
        Add($", win {header.Window}");
        if ((flags & TcpFlags.Urgent) != 0)
            Add($", urg {header.UrgentPointer}");
        if (header.HeaderLength > TcpHeader.MinimumLength)
            Add($", options [{Options(header)}]");
        Add($", length {payload}");
    }

    private static string Letters(TcpFlags flags)
    {
        string letters = string.Concat(FlagLetters.Where(pair => (flags & pair.Flag) != 0).Select(pair => pair.Letter));
        return letters.Length == 0 ? "none" : letters;
    }

    private static string Options(TcpHeader header)
    {
        var texts = new List<string>();
        ReadOnlySpan<byte> options = header.Options;
        while (!options.IsEmpty)
        {
            byte kind = options[0];
            if (kind is 0 or 1)
            {
                texts.Add(kind == 0 ? "eol" : "nop");
                if (kind == 0)
                    return string.Join(',', texts);
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options[1] < 2 || options[1] > options.Length)
            {
                texts.Add("[|tcp]");
                return string.Join(',', texts);
            }

            texts.Add(Option(kind, options[2..options[1]]));
            options = options[options[1]..];
        }

        if (header.Options.Length < header.HeaderLength - TcpHeader.MinimumLength)
            texts.Add("[|tcp]");
        return string.Join(',', texts);
    }

    private static string Option(byte kind, ReadOnlySpan<byte> value)
    {
        switch (kind, value.Length)
        {
            case (2, 2):
                return $"mss {U16(value)}";
            case (3, 1):
                return $"wscale {value[0]}";
            case (4, 0):
                return "sackOK";
            case (8, 8):
                return $"TS val {U32(value)} ecr {U32(value[4..])}";
            case (5, >= 8) when value.Length % 8 == 0:
                string blocks = "";
                for (int i = 0; i < value.Length; i += 8)
                    blocks += $"{{{U32(value[i..])}:{U32(value[(i + 4)..])}}}";
                return $"sack {value.Length / 8} {blocks}";
            default:
                return value.IsEmpty ? $"unknown-{kind}" : $"unknown-{kind} 0x{Convert.ToHexStringLower(value)}";
        }
    }

    private void Sctp(Endpoints endpoints, ReadOnlySpan<byte> data)
    {
        if (!SctpHeader.TryParse(data, out SctpHeader header))
        {
            Cut(endpoints, data, "sctp");
            return;
        }

        Ports(endpoints, header.SourcePort, header.DestinationPort);
        Add("sctp");
        ReadOnlySpan<byte> rest = header.Payload;
        for (int number = 1; !rest.IsEmpty; number++)
        {
            if (!SctpChunk.TryParse(rest, out SctpChunk chunk))
            {
                Add($" ({number}) [|sctp]");
                return;
            }

            Add($" ({number}) [{(chunk.Type < ChunkNames.Length ? ChunkNames[chunk.Type] : $"type {chunk.Type}")}]");
            Chunk(chunk);
            rest = chunk.Rest;
        }
    }

    private void Chunk(SctpChunk chunk)
    {
        ReadOnlySpan<byte> value = chunk.Value;
        switch (chunk.Type)
        {
            case 0 when value.Length >= 12:
                if ((chunk.Flags & 2) != 0)
                    Add(" (B)");
                if ((chunk.Flags & 1) != 0)
                    Add((chunk.Flags & 2) != 0 ? "(E)" : " (E)");
                Add($" [TSN: {U32(value)}] [SID: {U16(value[4..])}] [SSEQ {U16(value[6..])}] [PPID 0x{U32(value[8..]):x}]");
                break;
            case 1 or 2 when value.Length >= 16:
                Add($" [init tag: {U32(value)}] [rwnd: {U32(value[4..])}] [OS: {U16(value[8..])}] [MIS: {U16(value[10..])}] [init TSN: {U32(value[12..])}]");
                break;
            case 3 when value.Length >= 12:
                Add($" [cum ack {U32(value)}] [a_rwnd {U32(value[4..])}] [#gap acks {U16(value[8..])}] [#dup tsns {U16(value[10..])}]");
                break;
        }
    }
}
