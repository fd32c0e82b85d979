// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>
/// Finds the file of a program or a library by what people call it: a path; <c>bash</c>, searched on the PATH; <c>libc.so.6</c>, <c>libc</c> or <c>c</c>, searched as the
/// dynamic loader does (ld.so(8)); and for a process, among the files it has mapped.
/// </summary>
public static class LibraryPath
{
    private const string CacheFile = "/etc/ld.so.cache";

    /// <summary>Finds a file for any process.</summary>
    /// <param name="name">A path or a bare name.</param>
    /// <exception cref="SymbolException">There is no such file.</exception>
    public static string Resolve(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('/', StringComparison.Ordinal))
            return File.Exists(name) ? Path.GetFullPath(name) : throw new SymbolException($"Looking for the file '{name}': it does not exist.");
        return (IsLibraryName(name) ? FindLibrary(name) : FindOnPath(name) ?? FindLibrary(name))
            ?? throw new SymbolException($"Looking for the program or library '{name}': it is neither on the PATH nor where the dynamic loader looks. Give its full path.");
    }

    /// <summary>Finds a file as a process sees it.</summary>
    /// <param name="name">A path in the process's file system, or a bare name: of a file that it has mapped, or else as <see cref="Resolve(string)"/>.</param>
    /// <param name="processId">The process.</param>
    /// <returns>A path that this process can open; for a process in a container it goes through <c>/proc/PID/root</c>.</returns>
    /// <exception cref="SymbolException">There is no such file or process.</exception>
    public static string Resolve(string name, int processId)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string root = ProcessFiles.Root(processId);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            string path = root + Path.GetFullPath(name);
            return File.Exists(path) ? path : throw new SymbolException($"Looking for the file '{name}' of process {processId}: it does not exist ({path}).");
        }

        foreach (ProcessMapping mapping in ProcessMaps.Read(processId).Mappings)
        {
            if (mapping.IsFile && IsCalled(Path.GetFileName(mapping.Path), name))
                return ProcessFiles.Open(processId, root, mapping);
        }

        if (root.Length == 0)
            return Resolve(name);
        throw new SymbolException($"Looking for the program or library '{name}' of process {processId}: it has mapped no file of that name. Give the full path in its own file system.");
    }

    /// <summary>Whether a file is what a bare name means: itself, <c>libc.so.6</c> for <c>libc</c> or <c>c</c>, <c>libc-2.31.so</c> too.</summary>
    internal static bool IsCalled(string file, string name)
    {
        if (file == name)
            return true;
        if (IsLibraryName(name))
            return file.StartsWith(name + ".", StringComparison.Ordinal);
        return StartsLikeLibrary(file, name) || StartsLikeLibrary(file, "lib" + name);
    }

    private static bool StartsLikeLibrary(string file, string name) =>
        file.StartsWith(name + ".so", StringComparison.Ordinal)
        || (file.StartsWith(name + "-", StringComparison.Ordinal) && file.Length > name.Length + 1 && char.IsAsciiDigit(file[name.Length + 1]) && IsLibraryName(file));

    private static bool IsLibraryName(string name) => name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);

    private static string? FindOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append("/usr/sbin")
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (!OperatingSystem.IsLinux() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private static string? FindLibrary(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (FindIn(folder, name) is { } found)
                return found;
        }

        return FindInCache(name) ?? DefaultFolders().Select(folder => FindIn(folder, name)).FirstOrDefault(path => path is not null);
    }

    private static string? FindInCache(string name)
    {
        LibraryCache? cache = LibraryCache.TryRead(CacheFile);
        return cache?.Libraries
            .Where(library => library.IsFor(RuntimeInformation.ProcessArchitecture) && IsCalled(library.Name, name) && IsElf(library.Path))
            .OrderBy(library => library.Name != name)
            .ThenBy(library => library.NeedsHardware)
            .Select(library => library.Path)
            .FirstOrDefault();
    }

    private static string? FindIn(string folder, string name)
    {
        string exact = Path.Combine(folder, name);
        if (IsElf(exact))
            return exact;
        if (!Directory.Exists(folder))
            return null;
        var options = new EnumerationOptions { IgnoreInaccessible = true, MatchType = MatchType.Simple };
        return Directory.EnumerateFiles(folder, "*.so*", options)
            .Where(path => IsCalled(Path.GetFileName(path), name) && IsElf(path))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>The folders a loader knows without being told, of glibc (with Debian's per-architecture ones) and musl.</summary>
    private static IEnumerable<string> DefaultFolders()
    {
        string triple = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        return [$"/lib/{triple}", $"/usr/lib/{triple}", "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];
    }

    /// <summary>Whether a file is a binary: <c>libc.so</c> of a development package is a text for the linker.</summary>
    private static bool IsElf(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            Span<byte> start = stackalloc byte[4];
            using FileStream file = File.OpenRead(path);
            return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("\u007fELF"u8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
