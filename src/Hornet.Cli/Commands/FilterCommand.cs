// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Cli.Filter;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet filter</c>: compiles a packet filter, prints it, runs it over a capture file or an interface. <c>hornet capture</c> is the short form for interfaces.</summary>
internal static class FilterCommand
{
    public static Command Create(Terminal terminal) =>
        Create(terminal, "filter", "Compile a packet filter in tcpdump's language, and print it or run it over a capture file or an interface.");

    public static Command CreateCapture(Terminal terminal) => Create(terminal, "capture", "Capture packets of an interface and print them, or write them to a file.");

    private static Command Create(Terminal terminal, string verb, string description)
    {
        FilterOptions options = new();
        Command command = new(verb, description);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            if (options.ListsInterfaces(parsed, out bool json))
            {
                InterfaceList.Print(terminal, json);
                return ExitCode.Done;
            }

            return FilterRun.Run(terminal, options.Read(parsed, verb));
        });
        return command;
    }
}
