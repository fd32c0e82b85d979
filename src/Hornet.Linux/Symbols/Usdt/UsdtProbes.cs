// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The USDT probes of a binary, from the notes that &lt;sys/sdt.h&gt; leaves in section <c>.note.stapsdt</c> (owner <c>stapsdt</c>, type 3: three addresses, then provider,
/// name and arguments as texts).
/// </summary>
public static class UsdtProbes
{
    private const uint NoteType = 3;
    private const int LongestText = 4096;

    /// <summary>All probes of a binary, in the file's order.</summary>
    /// <param name="path">The path of the binary (see <see cref="LibraryPath"/> for bare names).</param>
    /// <exception cref="SymbolException">The file cannot be opened.</exception>
    /// <exception cref="ObjectFormatException">It is not an ELF file, or damaged.</exception>
    public static IReadOnlyList<UsdtProbe> In(string path)
    {
        using ElfImage image = ElfImage.Open(path);
        return In(image);
    }

    /// <summary>All probes of an image, in the file's order.</summary>
    /// <exception cref="ObjectFormatException">The image is damaged.</exception>
    public static IReadOnlyList<UsdtProbe> In(ElfImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        List<UsdtProbe> probes = [];
        Lazy<UserSymbols> symbols = new(() => UserSymbols.Load(image));
        foreach (ElfSectionHeader section in image.Sections)
        {
            if (section.Type != ElfSectionHeader.Note || section.Name != ".note.stapsdt")
                continue;
            ElfPiece piece = image.Read(section);
            foreach (ElfNotes.Note note in ElfNotes.Read(piece))
            {
                if (note is { Owner: "stapsdt", Type: NoteType })
                    probes.Add(ReadProbe(image, piece, note, symbols));
            }
        }

        return probes;
    }

    /// <summary>All places of the probes that a provider and a name select.</summary>
    /// <param name="path">The path of the binary.</param>
    /// <param name="provider">The provider; may have <c>*</c>, <c>?</c> and <c>[a-z]</c>; empty for any.</param>
    /// <param name="name">The name; may be a pattern too.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="SymbolException">The file cannot be opened, or has no such probe.</exception>
    /// <exception cref="ObjectFormatException">It is not an ELF file, or damaged.</exception>
    public static IReadOnlyList<UsdtProbe> Find(string path, string provider, string name)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentException.ThrowIfNullOrEmpty(name);
        IReadOnlyList<UsdtProbe> all = In(path);
        GlobPattern providers = new(provider.Length == 0 ? "*" : provider), names = new(name);
        List<UsdtProbe> found = [.. all.Where(probe => providers.Matches(probe.Provider) && names.Matches(probe.Name))];
        if (found.Count > 0)
            return found;
        string doing = $"Looking for the USDT probe '{(provider.Length == 0 ? name : $"{provider}:{name}")}' in '{path}'";
        if (all.Count == 0)
            throw new SymbolException($"{doing}: the file has no USDT probes; it may have been built without them.");
        IEnumerable<string> there = all.Select(probe => $"{probe.Provider}:{probe.Name}").Distinct();
        throw new SymbolException($"{doing}: there is none of that name. There are {string.Join(", ", there.Take(12))}{(there.Count() > 12 ? ", ..." : "")}.");
    }

    private static UsdtProbe ReadProbe(ElfImage image, ElfPiece piece, in ElfNotes.Note note, Lazy<UserSymbols> symbols)
    {
        int word = image.Is64Bit ? 8 : 4;
        if (note.Size < (3 * word) + 3)
            throw piece.Error($"a probe of {note.Size} bytes is too short", note.At);
        ulong location = piece.Word(note.At);
        ulong noteBase = piece.Word(note.At + word);
        ulong semaphore = piece.Word(note.At + (2 * word));
        int at = note.At + (3 * word), end = note.At + note.Size;
        string provider = Text(piece, ref at, end), name = Text(piece, ref at, end), arguments = Text(piece, ref at, end);

        // When the file was moved after linking (prelink), the base section moved with the code, and the note kept what it was.
        if (noteBase != 0 && image.TryGetSection(".stapsdt.base", out ElfSectionHeader? baseSection))
        {
            ulong moved = unchecked(baseSection.Value.Address - noteBase);
            location = unchecked(location + moved);
            if (semaphore != 0)
                semaphore = unchecked(semaphore + moved);
        }

        if (!image.TryGetFileOffset(location, out ulong fileOffset))
            throw piece.Error($"probe {provider}:{name} is at address 0x{location:x}, outside everything that is loaded from the file", note.At);
        ulong semaphoreOffset = 0;
        if (semaphore != 0 && !image.TryGetFileOffset(semaphore, out semaphoreOffset))
            throw piece.Error($"the semaphore of probe {provider}:{name} is at address 0x{semaphore:x}, outside everything that is loaded from the file", note.At);

        return new UsdtProbe
        {
            Path = image.Path,
            Provider = provider,
            Name = name,
            Address = location,
            FileOffset = fileOffset,
            SemaphoreAddress = semaphore,
            SemaphoreFileOffset = semaphoreOffset,
            Arguments = [.. UsdtArgument.Split(arguments).Select(argument => UsdtArgument.Parse(argument, image.Machine, SymbolAddress, location))],
        };

        ulong? SymbolAddress(string symbol) => symbols.Value.Find(symbol) is [var first, ..] ? first.Address : null;
    }

    private static string Text(ElfPiece piece, ref int at, int end)
    {
        ReadOnlySpan<byte> text = piece.TextBytes(at, Math.Min(end - at, LongestText));
        at = Math.Min(end, at + text.Length + 1);
        return Encoding.UTF8.GetString(text);
    }
}
