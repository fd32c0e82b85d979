// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Hornet.Cli;

/// <summary>The <c>hornet</c> command line: one verb a class in <c>Commands/</c>.</summary>
internal static class HornetCommand
{
    /// <summary>Parses the arguments, runs the verb and returns the exit status.</summary>
    public static int Run(string[] args, Terminal terminal)
    {
        RootCommand root = new("eBPF for .NET: run, inspect and convert eBPF programs.");
        InvocationConfiguration configuration = new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        try
        {
            ParseResult result = root.Parse(args);
            int status = result.Invoke(configuration);
            return result.Errors.Count > 0 ? ExitCode.BadInput : status;
        }
        finally
        {
            terminal.Out.Flush();
        }
    }
}
