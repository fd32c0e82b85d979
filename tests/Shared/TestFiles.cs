// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Tests;

/// <summary>Where tests find the files of the repository.</summary>
internal static class TestFiles
{
    /// <summary>The root of the repository: the folder above the test's binaries that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file by its path from the root of the repository.</summary>
    public static string InRepository(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Hornet.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Hornet.slnx.");
    }
}
