// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Cli.Seccomp;
using Hornet.Linux;
using Hornet.Seccomp;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet seccomp</c>: policies of system calls: compile, list, run under, record, simulate.</summary>
internal static class SeccompCommand
{
    private const int NotPermitted = 1, InputOutput = 5, AccessDenied = 13, Invalid = 22, NotImplemented = 38;

    public static Command Create(Terminal terminal) => new("seccomp", "Policies of system calls: compile, list, run programs under them, record, simulate.")
    {
        Compile(terminal),
        Dump(terminal),
        Run(),
        Record(terminal),
        Simulate(terminal),
        List(terminal),
        Convert(terminal),
    };

    private static Command Compile(Terminal terminal)
    {
        Argument<string> policy = PolicyArgument();
        Option<string?> architecture = ArchitectureOption("The architecture a profile is for (default: this machine's).");
        SeccompOutputOptions output = new();
        Command command = new("compile", "Compile a policy and print the program.") { policy, architecture };
        output.AddTo(command);
        command.SetAction(parsed => Checked(() =>
        {
            SeccompPolicy read = SeccompFiles.ReadPolicy(terminal, parsed.GetRequiredValue(policy), parsed.GetValue(architecture));
            SeccompWriter.Write(terminal, [new SeccompListed("", read.Compile().Instructions)], output.Form(parsed), read.Architectures[0]);
        }));
        return command;
    }

    private static Command Dump(Terminal terminal)
    {
        Argument<string?> file = new("file") { Description = "A program: struct sock_filter in this machine's byte order, or any text form of classic BPF; - is standard input.", Arity = ArgumentArity.ZeroOrOne };
        Option<int?> pid = new("--pid") { Description = "List the filters of a process, as root; it goes on afterwards." };
        Option<string?> architecture = ArchitectureOption("The architecture whose names are used where the program asks for none (default: this machine's).");
        SeccompOutputOptions output = new();
        Command command = new("dump", "List a program, or the filters of a process, with the names of calls and verdicts.") { file, pid, architecture };
        output.AddTo(command);
        command.SetAction(parsed => Checked(() =>
        {
            SeccompArchitecture native = SeccompFiles.Architecture(parsed.GetValue(architecture)) ?? SeccompArchitecture.Current;
            string? path = parsed.GetValue(file);
            int? id = parsed.GetValue(pid);
            if (path is null == id is null)
                throw new CliException("Give a file or --pid, and not both.");
            IReadOnlyList<SeccompListed> programs = id is { } process ? SeccompFiles.ReadProcess(terminal, process) : [new SeccompListed("", SeccompFiles.ReadProgram(terminal, path!))];
            SeccompWriter.Write(terminal, programs, output.Form(parsed), native);
        }));
        return command;
    }

    private static Command Run()
    {
        Option<string> policy = new("--policy", "-p") { Description = "The policy, or an OCI or Docker profile; - is standard input.", Required = true };
        Argument<string[]> program = new("command") { Description = "The program and its arguments, behind --.", Arity = ArgumentArity.OneOrMore };
        Command command = new("run", "Run a program under a policy; the exit status is the program's.") { policy, program };
        command.SetAction(parsed => Checked(() =>
        {
            string[] words = parsed.GetRequiredValue(program);
            SeccompPolicy read = SeccompFiles.ReadPolicy(null, parsed.GetRequiredValue(policy), null);
            SeccompProcess.Replace(read, words[0], words[1..]);
        }));
        return command;
    }

    private static Command Record(Terminal terminal)
    {
        Option<string?> output = new("--output", "-o") { Description = "The file for the policy (default: standard output)." };
        Option<bool> arguments = new("--arguments", "-a") { Description = "Also ask for the values seen of arguments that choose what a call does: socket families, requests of ioctl, …" };
        Option<string?> verdict = new("--default") { Description = "What other calls get: errno(EPERM) (the default), kill-process, log, …" };
        Option<bool> counts = new("--counts") { Description = "Also print how often each call was made, on standard error." };
        Argument<string[]> program = new("command") { Description = "The program and its arguments, behind --.", Arity = ArgumentArity.OneOrMore };
        Command command = new("record", "Run a program, watch its system calls, and write the policy that allows them; the exit status is the program's.") { output, arguments, verdict, counts, program };
        command.SetAction(parsed => Checked(() =>
        {
            string[] words = parsed.GetRequiredValue(program);
            RecordOptions options = new() { WithArguments = parsed.GetValue(arguments), Default = SeccompFiles.Verdict(parsed.GetValue(verdict)) ?? new RecordOptions().Default };
            return SeccompRecorder.Record(terminal, words, options, parsed.GetValue(output), parsed.GetValue(counts));
        }));
        return command;
    }

