// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hornet.Tests;

namespace Hornet.Bytecode.Tests;

/// <summary>LLVM's assembler and disassembler, as the tests run them.</summary>
internal static class Llvm
{
    public const string Assembler = "llvm-mc-19";
    public const string Disassembler = "llvm-objdump-19";

    /// <summary>The listing of a section that holds the given slots, from its heading on.</summary>
    public static string List(ReadOnlySpan<Instruction> program, string? cpu = null)
    {
        var source = new StringBuilder();
        foreach (Instruction instruction in program)
            source.Append(CultureInfo.InvariantCulture, $".quad 0x{instruction.Bits:x16}\n");
        return WithObject(source.ToString(), path => Heading(Run(Disassembler, "", ["-d", "--no-show-raw-insn", .. cpu is null ? Array.Empty<string>() : [$"--mcpu={cpu}"], path])));
    }

    /// <summary>The bytes LLVM's assembler makes of a text.</summary>
    public static byte[] Assemble(string text, bool bigEndian = false) => WithObject(
        text,
        path =>
        {
            string bytes = path + ".bin";
            Run("llvm-objcopy-19", "", ["-O", "binary", "--only-section=.text", path, bytes]);
            byte[] result = File.ReadAllBytes(bytes);
            File.Delete(bytes);
            return result;
        },
        bigEndian);

    /// <summary>The sections of an object that hold instructions, each with its listing from its heading on.</summary>
    public static IEnumerable<(string Section, string Listing)> ListSections(string path)
    {
        const string Heading = "Disassembly of section ";
        return Run(Disassembler, "", ["-d", "--no-show-raw-insn", path])
            .Split("\n" + Heading, StringSplitOptions.None).Skip(1)
            .Select(part => (part[..part.IndexOf(":\n", StringComparison.Ordinal)], Heading + part));
    }

    /// <summary>The bytes of a section.</summary>
    public static byte[] ReadSection(string path, string section)
    {
        string bytes = Path.GetTempFileName();
        try
        {
            Run("llvm-objcopy-19", "", ["-O", "binary", $"--only-section={section}", path, bytes]);
            return File.ReadAllBytes(bytes);
        }
        finally
        {
            File.Delete(bytes);
        }
    }

    /// <summary>The symbols that head the functions of a listing: <c>0000000000000020 &lt;name&gt;:</c>.</summary>
    public static IEnumerable<ListingSymbol> SymbolsOf(string listing) => listing.Split('\n')
        .Where(line => line.EndsWith(">:", StringComparison.Ordinal))
        .Select(line => new ListingSymbol(ulong.Parse(line.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture), line[18..^2]));

    private static T WithObject<T>(string text, Func<string, T> use, bool bigEndian = false)
    {
        string path = Path.GetTempFileName();
        try
        {
            Run(Assembler, text, [bigEndian ? "--triple=bpfeb" : "--triple=bpfel", "--mcpu=v4", "--filetype=obj", "-o", path]);
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Heading(string output) => output[output.IndexOf("\nDisassembly of section", StringComparison.Ordinal)..];

    private static string Run(string tool, string input, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(TestMachine.FindTool(tool) ?? tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{tool}: {errors.Result}");
        return output.Result;
    }
}
