// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>Symbols of files that processes have mapped. Processes share libraries, so their symbols are shared here while somebody uses them.</summary>
internal static class ModuleSymbols
{
    private const int MostRemembered = 4096;

    private static readonly ConcurrentDictionary<Key, WeakReference<UserSymbols>> Loaded = new();

    private readonly record struct Key(string Path, string Device, ulong Inode, long Length, DateTime Written);

    /// <summary>The symbols of a mapped file; null where it cannot be read or is no ELF file.</summary>
    public static UserSymbols? TryLoad(int processId, string root, in ProcessMapping mapping)
    {
        string path = ProcessFiles.Open(processId, root, mapping);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            var key = new Key(path, mapping.Device, mapping.Inode, file.Length, file.LastWriteTimeUtc);
            if (Loaded.TryGetValue(key, out WeakReference<UserSymbols>? known) && known.TryGetTarget(out UserSymbols? symbols))
                return symbols;
            using ElfImage image = ElfImage.Open(path);
            symbols = UserSymbols.Load(image, DebugFiles.StandardFolders, root, mapping.Path);
            if (Loaded.Count >= MostRemembered)
                Loaded.Clear();
            Loaded[key] = new WeakReference<UserSymbols>(symbols);
            return symbols;
        }
        catch (Exception error) when (error is BpfException or IOException or UnauthorizedAccessException)
        {
            // A data file, an assembly of .NET, or a file that is gone: its addresses print with the file's name.
            return null;
        }
    }
}
