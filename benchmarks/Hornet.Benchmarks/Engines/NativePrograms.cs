// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hornet.Benchmarks.Engines;

/// <summary>The sources that call no helper, compiled by gcc into a shared library in a temporary folder.</summary>
internal sealed class NativePrograms : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-engines-").FullName;
    private readonly nint _library;

    /// <summary>Compiles them.</summary>
    /// <param name="sources">Names of the sources in <c>benchmarks/engines</c>, without extension.</param>
    /// <exception cref="InvalidOperationException">There is no gcc, or it refused.</exception>
    public NativePrograms(IEnumerable<string> sources)
    {
        string path = Path.Combine(_folder, "programs.so");
        Compile([.. sources.Distinct().Select(source => RepositoryFiles.Find("benchmarks", "engines", source + ".c")), "-shared", "-fPIC"], path);
        _library = NativeLibrary.Load(path);
    }

    /// <summary>The address of a function.</summary>
    public nint Find(string name) => NativeLibrary.GetExport(_library, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs <c>gcc -O2</c>.</summary>
    /// <exception cref="InvalidOperationException">There is no gcc, or it refused.</exception>
    public static void Compile(IEnumerable<string> arguments, string output)
    {
        using Process gcc = Process.Start("gcc", ["-O2", "-o", output, .. arguments]) ?? throw new InvalidOperationException("gcc does not start.");
        gcc.WaitForExit();
        if (gcc.ExitCode != 0)
            throw new InvalidOperationException("gcc refused the benchmark's sources.");
    }
}
