// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>
/// The list of code made at run time that a process keeps for perf(1): <c>/tmp/perf-PID.map</c>, lines of a start address, a size (both hexadecimal) and a name
/// (tools/perf/Documentation/jit-interface.txt in the kernel). .NET writes one with DOTNET_PerfMapEnabled=1, Node.js with --perf-basic-prof, Java with an agent.
/// </summary>
internal static class PerfMap
{
    private const long LargestFile = 1L << 30;

    /// <summary>Reads the list of a process; null where there is none.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="root">What to put before its paths.</param>
    public static SymbolTable? TryRead(int processId, string root)
    {
        // In a container the process knows itself by another number.
        foreach (int number in ProcessFiles.OwnNumbers(processId))
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{root}/tmp/perf-{number}.map");
            try
            {
                if (new FileInfo(path) is { Exists: true, Length: > 0 and < LargestFile })
                    return Parse(File.ReadLines(path));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }

        return null;
    }

    /// <summary>Reads the lines; those of another form are left out, for the process may be writing.</summary>
    public static SymbolTable Parse(IEnumerable<string> lines)
    {
        List<(ulong Start, ulong Size, string Name)> found = [];
        foreach (string line in lines)
        {
            string[] parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 3 && TryHexadecimal(parts[0], out ulong start) && TryHexadecimal(parts[1], out ulong size) && size > 0)
                found.Add((start, size, ManagedNames.FromPerfMap(parts[2])));
        }

        // Code that replaced other code at its address comes later in the file.
        SymbolTableBuilder table = new();
        for (int i = found.Count - 1; i >= 0; i--)
            table.Add(found[i].Start, found[i].Size, found[i].Name);
        return table.Build();
    }

    private static bool TryHexadecimal(string text, out ulong number) =>
        ulong.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
