// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Bytecode.Classic;
using Hornet.Seccomp;

namespace Hornet.Cli.Seccomp;

/// <summary>A program to print.</summary>
/// <param name="Title">What stands above it; empty for one alone.</param>
/// <param name="Instructions">The instructions.</param>
internal sealed record SeccompListed(string Title, ImmutableArray<ClassicInstruction> Instructions);

/// <summary>Reads what the verbs of seccomp are given.</summary>
internal static class SeccompFiles
{
    /// <summary>Reads a policy from a file or standard input; what it leaves out is told on standard error.</summary>
    public static SeccompPolicy ReadPolicy(Terminal? terminal, string path, string? architecture, string[]? capabilities = null)
    {
        SeccompProfileOptions options = new() { Architecture = Architecture(architecture), Capabilities = [.. capabilities ?? []] };
        SeccompPolicy policy = path == "-"
            ? SeccompPolicy.Parse((terminal?.In ?? Console.In).ReadToEnd(), "standard input", options)
            : SeccompPolicy.Load(path, options);
        foreach (string remark in policy.Remarks)
            terminal?.Error.WriteLine($"{path}: {remark}");
        return policy;
    }

    /// <summary>Finds an architecture; null for none.</summary>
    public static SeccompArchitecture? Architecture(string? name)
    {
        if (name is null)
            return null;
        return SeccompArchitecture.TryParse(name, out SeccompArchitecture? found)
            ? found
            : throw new CliException($"There is no architecture '{name}': {string.Join(", ", SeccompArchitecture.All)}.");
    }

    /// <summary>Reads a verdict; null for none.</summary>
    public static SeccompVerdict? Verdict(string? text) => text is null ? null : SeccompPolicy.Parse($"default {text}\n", "--default").Default;

    /// <summary>Reads the value of an argument, as policies write it.</summary>
    public static ulong Value(string text)
    {
        SeccompPolicy policy = SeccompPolicy.Parse($"default allow\nallow read when arg0 >= {text}\n", "argument");
        return policy.Rules[0].Conditions[0].Value;
    }

    /// <summary>Reads a program: a text if it is one, otherwise the bytes of struct sock_filter.</summary>
    public static ImmutableArray<ClassicInstruction> ReadProgram(Terminal terminal, string path)
    {
        byte[] bytes = path == "-" ? Encoding.Latin1.GetBytes(terminal.In.ReadToEnd()) : File.ReadAllBytes(path);
        bool isText = bytes.Length > 0 && Array.TrueForAll(bytes, b => b is >= 32 and < 127 or 9 or 10 or 13);
        if (isText)
            return [.. ClassicText.Parse(Encoding.ASCII.GetString(bytes))];
        if (bytes.Length == 0 || bytes.Length % ClassicInstruction.SizeInBytes != 0)
            throw new CliException(string.Create(CultureInfo.InvariantCulture, $"{path}: {bytes.Length} bytes are neither a text nor instructions of 8 bytes."));
        return [.. MemoryMarshal.Cast<byte, ClassicInstruction>(bytes)];
    }

    /// <summary>Reads the filters of a process.</summary>
    public static IReadOnlyList<SeccompListed> ReadProcess(Terminal terminal, int pid)
    {
        SeccompStatus status = SeccompStatus.Read(pid);
        if (status.Mode == SeccompMode.Strict)
            terminal.Error.WriteLine($"Process {pid} is in strict mode: it may read, write, return from signals and exit. There is no filter.");
        if (status.Mode == SeccompMode.Disabled)
            terminal.Error.WriteLine($"Process {pid} has no filter.");
        ImmutableArray<InstalledFilter> filters = ProcessFilters.Read(pid);
        return [.. filters.Select(filter => new SeccompListed(
            string.Create(CultureInfo.InvariantCulture, $"filter {filter.Index} of {filters.Length}, {filter.Instructions.Length} instructions{(filter.IsLogged == true ? ", logged" : "")}"),
            filter.Instructions))];
    }
}