    private static Command Simulate(Terminal terminal)
    {
        Argument<string> policy = PolicyArgument();
        Argument<string> call = new("call") { Description = "The name or number of the call." };
        Argument<string[]> arguments = new("arguments") { Description = "Its arguments: numbers, or names of constants such as AF_UNIX; those that are missing are 0.", Arity = new ArgumentArity(0, 6) };
        Option<string?> architecture = ArchitectureOption("The architecture the call is made on (default: the policy's first).");
        Option<bool> json = CommonOptions.Json();
        Command command = new("simulate", "Print what a call gets under a policy; 1 where it is not allowed.") { policy, call, arguments, architecture, json };
        command.SetAction(parsed => Checked(() =>
        {
            SeccompPolicy read = SeccompFiles.ReadPolicy(terminal, parsed.GetRequiredValue(policy), null);
            SeccompArchitecture on = SeccompFiles.Architecture(parsed.GetValue(architecture)) ?? read.Architectures[0];
            ulong[] values = [.. (parsed.GetValue(arguments) ?? []).Select(SeccompFiles.Value)];
            return SeccompWriter.WriteVerdict(terminal, read, on, SeccompCall.Create(on, parsed.GetRequiredValue(call), values), parsed.GetValue(json));
        }));
        return command;
    }

    private static Command List(Terminal terminal)
    {
        Argument<string[]> names = new("call") { Description = "Names or numbers of calls (default: all).", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> architecture = ArchitectureOption("The architecture (default: this machine's; 'all' for each).");
        Option<bool> architectures = new("--architectures") { Description = "List the architectures instead." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "List system calls with their numbers and arguments, by architecture.") { names, architecture, architectures, json };
        command.SetAction(parsed => Checked(() =>
        {
            string[] wanted = parsed.GetValue(names) ?? [];
            string? name = parsed.GetValue(architecture);
            IReadOnlyList<SeccompArchitecture> tables = name == "all" ? SeccompArchitecture.All : [SeccompFiles.Architecture(name) ?? SeccompArchitecture.Current];
            if (parsed.GetValue(architectures))
                SeccompTables.WriteArchitectures(terminal, parsed.GetValue(json));
            else
                SeccompTables.WriteCalls(terminal, tables, wanted, parsed.GetValue(json));
        }));
        return command;
    }

    private static Command Convert(Terminal terminal)
    {
        Argument<string> policy = PolicyArgument();
        Option<string?> architecture = ArchitectureOption("The architecture a profile is for (default: this machine's).");
        Option<string[]> capabilities = new("--capability") { Description = "A capability of the process, for profiles that ask (CAP_SYS_ADMIN); may be repeated." };
        Command command = new("convert", "Print a policy in the text form, for example of an OCI or Docker profile.") { policy, architecture, capabilities };
        command.SetAction(parsed => Checked(() =>
            terminal.Out.Write(SeccompFiles.ReadPolicy(terminal, parsed.GetRequiredValue(policy), parsed.GetValue(architecture), parsed.GetValue(capabilities)).ToString())));
        return command;
    }

    private static Argument<string> PolicyArgument() => new("policy") { Description = "The policy, or an OCI or Docker profile; - is standard input." };

    private static Option<string?> ArchitectureOption(string description) => new("--architecture") { Description = description };

    private static int Checked(Action action) => Checked(() =>
    {
        action();
        return ExitCode.Done;
    });

    /// <summary>Runs something; what the kernel does not permit or know is beyond this machine.</summary>
    private static int Checked(Func<int> action)
    {
        if (!OperatingSystem.IsLinux())
            throw new CliException("Only Linux has seccomp, and this is none.", ExitCode.Unsupported);
        try
        {
            return action();
        }
        catch (SystemCallException refusal) when (refusal.Errno is NotPermitted or InputOutput or AccessDenied or Invalid or NotImplemented && !refusal.Call.StartsWith("execve", StringComparison.Ordinal))
        {
            throw new CliException(refusal.Message, ExitCode.Unsupported);
        }
    }
}
