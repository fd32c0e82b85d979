// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Linux.Tests;

/// <summary>A folder for programs that a test compiles; removed with everything in it.</summary>
internal sealed class UserProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hornet-symbols-");

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string Folder => _folder.FullName;

    /// <summary>A C source of these tests.</summary>
    public static string Source(string name) => TestFiles.InRepository("tests", "Hornet.Linux.Tests", "Symbols", "Programs", name);

    /// <summary>The program of functions.c, with the compiler's further options.</summary>
    public string BuildFunctions(string name, params string[] options)
    {
        Run("gcc", ["-O1", "-g", .. options, "-DPART=2", "-c", Source("functions.c"), "-o", this["part2.o"]]);
        Run("gcc", ["-O1", "-g", .. options, Source("functions.c"), this["part2.o"], "-o", this[name]]);
        return this[name];
    }

    /// <summary>Runs a tool, which must succeed.</summary>
    public static string Run(string tool, params string[] arguments)
    {
        (int status, string output) = Tool.Run(tool, arguments);
        status.ShouldBe(0, $"{tool} {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
