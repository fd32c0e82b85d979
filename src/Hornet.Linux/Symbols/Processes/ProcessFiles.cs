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
