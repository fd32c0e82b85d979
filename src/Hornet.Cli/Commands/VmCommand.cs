// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet vm</c>.</summary>
internal static class VmCommand
{
    public static Command Create(Terminal terminal) => new("vm", "Run raw bytecode.");
}
