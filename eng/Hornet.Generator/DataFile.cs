// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Generator;

/// <summary>The fact tables: text, one fact a line, <c>#</c> starts a comment.</summary>
internal static class DataFile
{
    /// <summary>The lines that are neither empty nor comments, trimmed.</summary>
    public static IEnumerable<string> Meaningful(IEnumerable<string> lines) =>
        lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    /// <summary>The folder of the tables: beside this program's sources, found from the repository's root.</summary>
    public static string FindRepository(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Hornet.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"looking for the repository: no Hornet.slnx above {start}");
    }
}
