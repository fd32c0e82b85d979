// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Cli.Run;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet run</c>: a program of an object over the packets of a capture file, in user space.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommonOptions.Object();
        Option<string?> program = CommonOptions.Program();
        Option<string?> packets = new("--packets", "-r") { Description = "The capture file (pcap or pcapng, also gzipped) whose packets the program gets; - is standard input." };
        Option<string[]> packet = new("--packet") { Description = "One packet as hexadecimal bytes; may be repeated." };
        Option<string?> context = new("--context") { Description = "For programs without packets: the bytes of the context, in hexadecimal; the program runs once." };
        Option<string?> write = new("--write", "-w") { Description = "Write the packets that the program let through, as it left them, to this capture file." };
        Option<int> repeat = new("--repeat") { Description = "How often to go through the packets.", DefaultValueFactory = _ => 1 };
        Option<string[]> set = new("--set") { Description = "Set a global variable or constant before loading: NAME=VALUE; may be repeated." };
        Option<string?> type = new("--type") { Description = "The program type, for a section whose name tells none: xdp, sched_cls, socket_filter, …" };
        Option<bool> json = CommonOptions.Json();
        repeat.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--repeat wants a number of 1 or more.");
        });
        Command command = new("run", "Run a program over the packets of a capture file and print its actions, maps, variables and cost per packet.")
        {
            file, program, packets, packet, context, write, repeat, set, type, CommonOptions.Engine(), json,
        };
        command.SetAction(parsed => Run(terminal, new RunRequest
        {
            ObjectFile = parsed.GetRequiredValue(file),
            Program = parsed.GetValue(program),
            CaptureFile = parsed.GetValue(packets),
            Packets = [.. (parsed.GetValue(packet) ?? []).Select(text => HexText.Parse(text, "--packet"))],
            Context = parsed.GetValue(context) is { } text ? HexText.Parse(text, "--context") : null,
            OutputFile = parsed.GetValue(write),
            Repeat = parsed.GetValue(repeat),
            Settings = [.. parsed.GetValue(set) ?? []],
            ProgramType = ParseType(parsed.GetValue(type)),
            Json = parsed.GetValue(json),
        }));
        return command;
    }

    private static int Run(Terminal terminal, RunRequest request)
    {
        BpfObject bpfObject = BpfObject.Load(request.ObjectFile);
        ProgramSpec program = ProgramSelection.Single(bpfObject, request.Program);
        if (request.ProgramType is { } type)
            program = program with { Type = type };
        if (program.Type == ProgramType.Unspec)
            throw new CliException($"The section '{program.SectionName}' does not tell the type of the program '{program.Name}': say it with --type.");

        try
        {
            using (VirtualMachine warmUp = new())
            using (ProgramRunner runner = new(warmUp, bpfObject, program, request))
                runner.WarmUp();

            using VirtualMachine machine = new();
            using ProgramRunner timed = new(machine, bpfObject, program, request);
            RunReport report = timed.Run(terminal);
            if (request.Json)
                RunReportWriter.WriteJson(terminal, report, bpfObject.Btf);
            else
                RunReportWriter.WriteText(terminal, report, bpfObject.Btf);
        }
        catch (ExecutionException error)
        {
            throw new CliException(error.Message, ExitCode.Failed);
        }

        return ExitCode.Done;
    }

    private static ProgramType? ParseType(string? text)
    {
        if (text is null)
            return null;
        return Names.TryParse(text, out ProgramType type) ? type : throw new CliException($"There is no program type '{text}'. Types are named as bpftool names them: xdp, sched_cls, socket_filter, …");
    }
}
