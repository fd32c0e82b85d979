// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Linux;
using Hornet.Objects;

namespace Hornet.Cli.Verify;

/// <summary>Prints a line a program.</summary>
internal static class VerdictTable
{
    private const string Accepted = "accepted", Refused = "refused", NoVerdict = "no verdict";

    /// <summary>Prints Hornet's verdicts.</summary>
    public static void Write(Terminal terminal, ImmutableArray<ProgramVerdict> verdicts) => TextTable.Write(
        terminal,
        ["PROGRAM", "TYPE", "VERDICT", ">INSTRUCTIONS", ">STATES", ">PEAK", ">STACK", ">TIME"],
        verdicts.Select(verdict => (IReadOnlyList<string>)
        [
            verdict.Result.Program.Name,
            verdict.Result.Program.Type.ToText(),
            Word(verdict.Result.IsAccepted),
            Number(verdict.Result.InstructionsProcessed),
            Number(verdict.Result.TotalStates),
            Number(verdict.Result.PeakStates),
            verdict.Result.StackDepths.IsDefaultOrEmpty ? "" : string.Join('+', verdict.Result.StackDepths.Select(depth => Number(depth))),
            Time(verdict.Result.Duration),
        ]));

    /// <summary>Prints Hornet's verdicts beside the kernel's, then the messages of those that either refuses.</summary>
    public static void WriteComparison(Terminal terminal, ImmutableArray<ProgramVerdict> verdicts)
    {
        TextTable.Write(
            terminal,
            ["PROGRAM", "TYPE", "HORNET", "KERNEL", ">INSTRUCTIONS", ">KERNEL'S", ">STATES", ">KERNEL'S", ">TIME", ">KERNEL'S"],
            verdicts.Select(verdict => (Hornet: verdict.Result, Kernel: verdict.Kernel!)).Select(pair => (IReadOnlyList<string>)
            [
                pair.Hornet.Program.Name,
                pair.Hornet.Program.Type.ToText(),
                Word(pair.Hornet.IsAccepted),
                Word(pair.Kernel.IsAccepted),
                Number(pair.Hornet.InstructionsProcessed),
                pair.Kernel.InstructionsProcessed is { } processed ? Number(processed) : "",
                Number(pair.Hornet.TotalStates),
                pair.Kernel.TotalStates is { } states ? Number(states) : "",
                Time(pair.Hornet.Duration),
                pair.Kernel.Duration is { } time ? Time(time) : "",
            ]));
        ProgramVerdict[] refused = [.. verdicts.Where(verdict => !verdict.Result.IsAccepted || verdict.Kernel!.IsAccepted != true)];
        if (refused.Length == 0)
            return;
        terminal.Out.WriteLine();
        TextTable.Write(
            terminal,
            ["PROGRAM", "HORNET'S MESSAGE", "KERNEL'S MESSAGE"],
            refused.Select(verdict => (IReadOnlyList<string>)[verdict.Result.Program.Name, FirstLine(verdict.Result.Failure?.Message), FirstLine(verdict.Kernel!.Message)]));
    }

    /// <summary>How many programs the two agree about.</summary>
    public static string Summary(ImmutableArray<ProgramVerdict> verdicts)
    {
        KernelVerdict[] told = [.. verdicts.Select(verdict => verdict.Kernel!).Where(kernel => kernel.IsAccepted is not null)];
        int same = verdicts.Count(verdict => verdict.Kernel!.IsAccepted == verdict.Result.IsAccepted);
        int silent = verdicts.Length - told.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{same} of {told.Length} verdicts are the same.{(silent == 0 ? "" : $" Of {silent} the kernel told none.")}");
    }

    private static string Word(bool? accepted) => accepted switch { true => Accepted, false => Refused, _ => NoVerdict };

    private static string FirstLine(string? message) => (message ?? "").Split('\n')[0];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => time.TotalMilliseconds switch
    {
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
    };
}
