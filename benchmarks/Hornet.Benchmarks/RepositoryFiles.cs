// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Benchmarks;

/// <summary>Finds files of the repository from wherever the benchmark's process runs.</summary>
internal static class RepositoryFiles
{
    public static string Find(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Hornet.slnx")))
                return Path.Combine([folder.FullName, .. parts]);
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Hornet.slnx.");
    }
}
