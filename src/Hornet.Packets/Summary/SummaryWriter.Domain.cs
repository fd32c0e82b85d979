// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Packets;

/// <content>Name service messages (RFC 1035): the questions of a query, the answers of a response.</content>
internal sealed partial class SummaryWriter
{
    private const int DomainHeader = 12;

    private static readonly string[] DomainOperations = ["", " inv_q", " stat", " op3", " notify", " update", " op6", " op7", " op8", " updateA", " updateD", " updateDA", " updateM", " updateMA", " zoneInit", " zoneRef"];

    private static readonly string[] DomainResults =
        ["", " FormErr", " ServFail", " NXDomain", " NotImp", " Refused", " YXDomain", " YXRRSet", " NXRRSet", " NotAuth", " NotZone", " Resp11", " Resp12", " Resp13", " Resp14", " NoChange"];

    private void Domain(ReadOnlySpan<byte> data, int length)
    {
        if (data.Length < DomainHeader)
        {
            Add($"domain [length {data.Length} < {DomainHeader}] (invalid)");
            return;
        }

        byte first = data[2], second = data[3];
        bool isResponse = (first & 0x80) != 0;
        Add($"{U16(data)}{DomainOperations[(first >> 3) & 15]}");
        bool isWhole = isResponse ? Response(data, first, second) : Query(data, first, second);
        Add(isWhole ? $" ({length})" : " [|domain]");
    }

    private bool Query(ReadOnlySpan<byte> data, byte first, byte second)
    {
        Add((first & 1) != 0 ? "+" : "");
        Add((second & 0x10) != 0 ? "%" : "");
        int questions = U16(data[4..]);
        Add(questions == 1 ? "" : $" [{questions}q]");
        Count(U16(data[6..]), "a");
        Count(U16(data[8..]), "n");
        Count(U16(data[10..]), "au");
        int at = DomainHeader;
        for (int i = 0; i < questions; i++)
        {
            if (!Question(data, ref at))
                return false;
        }

        return true;

        void Count(int count, string what) => Add(count == 0 ? "" : $" [{count}{what}]");
    }

    private bool Question(ReadOnlySpan<byte> data, ref int at)
    {
        if (DomainName(data, ref at) is not { } name || at + 4 > data.Length)
            return false;
        Add($" {TypeOf(data, at)}? {name}");
        at += 4;
        return true;
    }

    private bool Response(ReadOnlySpan<byte> data, byte first, byte second)
    {
        int questions = U16(data[4..]), answers = U16(data[6..]);
        Add(DomainResults[second & 15]);
        Add((first & 4) != 0 ? "*" : "");
        Add((second & 0x80) != 0 ? "" : "-");
        Add((first & 2) != 0 ? "|" : "");
        Add((second & 0x20) != 0 ? "$" : "");
        Add(questions == 1 ? "" : $" [{questions}q]");
        Add($" {answers}/{U16(data[8..])}/{U16(data[10..])}");
        int at = DomainHeader;
        for (int i = 0; i < questions; i++)
        {
            if (DomainName(data, ref at) is null)
                return false;
            at += 4;
        }

        for (int i = 0; i < answers; i++)
        {
            Add(i == 0 ? "" : ",");
            if (!Answer(data, ref at))
                return false;
        }

        return true;
    }

    private bool Answer(ReadOnlySpan<byte> data, ref int at)
    {
        const int FixedPart = 10;
        if (DomainName(data, ref at) is null || at + FixedPart > data.Length)
            return false;
        int type = U16(data[at..]), size = U16(data[(at + 8)..]);
        Add($" {TypeOf(data, at)}");
        at += FixedPart;
        int end = at + size;
        if (end > data.Length)
            return false;
        bool isWhole = AnswerData(data[..end], type, at);
        at = end;
        return isWhole;
    }

    private bool AnswerData(ReadOnlySpan<byte> data, int type, int at)
    {
        ReadOnlySpan<byte> value = data[at..];
        switch (type)
        {
            case 1 when value.Length == 4:
            case 28 when value.Length == 16:
                Add($" {Ip(value)}");
                return true;
            case 2 or 5 or 12 or 39:
                return AddName(data, at, "");
            case 15 when value.Length > 2:
                return AddName(data, at + 2, $" {U16(value)}");
            case 33 when value.Length > 6:
                return AddName(data, at + 6, $":{U16(value[4..])} {U16(value)} {U16(value[2..])}");
            case 16:
                while (!value.IsEmpty && value[0] < value.Length)
                {
                    Add($" \"{Characters(value.Slice(1, value[0]))}\"");
                    value = value[(1 + value[0])..];
                }

                return value.IsEmpty;
            default:
                return true;
        }
    }

    private bool AddName(ReadOnlySpan<byte> data, int at, string suffix)
    {
        string? name = DomainName(data, ref at);
        Add(name is null ? "" : $" {name}{suffix}");
        return name is not null;
    }

    /// <summary>A name at a place, and the place behind it; null when it does not end within the message.</summary>
    private static string? DomainName(ReadOnlySpan<byte> data, ref int at)
    {
        // Pointers lead back only, as names are shared with what came before.
        var name = new StringBuilder();
        int place = at, earliest = at;
        bool isElsewhere = false;
        while (place < data.Length)
        {
            int size = data[place];
            switch (size >> 6)
            {
                case 0 when size == 0:
                    at = isElsewhere ? at : place + 1;
                    return name.Length == 0 ? "." : name.ToString();
                case 0 when place + 1 + size <= data.Length:
                    name.Append(Characters(data.Slice(place + 1, size))).Append('.');
                    place += 1 + size;
                    break;
                case 3 when place + 1 < data.Length:
                    at = isElsewhere ? at : place + 2;
                    isElsewhere = true;
                    place = U16(data[place..]) & 0x3fff;
                    if (place >= earliest)
                        return null;
                    earliest = place;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Text with control characters and high bytes as terminals' users write them: <c>^A</c>, <c>M-a</c>.</summary>
    private static string Characters(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder(data.Length);
        foreach (byte value in data)
        {
            text.Append(value >= 0x80 ? "M-" : "");
            int low = value & 0x7f;
            if (low is < 0x20 or 0x7f)
                text.Append('^').Append((char)(low ^ 0x40));
            else
                text.Append((char)low);
        }

        return text.ToString();
    }

    /// <summary>The type of a question or record, and its class where it is not the Internet's.</summary>
    private static string TypeOf(ReadOnlySpan<byte> data, int at)
    {
        int type = U16(data[at..]), kind = U16(data[(at + 2)..]);
        string text = type switch
        {
            1 => "A",
            2 => "NS",
            5 => "CNAME",
            6 => "SOA",
            12 => "PTR",
            13 => "HINFO",
            15 => "MX",
            16 => "TXT",
            28 => "AAAA",
            29 => "LOC",
            33 => "SRV",
            35 => "NAPTR",
            39 => "DNAME",
            41 => "OPT",
            43 => "DS",
            46 => "RRSIG",
            47 => "NSEC",
            48 => "DNSKEY",
            50 => "NSEC3",
            52 => "TLSA",
            64 => "SVCB",
            65 => "HTTPS",
            251 => "IXFR",
            252 => "AXFR",
            255 => "ANY",
            257 => "CAA",
            _ => $"Type{type}",
        };
        return kind switch
        {
            1 => text,
            3 => text + " CHAOS",
            4 => text + " HS",
            255 => text + " ANY",
            _ when type == 41 => text,
            _ => $"{text} (Class {kind})",
        };
    }
}
