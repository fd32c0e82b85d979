// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A place in a user binary where a probe can be put: what <c>perf_event_open(2)</c> and uprobe-multi links ask for.</summary>
/// <param name="Path">The path of the binary.</param>
/// <param name="FileOffset">The place in the file, bytes from its start.</param>
/// <param name="Name">The symbol (mangled), with <c>+0x10</c> where the place is behind its start; empty when only an address was given.</param>
/// <param name="Address">The address as the file's symbols have it.</param>
/// <param name="Size">The size of the function in bytes; 0 when not known.</param>
public sealed record UprobeSymbol(string Path, ulong FileOffset, string Name, ulong Address, ulong Size)
{
    /// <summary>Finds the one place that a text names.</summary>
    /// <param name="path">The path of the binary (see <see cref="LibraryPath"/> for bare names).</param>
    /// <param name="place">
    /// <c>name</c>, <c>name+0x10</c> (bytes behind the start of the function), a name of C++ (<c>ns::Class::method</c>, with or without parameters), or
    /// <c>0x1234</c>: an address as objdump and nm print it.
    /// </param>
    /// <exception cref="SymbolException">There is no such place, or there are several.</exception>
    /// <exception cref="ObjectFormatException">The file is not an ELF file, or damaged.</exception>
    public static UprobeSymbol Resolve(string path, string place) => Resolve(UserSymbols.Load(path), place);

    /// <summary>Finds the one place that a text names, in symbols that were read already.</summary>
    /// <inheritdoc cref="Resolve(string, string)"/>
    public static UprobeSymbol Resolve(UserSymbols symbols, string place)
    {
        IReadOnlyList<UprobeSymbol> found = ResolveAll(symbols, place);
        if (found.Count == 1)
            return found[0];
        string names = string.Join(", ", found.Take(5).Select(symbol => $"{CppName.Demangle(symbol.Name)} (0x{symbol.Address:x})"));
        throw new SymbolException($"{Doing(symbols.Path, place)}: {found.Count} functions match: {names}{(found.Count > 5 ? ", ..." : "")}. Use an address, or a probe on several functions.");
    }

    /// <summary>Finds all places that a text names: the functions of a pattern, or all of one name.</summary>
    /// <param name="path">The path of the binary.</param>
    /// <param name="pattern">What <see cref="Resolve(string, string)"/> takes, or a name with <c>*</c>, <c>?</c> and <c>[a-z]</c>.</param>
    /// <returns>In order of addresses, each place once, at least one.</returns>
    /// <exception cref="SymbolException">There is none.</exception>
    /// <exception cref="ObjectFormatException">The file is not an ELF file, or damaged.</exception>
    public static IReadOnlyList<UprobeSymbol> ResolveAll(string path, string pattern) => ResolveAll(UserSymbols.Load(path), pattern);

    /// <summary>Finds all places that a text names, in symbols that were read already.</summary>
    /// <inheritdoc cref="ResolveAll(string, string)"/>
    public static IReadOnlyList<UprobeSymbol> ResolveAll(UserSymbols symbols, string pattern)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        string doing = Doing(symbols.Path, pattern);
        if (TryParseNumber(pattern, out ulong address))
            return [AtAddress(symbols, address, doing)];

        (string name, ulong offset) = SplitOffset(pattern);
        // A name of C++ may have the letters of patterns too: f(char*), operator[].
        IReadOnlyList<UserSymbol> candidates = symbols.Find(name);
        if (candidates.Count == 0 && GlobPattern.IsPattern(name))
            candidates = symbols.FunctionsLike(name);
        List<UserSymbol> functions = [.. candidates.Where(symbol => symbol.Kind is SymbolKind.Function or SymbolKind.Unspecified).DistinctBy(symbol => symbol.Address)];
        if (functions.Count == 0)
            throw new SymbolException($"{doing}: {WhyNone(symbols, name, candidates)}");
        return [.. functions.Select(symbol => AtSymbol(symbols, symbol, offset, doing))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}:{(Name.Length > 0 ? Name : $"0x{Address:x}")}";

    private static UprobeSymbol AtAddress(UserSymbols symbols, ulong address, string doing)
    {
        SymbolizedAddress named = symbols.Resolve(address);
        string name = !named.IsNamed ? "" : named.Offset == 0 ? named.Name : $"{named.Name}+0x{named.Offset:x}";
        return new UprobeSymbol(symbols.Path, FileOffsetOf(symbols, address, doing), name, address, 0);
    }

    private static UprobeSymbol AtSymbol(UserSymbols symbols, UserSymbol symbol, ulong offset, string doing)
    {
        if (symbol.Size != 0 && offset >= symbol.Size)
            throw new SymbolException($"{doing}: {symbol.Name} is {symbol.Size} bytes long, so offset {offset} lies behind it.");
        string name = offset == 0 ? symbol.Name : $"{symbol.Name}+0x{offset:x}";
        return new UprobeSymbol(symbols.Path, FileOffsetOf(symbols, symbol.Address + offset, doing), name, symbol.Address + offset, symbol.Size);
    }

    private static ulong FileOffsetOf(UserSymbols symbols, ulong address, string doing)
    {
        if (symbols.Segments.TryGetFileOffset(address, out ulong offset))
            return offset;
        throw new SymbolException(symbols.Segments.Count == 0
            ? $"{doing}: the file has nothing that is loaded into memory; it is a relocatable object or a debug file, not the program that runs."
            : $"{doing}: address 0x{address:x} lies outside everything that is loaded from the file.");
    }

    private static string WhyNone(UserSymbols symbols, string name, IReadOnlyList<UserSymbol> candidates)
    {
        if (candidates.Any(symbol => symbol.Kind == SymbolKind.IndirectFunction))
            return "it is an indirect function: the dynamic loader picks one of several implementations, whose names usually contain this one (list them with a pattern) and may need the debug symbols of the library.";
        if (candidates.Count > 0)
            return "it is data, not a function.";
        if (symbols.Imports(name))
            return "the file only calls it; the function itself is in a library: probe that file.";
        if (symbols.Count == 0)
            return "the file has no symbols at all and no debug file was found for it; use an address, or install its debug symbols.";
        return "there is no such function. It may be inlined, or static in a stripped file whose debug symbols are not installed.";
    }

    /// <summary><c>name+0x10</c> in its two parts. C++ operators have a plus sign too, which no number follows.</summary>
    private static (string Name, ulong Offset) SplitOffset(string text)
    {
        int plus = text.LastIndexOf('+');
        return plus > 0 && TryParseNumber(text[(plus + 1)..], out ulong offset) ? (text[..plus], offset) : (text, 0);
    }

    private static bool TryParseNumber(string text, out ulong number) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Doing(string path, string place) => $"Looking for '{place}' in '{path}'";
}
