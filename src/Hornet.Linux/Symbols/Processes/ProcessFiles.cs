// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>The files of a process as this process can open them.</summary>
internal static class ProcessFiles
{
    /// <summary>
    /// What to put before the paths of a process: <c>/proc/PID/root</c> where it lives in another mount namespace or root directory, otherwise nothing.
    /// </summary>
    /// <exception cref="SymbolException">There is no such process.</exception>
    public static string Root(int processId)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        if (!Directory.Exists(folder))
            throw new SymbolException($"Looking at the files of process {processId}: there is no such process (any more).");
        return SameTarget(folder, "ns/mnt") && SameTarget(folder, "root") ? "" : folder + "/root";
    }

    /// <summary>A path by which the file of a mapping can be opened.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="root">What <see cref="Root"/> said.</param>
    /// <param name="mapping">A mapping of a file.</param>
    public static string Open(int processId, string root, in ProcessMapping mapping)
    {
        // The link to the very file that is mapped works when it was deleted or replaced, but needs more privilege (CAP_CHECKPOINT_RESTORE).
        if (mapping.IsDeleted)
            return string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/map_files/{mapping.Start:x}-{mapping.End:x}");
        return root + mapping.Path;
    }

    /// <summary>The numbers of a process from inside to outside of its process namespaces (<c>NSpid</c> of proc_pid_status(5)).</summary>
    public static IReadOnlyList<int> OwnNumbers(int processId)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status")))
            {
                if (line.StartsWith("NSpid:", StringComparison.Ordinal))
                    return [.. line[6..].Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).Reverse()];
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [processId];
        }

        return [processId];
    }

    /// <summary>When a process started, in clock ticks since boot (field 22 of proc_pid_stat(5)): numbers of processes are used again. 0 where it is gone.</summary>
    public static ulong StartTime(int processId)
    {
        try
        {
            // The second field is the program's name in parentheses and may hold anything.
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 19 ? ulong.Parse(fields[19], CultureInfo.InvariantCulture) : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Whether a .NET runtime is in a process: as a library, or inside a single-file program whose diagnostics port shows it.</summary>
    public static bool HasManagedRuntime(int processId, ProcessMaps maps)
    {
        foreach (ProcessMapping mapping in maps.Mappings)
        {
            if (mapping.IsFile && Path.GetFileName(mapping.Path) is "libcoreclr.so" or "System.Private.CoreLib.dll")
                return true;
        }

        string ports = Path.GetTempPath();
        return Directory.Exists(ports) && Directory.EnumerateFileSystemEntries(ports, string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{processId}-*-socket")).Any();
    }

    private static bool SameTarget(string folder, string link) => Target($"{folder}/{link}") is { } target && target == Target($"/proc/self/{link}");

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
