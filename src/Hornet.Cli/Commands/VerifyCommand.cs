// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.CommandLine;
using Hornet.Cli.Verify;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet verify</c>: whether the programs of an object are safe, without a kernel, and why not.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("object") { Description = "An eBPF object file (ELF), assembly text, or bare instructions (binary or hexadecimal); - is standard input, as text." };
        Option<string?> program = CommonOptions.Program();
        Option<bool> log = new("--log", "-l") { Description = "Print the log of the path to a fault, in the kernel's notation." };
        Option<bool> verbose = new("--verbose", "-v") { Description = "Print the log of every instruction on every path." };
        Option<bool> json = CommonOptions.Json();
        Option<bool> unprivileged = new("--unprivileged") { Description = "Apply the rules for programs loaded without CAP_BPF and CAP_PERFMON." };
        Option<string?> kernelBtf = new("--kernel-btf") { Description = "A file with the types of the kernel that the programs are for (BTF, or an ELF file with it); none for without. Default: the running kernel's.", HelpName = "FILE" };
        Option<bool> strict = new("--strict-alignment") { Description = "Refuse accesses that are not aligned to their size, also where the machine allows them." };
        Option<bool> compare = new("--compare-kernel") { Description = "Load each program into the running kernel too (as root), and print both verdicts side by side." };
        Option<string[]> set = new("--set") { Description = "Set a global variable or constant before verifying: NAME=VALUE; may be repeated." };
        Option<string?> type = new("--type") { Description = "The program type, for a section whose name tells none: xdp, sched_cls, socket_filter, …" };
        Option<string> section = new("--section") { Description = "For assembly text and bare instructions: the section, which tells the program type.", DefaultValueFactory = _ => "socket" };
        Command command = new("verify", "Tell whether programs are safe, as the kernel's verifier would, without a kernel; and explain why not.")
        {
            file, program, log, verbose, json, unprivileged, kernelBtf, strict, compare, set, type, section,
        };
        command.SetAction(parsed => Run(terminal, new VerifyRequest
        {
            File = parsed.GetRequiredValue(file),
            Program = parsed.GetValue(program),
            Type = CommonOptions.ParseProgramType(parsed.GetValue(type)),
            Section = parsed.GetRequiredValue(section),
            Settings = parsed.GetValue(set) ?? [],
            KernelBtf = parsed.GetValue(kernelBtf),
            IsUnprivileged = parsed.GetValue(unprivileged),
            StrictAlignment = parsed.GetValue(strict),
            LogLevel = parsed.GetValue(verbose) ? 2 : parsed.GetValue(log) ? 1 : 0,
            ComparesKernel = parsed.GetValue(compare),
            Json = parsed.GetValue(json),
        }));
        return command;
    }

    private static int Run(Terminal terminal, VerifyRequest request)
    {
        if (request.ComparesKernel && !OperatingSystem.IsLinux())
            throw new CliException("--compare-kernel needs a Linux kernel, and this is none; without it, programs are verified on every system.", ExitCode.Unsupported);
        ImmutableArray<ProgramVerdict> verdicts = new ProgramVerifier(terminal, request).Verify();
        if (request.Json)
            VerdictJson.Write(terminal, verdicts, request.LogLevel > 0);
        else
            WriteText(terminal, request, verdicts);
        if (request.ComparesKernel && verdicts.All(verdict => verdict.Kernel!.IsAccepted is null))
            throw new CliException($"the kernel was not to be asked: {verdicts[0].Kernel!.Message}", ExitCode.Unsupported);
        return verdicts.All(verdict => verdict.Result.IsAccepted) ? ExitCode.Done : ExitCode.Failed;
    }

    private static void WriteText(Terminal terminal, VerifyRequest request, ImmutableArray<ProgramVerdict> verdicts)
    {
        if (request.ComparesKernel)
            VerdictTable.WriteComparison(terminal, verdicts);
        else
            VerdictTable.Write(terminal, verdicts);
        FailureWriter failures = new(terminal.Out, terminal.UsesColour);
        foreach (ProgramVerdict verdict in verdicts)
        {
            if (verdict.Result.Failure is { } failure)
            {
                terminal.Out.WriteLine();
                failures.Write(verdict.Result.Program.Name, failure);
            }

            if (verdict.Result.Log.Length > 0)
            {
                terminal.Out.WriteLine();
                terminal.Out.WriteLine($"Log of {verdict.Result.Program.Name}:");
                terminal.Out.WriteLine(verdict.Result.Log.TrimEnd());
            }
        }

        if (request.ComparesKernel)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(VerdictTable.Summary(verdicts));
        }
    }
}
