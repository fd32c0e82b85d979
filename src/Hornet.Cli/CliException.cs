// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli;

/// <summary>A command cannot go on: the message for the user and the exit status.</summary>
internal sealed class CliException : Exception
{
    public CliException(string message, int exitCode = Hornet.Cli.ExitCode.BadInput)
        : base(message) => ExitCode = exitCode;

    /// <summary>The exit status; see <see cref="Hornet.Cli.ExitCode"/>.</summary>
    public int ExitCode { get; }
}
