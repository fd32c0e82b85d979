// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;
using FilePath = System.IO.Path;

namespace Hornet.Linux;

/// <summary>
/// Finds the separate file with the symbols of a stripped binary, as debuggers do ("Separate Debug Files" in GDB's manual): by build id, or by the name in
/// <c>.gnu_debuglink</c> beside the binary, in <c>.debug</c> beside it, and under the debug folders.
/// </summary>
internal static class DebugFiles
{
    /// <summary>Where distributions install them.</summary>
    public static IReadOnlyList<string> StandardFolders { get; } = ["/usr/lib/debug"];

    /// <summary>The path of the debug file, or null where there is none that belongs to the image.</summary>
    /// <param name="image">The stripped image.</param>
    /// <param name="path">The path of the image in its own file system, for names beside it.</param>
    /// <param name="folders">The debug folders.</param>
    /// <param name="root">What to put before absolute paths (<c>/proc/PID/root</c>), or an empty text.</param>
    public static string? Find(ElfImage image, string path, IReadOnlyList<string> folders, string root = "")
    {
        string id = image.BuildId;
        if (id.Length > 2)
        {
            foreach (string candidate in folders.Select(folder => $"{root}{folder}/.build-id/{id[..2]}/{id[2..]}.debug"))
            {
                if (HasBuildId(candidate, id))
                    return candidate;
            }
        }

        return FindByLink(image, path, folders, root);
    }

    private static string? FindByLink(ElfImage image, string path, IReadOnlyList<string> folders, string root)
    {
        if (!TryGetLink(image, out string name, out uint checksum))
            return null;
        string folder = FilePath.GetDirectoryName(FilePath.GetFullPath(path)) ?? "/";
        IEnumerable<string> places = [FilePath.Combine(folder, name), FilePath.Combine(folder, ".debug", name), .. folders.Select(debug => $"{debug}{folder}/{name}")];
        foreach (string candidate in places.Select(place => root + place))
        {
            // The link may name the file itself.
            if (candidate != image.Path && HasChecksum(candidate, checksum))
                return candidate;
        }

        return null;
    }

    /// <summary>The section holds a file name, zero bytes up to a multiple of four, and the CRC-32 of the file.</summary>
    private static bool TryGetLink(ElfImage image, out string name, out uint checksum)
    {
        name = "";
        checksum = 0;
        if (!image.TryGetSection(".gnu_debuglink", out ElfSectionHeader? section) || section.Value.Size is < 8 or > 4096)
            return false;
        ElfPiece piece = image.Read(section.Value);
        ReadOnlySpan<byte> text = piece.TextBytes(0, piece.Length);
        name = Encoding.UTF8.GetString(text);
        int at = (text.Length + 4) & ~3;
        if (at + 4 > piece.Length || name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
            return false;
        checksum = piece.UInt32(at);
        return true;
    }

    private static bool HasBuildId(string path, string id)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using ElfImage image = ElfImage.Open(path);
            return image.BuildId == id;
        }
        catch (Exception error) when (error is SymbolException or ObjectFormatException)
        {
            // A damaged file under the debug folder is as good as none: the binary itself has symbols too.
            return false;
        }
    }

    private static bool HasChecksum(string path, uint checksum)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using FileStream file = File.OpenRead(path);
            return Crc32.Of(file) == checksum;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
