// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli;

/// <summary>Bytes as hexadecimal digits, with white space and an optional <c>0x</c> before each group.</summary>
internal static class HexText
{
    /// <summary>Reads bytes.</summary>
    /// <param name="text">The digits.</param>
    /// <param name="what">What is read, for the message.</param>
    /// <exception cref="CliException">A character is no hexadecimal digit, or a group has half a byte.</exception>
    public static byte[] Parse(string text, string what)
    {
        List<byte> bytes = new(text.Length / 2);
        int index = 0;
        while (index < text.Length)
        {
            if (char.IsWhiteSpace(text[index]))
            {
                index++;
                continue;
            }

            if (text.AsSpan(index).StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            {
                index += 2;
                continue;
            }

            if (!char.IsAsciiHexDigit(text[index]))
                throw new CliException($"Reading {what}: '{text[index]}' at position {index + 1} is not a hexadecimal digit.", ExitCode.Failed);
            if (index + 1 == text.Length || !char.IsAsciiHexDigit(text[index + 1]))
                throw new CliException($"Reading {what}: the byte at position {index + 1} has only one digit.", ExitCode.Failed);
            bytes.Add((byte)((HexValue(text[index]) << 4) | HexValue(text[index + 1])));
            index += 2;
        }

        return [.. bytes];
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
