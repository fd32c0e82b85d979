// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// Assembles text. It reads everything <see cref="Disassembler"/> writes, whole listings of <c>llvm-objdump</c>, the instructions of verifier
/// logs, and what people write by hand: labels (also numeric, <c>1:</c> with <c>goto 1b</c>), comments (<c>//</c>, <c>#</c>, <c>/* */</c>, and
/// <c>;</c> where no instruction follows it), numbers in decimal and hexadecimal, several instructions a line parted by <c>;</c>.
/// <see cref="BpfAssembler"/> is the one to call from C#.
/// </summary>
public static class Assembler
{
    /// <summary>Assembles a text.</summary>
    /// <param name="text">The text; at most 64 Mi characters.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="AssemblyException">The text does not assemble; line and column tell where.</exception>
    public static AssembledProgram Assemble(string text, AssemblerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new AssemblerOptions();
        string source = SourceText.WithoutBlockComments(text);
        TextDialect dialect = options.Dialect ?? DetectDialect(text);
        var builder = new ProgramBuilder { HelperNumber = options.HelperNumber, ExitIsLabel = dialect == TextDialect.Mnemonic };
        StatementParser parser = dialect == TextDialect.Mnemonic ? new MnemonicParser(builder) : new CStyleParser(builder, options);
        int lineNumber = 0;
        foreach (ReadOnlySpan<char> line in source.AsSpan().EnumerateLines())
            parser.ParseLine(line, ++lineNumber);

        return builder.Build();
    }

    /// <summary>
    /// Tells the dialect of a text: an equals sign or one of the words <c>goto</c>, <c>gotol</c> and <c>if</c> outside comments makes it LLVM's (or
    /// the verifier's); otherwise it is the mnemonic one.
    /// </summary>
    public static TextDialect DetectDialect(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (ReadOnlySpan<char> line in SourceText.WithoutBlockComments(text).AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> code = line;
            int end = code.IndexOfAny('#', ';');
            if (end >= 0)
                code = code[..end];
            end = code.IndexOf("//", StringComparison.Ordinal);
            if (end >= 0)
                code = code[..end];
            if (code.Contains('=') || HasWord(code, "goto") || HasWord(code, "gotol") || HasWord(code, "if"))
                return TextDialect.Llvm;
        }

        return TextDialect.Mnemonic;
    }

    private static bool HasWord(ReadOnlySpan<char> line, string word)
    {
        for (int start = 0, found; (found = line[start..].IndexOf(word, StringComparison.Ordinal)) >= 0; start += found + word.Length)
        {
            int end = start + found + word.Length;
            bool begins = start + found == 0 || !Tokenizer.IsWord(line[start + found - 1]);
            if (begins && (end == line.Length || !Tokenizer.IsWord(line[end])))
                return true;
        }

        return false;
    }
}
