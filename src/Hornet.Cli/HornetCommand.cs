// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Help;
using Hornet.Bytecode;
using Hornet.Cli.Commands;
using Hornet.Cli.Verify;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Verification;
using Hornet.VirtualMachines;

namespace Hornet.Cli;

/// <summary>The <c>hornet</c> command line: one verb a class in <c>Commands/</c>.</summary>
internal static class HornetCommand
{
    private const int NotPermitted = 1, NotImplemented = 38, NotSupported = 95, NotSupportedInternally = 524;

    /// <summary>Parses the arguments, runs the verb and returns the exit status.</summary>
    public static int Run(string[] args, Terminal terminal)
    {
        RootCommand root = new("eBPF for .NET: run, inspect and convert eBPF programs.")
        {
            RunCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            DisasmCommand.Create(terminal),
            AsmCommand.Create(terminal),
            BtfCommand.Create(terminal),
            FeatureCommand.Create(terminal),
            ClassicCommand.Create(terminal),
            SeccompCommand.Create(terminal),
            VmCommand.Create(terminal),
            BenchCommand.Create(terminal),
            FilterCommand.Create(terminal),
            FilterCommand.CreateCapture(terminal),
        };
        InvocationConfiguration configuration = new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        ParseResult parsed = root.Parse(args);
        try
        {
            int status = parsed.Invoke(configuration);
            return parsed.Errors.Count > 0 && parsed.Action is not HelpAction ? ExitCode.BadInput : status;
        }
        catch (VerificationException refusal)
        {
            terminal.Error.WriteLine($"hornet {parsed.CommandResult.Command.Name}: the verifier refuses the program.");
            new FailureWriter(terminal.Error, terminal.UsesColourInErrors).Write(refusal.Result.Program.Name, refusal.Result.Failure!);
            return ExitCode.Failed;
        }
        catch (Exception error) when (ExitCodeOf(error) is int exitCode)
        {
            terminal.Error.WriteLine($"hornet {parsed.CommandResult.Command.Name}: {error.Message}");
            return exitCode;
        }
        finally
        {
            terminal.Out.Flush();
        }
    }

    /// <summary>The exit status of an error a user can cause; null for a fault of Hornet's own, which keeps its stack trace.</summary>
    private static int? ExitCodeOf(Exception error) => error switch
    {
        CliException known => known.ExitCode,
        CompilationException missing => missing.IsEngineMissing ? ExitCode.Unsupported : ExitCode.Failed,
        BpfSyscallException refusal => ExitCodeOf(refusal),
        SystemCallException { Errno: NotPermitted or NotImplemented or NotSupported } => ExitCode.Unsupported,
        BpfException or IOException or UnauthorizedAccessException => ExitCode.BadInput,
        _ => null,
    };

    /// <summary>A program that the verifier refuses has failed; a command that the kernel does not know or permit is beyond this machine.</summary>
    private static int ExitCodeOf(BpfSyscallException refusal) => refusal.Errno switch
    {
        NotPermitted or NotImplemented or NotSupported or NotSupportedInternally => ExitCode.Unsupported,
        _ when refusal.Command == BpfCommand.ProgramLoad => ExitCode.Failed,
        _ => ExitCode.BadInput,
    };
}
