// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>How a process is restricted, by <c>/proc/PID/status</c>, which needs no privilege.</summary>
/// <param name="Mode">Which restriction it is under.</param>
/// <param name="Filters">How many filters there are; null where the kernel does not say (before Linux 5.9).</param>
/// <param name="TracerId">The process that traces it; 0 for none.</param>
public sealed record SeccompStatus(SeccompMode Mode, int? Filters, int TracerId)
{
    /// <summary>Reads how a process, or one of its threads, is restricted.</summary>
    /// <param name="processId">Its number.</param>
    /// <exception cref="SystemCallException">There is no such process.</exception>
    public static SeccompStatus Read(int processId)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status")))
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0)
                    fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SystemCallException(string.Create(CultureInfo.InvariantCulture, $"looking at process {processId}"), "open(/proc)", NativeMethods.NoProcess, "there is no such process");
        }

        return new SeccompStatus((SeccompMode)(Number("Seccomp") ?? 0), Number("Seccomp_filters"), Number("TracerPid") ?? 0);

        int? Number(string name) => fields.TryGetValue(name, out string? text) && int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
