// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Cli.Verify;

/// <summary>Reads what can be verified: an object file, assembly text, or bare instructions (binary, or as hexadecimal text).</summary>
internal static class VerifyInput
{
    private static ReadOnlySpan<byte> ElfMagic => [0x7f, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>Reads a file.</summary>
    /// <param name="terminal">Where standard input is.</param>
    /// <param name="path">The file; <c>-</c> is standard input, as text.</param>
    /// <param name="section">The section that text and bare instructions are for, which tells their type.</param>
    public static BpfObject Load(Terminal terminal, string path, string section)
    {
        byte[] bytes = path == "-" ? Encoding.UTF8.GetBytes(terminal.In.ReadToEnd()) : File.ReadAllBytes(path);
        string name = path == "-" ? "program" : Path.GetFileNameWithoutExtension(path);
        if (bytes.AsSpan().StartsWith(ElfMagic))
            return BpfObject.Parse(bytes, Path.GetFileName(path));
        if (bytes.Length == 0)
            throw new CliException($"'{path}' is empty.");
        if (bytes.AsSpan().IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return OfBytecode(path, name, section, bytes);
        string text = Encoding.UTF8.GetString(bytes);
        return text.All(letter => char.IsAsciiHexDigit(letter) || char.IsWhiteSpace(letter))
            ? OfBytecode(path, name, section, HexText.Parse(text, path))
            : BpfAssembly.Parse(text, new BpfAssemblyOptions { SectionName = section, ProgramName = name });
    }

    private static BpfObject OfBytecode(string path, string name, string section, byte[] bytes)
    {
        if (bytes.Length % Instruction.SizeInBytes != 0)
            throw new CliException($"'{path}' is neither an object file nor text, and its {bytes.Length} bytes are no whole number of 8-byte instructions.");

        // The section decides what the program is; its one instruction is replaced.
        BpfObject made = BpfAssembly.Parse("exit", new BpfAssemblyOptions { SectionName = section, ProgramName = name });
        return made with { Programs = [made.Programs[0] with { Instructions = BytecodeDecoder.Decode(bytes) }] };
    }
}
