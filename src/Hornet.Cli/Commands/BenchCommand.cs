// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Hornet.Cli.Bench;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet bench</c>: what a run of a program costs on each engine.</summary>
internal static class BenchCommand
{
    private static readonly BenchEngine[] Engines = Enum.GetValues<BenchEngine>();

    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommonOptions.Object();
        Option<string?> program = CommonOptions.Program();
        Option<string?> packets = new("--packets", "-r") { Description = "The capture file whose packets the program is measured over; of more than 8 it takes as many from all over the file." };
        Option<string[]> packet = new("--packet") { Description = "One packet as hexadecimal bytes; may be repeated. Without any, programs over packets get 64 zero bytes." };
        Option<string?> context = new("--context") { Description = "For programs without packets: the bytes of the context, in hexadecimal." };
        Option<BenchEngine[]?> engines = EngineList();
        Option<double> seconds = new("--seconds") { Description = "How long to measure each engine, without warm-up.", DefaultValueFactory = _ => 1 };
        Option<string[]> set = new("--set") { Description = "Set a global variable or constant before loading: NAME=VALUE; may be repeated." };
        Option<string?> type = new("--type") { Description = "The program type, for a section whose name tells none: xdp, sched_cls, socket_filter, …" };
        Option<bool> unverified = new("--unverified") { Description = "Measure the program without verifying it first: every access is checked while it runs." };
        Option<bool> json = CommonOptions.Json();
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 3600))
                result.AddError("--seconds wants a number greater than 0 and at most 3600.");
        });
        Command command = new("bench", "Measure what a run of a program costs on each engine, side by side: ns a run, spread, cost of the call, compile time.")
        {
            file, program, packets, packet, context, engines, seconds, set, type, unverified, json,
        };
        command.SetAction(parsed =>
        {
            BpfObject bpfObject = BpfObject.Load(parsed.GetRequiredValue(file));
            ProgramSpec selected = ProgramSelection.Single(bpfObject, parsed.GetValue(program));
            if (CommonOptions.ParseProgramType(parsed.GetValue(type)) is { } givenType)
                selected = selected with { Type = givenType };
            (BenchInput[] inputs, string source) = Inputs(selected, parsed.GetValue(packets), parsed.GetValue(packet) ?? [], parsed.GetValue(context));
            return Run(terminal, new BenchRequest
            {
                Object = bpfObject with { Programs = [.. bpfObject.Programs.Select(p => p.Name == selected.Name ? selected : p)] },
                Program = selected,
                Inputs = inputs,
                Source = source,
                Engines = parsed.GetValue(engines) is { Length: > 0 } named ? [.. named.Distinct()] : null,
                Time = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Settings = parsed.GetValue(set) ?? [],
                IsUnverified = parsed.GetValue(unverified),
                Json = parsed.GetValue(json),
            });
        });
        return command;
    }

    private static int Run(Terminal terminal, BenchRequest request)
    {
        BenchReport report;
        try
        {
            report = ProgramBench.Measure(request, terminal.ShowsProgress ? ShowProgress : null);
        }
        catch (ExecutionException error)
        {
            throw new CliException(error.Message, ExitCode.Failed);
        }
        finally
        {
            if (terminal.ShowsProgress)
                terminal.Error.Write("\r\e[K");
        }

        if (request.Json)
            BenchReportWriter.WriteJson(terminal, report);
        else
            BenchReportWriter.WriteText(terminal, report);
        return ExitCode.Done;

        void ShowProgress(double part) => terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rmeasuring, {part:0 %}"));
    }

    private static (BenchInput[] Inputs, string Source) Inputs(ProgramSpec program, string? capture, string[] packets, string? context)
    {
        bool takesPackets = ProgramAction.HasPacket(program.Type);
        if (takesPackets ? context is not null : capture is not null || packets.Length > 0)
        {
            throw new CliException(takesPackets
                ? $"Programs of type {program.Type.ToText()} run over packets: give them with --packets FILE or --packet HEX."
                : $"Programs of type {program.Type.ToText()} get a context instead of packets: give its bytes with --context HEX.");
        }

        if (!takesPackets)
            return ([new BenchInput(HexText.Parse(context ?? "", "--context"))], context is null ? "an empty context" : "a context");
        if (capture is null && packets.Length == 0)
            return ([new BenchInput(new byte[64])], "a packet of 64 zero bytes");
        BenchInput[] fromFile = capture is null ? [] : BenchInput.FromCapture(capture);
        BenchInput[] inputs = [.. fromFile, .. packets.Select(text => new BenchInput(HexText.Parse(text, "--packet")))];
        string count = string.Create(CultureInfo.InvariantCulture, $"{inputs.Length} packet{(inputs.Length == 1 ? "" : "s")}");
        return (inputs, packets.Length > 0 ? count : $"{count} of {capture}");
    }

    private static Option<BenchEngine[]?> EngineList()
    {
        string[] names = [.. Engines.Select(BenchReportWriter.NameOf)];
        Option<BenchEngine[]?> engines = new("--engine")
        {
            Description = "The engines to measure, with commas between: interpreter, jit, x64, kernel. Without it, all that work here; one that is named must.",
            HelpName = "list",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = result => [.. Named(result)],
        };
        engines.CompletionSources.Add(names);
        return engines;

        IEnumerable<BenchEngine> Named(ArgumentResult result)
        {
            foreach (string name in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            {
                int index = Array.IndexOf(names, name);
                if (index >= 0)
                    yield return Engines[index];
                else
                    result.AddError($"There is no engine '{name}' to measure: --engine wants some of {string.Join(", ", names)}.");
            }
        }
    }
}
