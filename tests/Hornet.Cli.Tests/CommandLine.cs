// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli.Tests;

/// <summary>Runs the command in this process, as a terminal would see it.</summary>
internal static class CommandLine
{
    public static Result Run(params string[] arguments) => RunWithInput("", arguments);

    public static Result RunWithInput(string input, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        using MemoryStream raw = new();
        Terminal terminal = new(new StringReader(input), output, errors) { OpenRawOutput = () => raw };
        int exitCode = HornetCommand.Run(arguments, terminal);
        return new Result(exitCode, output.ToString(), errors.ToString(), raw.ToArray());
    }

    /// <summary>What a command left behind.</summary>
    public sealed record Result(int ExitCode, string Output, string Errors, byte[] RawOutput)
    {
        /// <summary>The output of a command that must have worked.</summary>
        public string Text
        {
            get
            {
                ExitCode.ShouldBe(0, Errors);
                return Output;
            }
        }
    }
}
