// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli;

/// <summary>The exit statuses of every verb.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The program, the filter or the verdict failed.</summary>
    public const int Failed = 1;

    /// <summary>The input or the arguments are wrong.</summary>
    public const int BadInput = 2;

    /// <summary>This machine cannot do that; the message says why, and what would.</summary>
    public const int Unsupported = 77;
}
