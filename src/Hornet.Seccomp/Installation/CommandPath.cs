// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>Finds programs as a shell does.</summary>
internal static class CommandPath
{
    private const int Executable = 1;

    /// <summary>The file of a command: itself where it has a slash, otherwise the first of its name on the PATH that can be executed.</summary>
    /// <exception cref="SystemCallException">There is none.</exception>
    public static string Find(string command)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        bool isThere = false;
        IEnumerable<string> candidates = command.Contains('/', StringComparison.Ordinal)
            ? [command]
            : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':').Select(folder => Path.Combine(folder.Length == 0 ? "." : folder, command));
        foreach (string candidate in candidates)
        {
            if (!File.Exists(candidate))
                continue;
            isThere = true;
            if (NativeMethods.Access(candidate, Executable) == 0)
                return candidate;
        }

        throw isThere
            ? new SystemCallException($"starting \"{command}\"", "execve", NativeMethods.AccessDenied, "the file cannot be executed (chmod +x)")
            : new SystemCallException($"starting \"{command}\"", "execve", NativeMethods.NoEntry, "there is no such program");
    }
}
