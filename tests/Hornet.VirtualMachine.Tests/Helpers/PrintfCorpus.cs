// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Tests;

namespace Hornet.VirtualMachines.Tests;

/// <summary>One line of <c>printf.txt</c>.</summary>
/// <param name="Line">Its number, for messages.</param>
/// <param name="Format">The format without its terminator.</param>
/// <param name="Arguments">The arguments: a number, or bytes that are passed by address.</param>
/// <param name="Text">The expected text, or null for an error.</param>
/// <param name="Errno">The expected error, or 0.</param>
internal sealed record PrintfCase(int Line, byte[] Format, IReadOnlyList<PrintfArgument> Arguments, byte[]? Text, int Errno);

/// <summary>An argument: a number, or bytes in memory.</summary>
internal readonly record struct PrintfArgument(ulong Value, byte[]? Memory);

/// <summary>The corpus of format strings.</summary>
internal static class PrintfCorpus
{
    public static IEnumerable<object[]> Lines() => Read().Select(line => new object[] { line.Line });

    public static PrintfCase At(int line) => Read().Single(one => one.Line == line);

    public static IEnumerable<PrintfCase> Read()
    {
        string[] lines = File.ReadAllLines(TestFiles.InRepository("tests", "Hornet.VirtualMachine.Tests", "Helpers", "printf.txt"));
        for (int at = 0; at < lines.Length; at++)
        {
            if (lines[at].Length == 0 || lines[at].StartsWith("# ", StringComparison.Ordinal))
                continue;
            string[] parts = lines[at].Split('|');
            bool isText = parts[2].StartsWith('"');
            yield return new PrintfCase(
                at + 1,
                Unescape(parts[0]),
                [.. parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseArgument)],
                isText ? Unescape(parts[2][1..^1]) : null,
                isText ? 0 : ErrnoOf(parts[2]));
        }
    }

    private static int ErrnoOf(string name) => name switch
    {
        "EINVAL" => Errno.EINVAL,
        "ENOSPC" => Errno.ENOSPC,
        _ => throw new FormatException($"The corpus names an unknown errno '{name}'."),
    };

    private static PrintfArgument ParseArgument(string text) => text[0] switch
    {
        '"' => new PrintfArgument(0, [.. Unescape(text[1..^1]), 0]),
        '@' => new PrintfArgument(0, Convert.FromHexString(text[1..])),
        '-' => new PrintfArgument(unchecked((ulong)long.Parse(text, CultureInfo.InvariantCulture)), null),
        _ when text.StartsWith("0x", StringComparison.Ordinal) => new PrintfArgument(ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture), null),
        _ => new PrintfArgument(ulong.Parse(text, CultureInfo.InvariantCulture), null),
    };

    private static byte[] Unescape(string text)
    {
        List<byte> bytes = [];
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[at].ToString()));
                continue;
            }

            at++;
            switch (text[at])
            {
                case 'n': bytes.Add((byte)'\n'); break;
                case 't': bytes.Add((byte)'\t'); break;
                case 'x':
                    bytes.Add(Convert.ToByte(text.Substring(at + 1, 2), 16));
                    at += 2;
                    break;
                default: throw new FormatException($"The corpus has an unknown escape '\\{text[at]}'.");
            }
        }

        return [.. bytes];
    }
}
