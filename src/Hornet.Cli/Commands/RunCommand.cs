// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Cli.Run;
using Hornet.Cli.Run.Kernel;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet run</c>: a program of an object over the packets of a capture file in user space, or an object attached to the kernel.</summary>
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
        Option<bool> unverified = new("--unverified") { Description = "Run the program in this process without verifying it first: every access is checked while it runs, also in machine code." };
        Option<Engine> engine = CommonOptions.Engine();
        Option<bool> json = CommonOptions.Json();
        Option<string> host = new("--host") { Description = "Where to run: user (in this process, over packets) or kernel (attached, as root).", DefaultValueFactory = _ => "user" };
        host.AcceptOnlyFromAmong("user", "kernel");
        KernelRunOptions kernel = new();
        repeat.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--repeat wants a number of 1 or more.");
        });
        Command command = new("run", "Run a program over the packets of a capture file, or attach an object to the kernel, and print its actions, records, maps, variables and cost per packet.")
        {
            file, program, host, packets, packet, context, write, repeat, set, type, unverified, engine, json,
        };
        kernel.AddTo(command);
        command.SetAction(parsed => parsed.GetValue(host) == "kernel" ? RunInKernel(terminal, RequestForKernel(parsed)) : RunInProcess(terminal, RequestForProcess(parsed)));
        return command;

        RunRequest RequestForProcess(ParseResult parsed)
        {
            kernel.RequireKernel(parsed);
            return new RunRequest
            {
                ObjectFile = parsed.GetRequiredValue(file),
                Program = parsed.GetValue(program),
                CaptureFile = parsed.GetValue(packets),
                Packets = [.. (parsed.GetValue(packet) ?? []).Select(text => HexText.Parse(text, "--packet"))],
                Context = parsed.GetValue(context) is { } text ? HexText.Parse(text, "--context") : null,
                OutputFile = parsed.GetValue(write),
                Repeat = parsed.GetValue(repeat),
                Settings = [.. parsed.GetValue(set) ?? []],
                ProgramType = CommonOptions.ParseProgramType(parsed.GetValue(type)),
                IsUnverified = parsed.GetValue(unverified),
                Engine = parsed.GetValue(engine),
                Json = parsed.GetValue(json),
            };
        }

        KernelRunRequest RequestForKernel(ParseResult parsed)
        {
            foreach (Option option in (Option[])[packets, packet, context, write, engine])
            {
                if (parsed.GetResult(option) is { Implicit: false })
                    throw new CliException($"{option.Name} goes with --host user: an attached program gets what comes to its hook, and the kernel executes it.");
            }

            return new KernelRunRequest
            {
                ObjectFile = parsed.GetRequiredValue(file),
                Program = parsed.GetValue(program),
                Targets = parsed.GetValue(kernel.Attach) ?? [],
                Settings = parsed.GetValue(set) ?? [],
                RecordTypes = parsed.GetValue(kernel.RecordType) ?? [],
                ProgramType = CommonOptions.ParseProgramType(parsed.GetValue(type)),
                Duration = parsed.GetValue(kernel.Duration),
                Interval = parsed.GetValue(kernel.Interval),
                PinFolder = parsed.GetValue(kernel.Pin),
                Json = parsed.GetValue(json),
            };
        }
    }

    private static int RunInProcess(Terminal terminal, RunRequest request)
    {
        BpfObject bpfObject = BpfObject.Load(request.ObjectFile);
        ProgramSpec program = ProgramSelection.Single(bpfObject, request.Program);
        if (request.ProgramType is { } type)
            program = program with { Type = type };
        if (program.Type == ProgramType.Unspec)
            throw new CliException($"The section '{program.SectionName}' does not tell the type of the program '{program.Name}': say it with --type.");

        VirtualMachineOptions options = new() { LoadsUnverified = request.IsUnverified, Engine = request.Engine, CompilesUnverified = request.IsUnverified };
        try
        {
            using (VirtualMachine warmUp = new(options))
            using (ProgramRunner runner = new(warmUp, bpfObject, program, request))
                runner.WarmUp();

            using VirtualMachine machine = new(options);
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

    private static int RunInKernel(Terminal terminal, KernelRunRequest request)
    {
        if (!OperatingSystem.IsLinux())
            throw new CliException("--host kernel needs Linux; on this system programs run with --host user.", ExitCode.Unsupported);
        BpfObject bpfObject = BpfObject.Load(request.ObjectFile);
        IReadOnlyList<ProgramSpec>? programs = request.Program is null ? null : ProgramSelection.Select(bpfObject, request.Program);
        if (request.ProgramType is { } type)
        {
            ProgramSpec program = ProgramSelection.Single(bpfObject, request.Program);
            bpfObject = bpfObject with { Programs = [.. bpfObject.Programs.Select(p => p.Name == program.Name ? p with { Type = type } : p)] };
        }

        using KernelRunner runner = new(terminal, bpfObject, programs?.Select(program => program.Name), request);
        runner.Run();
        return ExitCode.Done;
    }
}
