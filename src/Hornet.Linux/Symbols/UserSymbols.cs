// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The symbols of an executable or a library: those of its own tables (<c>.symtab</c>, <c>.dynsym</c>) and, when it is stripped, those of its separate debug file. A value
/// without handles: it stays good when the file is replaced or removed. Safe for use from several threads.
/// </summary>
public sealed class UserSymbols
{
    /// <summary>How far a label without a size reaches.</summary>
    private const ulong Reach = 1 << 20;

    private readonly SymbolTable _table;
    private readonly int[] _imported;

    private UserSymbols(ElfImage image, ElfSymbolReader reader, string? debugFile)
    {
        Path = image.Path;
        BuildId = image.BuildId;
        Segments = [.. image.Segments];
        DebugFile = debugFile ?? "";
        _table = reader.Table();
        _imported = reader.Imported();
    }

    /// <summary>The path the symbols were read from.</summary>
    public string Path { get; }

    /// <summary>The build id in lower-case hexadecimal digits; empty where there is none.</summary>
    public string BuildId { get; }

    /// <summary>The path of the separate debug file; empty where none was needed or found.</summary>
    public string DebugFile { get; }

    /// <summary>The parts of the file that are mapped into memory.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>The number of symbols.</summary>
    public int Count => _table.Count;

    /// <summary>Reads the symbols of a file.</summary>
    /// <exception cref="SymbolException">The file cannot be opened.</exception>
    /// <exception cref="ObjectFormatException">It is not an ELF file, or damaged.</exception>
    public static UserSymbols Load(string path)
    {
        using ElfImage image = ElfImage.Open(path);
        return Load(image, DebugFiles.StandardFolders);
    }

    /// <summary>Reads the symbols of an image.</summary>
    /// <exception cref="SymbolException">A file cannot be read.</exception>
    /// <exception cref="ObjectFormatException">It is damaged.</exception>
    public static UserSymbols Load(ElfImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Load(image, DebugFiles.StandardFolders);
    }

    /// <summary>
    /// All symbols with a name, in order of addresses. Static functions of several files may share one. A name of C++ is also found as people write it: <c>ns::Class::method</c>
    /// (every overload), <c>ns::Class::method(int)</c> (spaces do not matter), or <c>function</c>.
    /// </summary>
    public IReadOnlyList<UserSymbol> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        List<UserSymbol> found = [];
        for (int i = _table.First(bytes); i >= 0; i = _table.Next(i, bytes))
            found.Add(Symbol(i));
        return found.Count > 0 ? found : FindCpp(name);
    }

    /// <summary>
    /// All functions whose name matches a pattern with <c>*</c>, <c>?</c> and <c>[a-z]</c>, in order of addresses. A pattern with <c>::</c> is matched against the names of C++ as
    /// people write them, without and with parameters. The seldom used rests of functions (<c>name.cold</c>), which are not called, match only a pattern that says <c>.cold</c>.
    /// </summary>
    public IReadOnlyList<UserSymbol> FunctionsLike(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var glob = new GlobPattern(pattern);
        bool isCpp = pattern.Contains("::", StringComparison.Ordinal);
        bool wantsColdParts = pattern.Contains(".cold", StringComparison.Ordinal);
        List<UserSymbol> found = [];
        for (int i = 0; i < _table.Count; i++)
        {
            if (_table[i].Type != (byte)SymbolKind.Function || (IsColdPart(i) && !wantsColdParts))
                continue;
            bool matches = isCpp
                ? IsCpp(i) && CppName.TryDemangle(_table.Name(i), out string text) && (glob.Matches(text) || glob.Matches(CppName.WithoutParameters(_table.Name(i))))
                : glob.Matches(_table.NameBytes(i));
            if (matches)
                found.Add(Symbol(i));
        }

        return found;
    }

    /// <summary>The symbol an address lies in.</summary>
    /// <param name="address">An address as symbols have it, not where the loader put it.</param>
    /// <returns>A value without a name where the address belongs to no symbol.</returns>
    public SymbolizedAddress Resolve(ulong address)
    {
        int index = _table.Enclosing(address, Reach);
        return index < 0
            ? new SymbolizedAddress(address, SymbolSource.File, "", address, Path, BuildId)
            : new SymbolizedAddress(address, SymbolSource.File, _table.Name(index), address - _table[index].Address, Path, BuildId);
    }

    /// <summary>Reads the symbols of an image, with given debug folders.</summary>
    internal static UserSymbols Load(ElfImage image, IReadOnlyList<string> debugFolders, string root = "", string? pathInRoot = null)
    {
        var reader = new ElfSymbolReader();
        bool isStripped = !reader.Read(image, ElfSectionHeader.SymbolTable);
        reader.Read(image, ElfSectionHeader.DynamicSymbols);
        string? debugFile = isStripped ? DebugFiles.Find(image, pathInRoot ?? image.Path, debugFolders, root) : null;
        if (debugFile is not null)
        {
            using ElfImage debug = ElfImage.Open(debugFile);
            reader.Read(debug, ElfSectionHeader.SymbolTable);
        }

        return new UserSymbols(image, reader, debugFile);
    }

    /// <summary>Whether the program uses a function of this name that it does not have.</summary>
    internal bool Imports(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return Array.Exists(_imported, start => _table.NameAt(start).SequenceEqual(bytes));
    }

    private List<UserSymbol> FindCpp(string name)
    {
        string wanted = WithoutSpaces(name);
        byte[] hint = LastWord(name);
        List<UserSymbol> found = [], clones = [];
        for (int i = 0; i < _table.Count; i++)
        {
            // Reading a mangled name costs more than looking for a word in it.
            if (!IsCpp(i) || IsColdPart(i) || _table.NameBytes(i).IndexOf(hint) < 0)
                continue;
            string mangled = _table.Name(i);
            if (WithoutSpaces(CppName.WithoutParameters(mangled)) == wanted || WithoutSpaces(WithoutClones(CppName.Demangle(mangled))) == wanted)
                (mangled.Contains('.', StringComparison.Ordinal) ? clones : found).Add(Symbol(i));
        }

        // A copy that the compiler made (name.constprop.0) stands for the function where there is no other.
        return found.Count > 0 ? found : clones;
    }

    /// <summary>Whether a symbol is the seldom used rest of a function (<c>name.cold</c>), which is jumped into and never called.</summary>
    private bool IsColdPart(int index) => _table.NameBytes(index).EndsWith(".cold"u8);

    private bool IsCpp(int index) => _table.NameBytes(index).StartsWith("_Z"u8);

    private static string WithoutClones(string text) => text.IndexOf(" [clone ", StringComparison.Ordinal) is var clones and >= 0 ? text[..clones] : text;

    private static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>
    /// The function's own word in <c>ns::Class::method(int)</c>, which its mangled name has as it is; empty where there is none of that kind: operators, and constructors of the
    /// standard library's abbreviated names.
    /// </summary>
    private static byte[] LastWord(string name)
    {
        int end = name.IndexOfAny(['(', '<']);
        string path = (end < 0 ? name : name[..end]).TrimEnd();
        string word = path[(path.LastIndexOf(':') + 1)..].TrimStart('~');
        bool isWord = word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        return isWord && !word.StartsWith("basic_", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(word) : [];
    }

    private UserSymbol Symbol(int index)
    {
        ref readonly SymbolEntry entry = ref _table[index];
        return new UserSymbol(_table.Name(index), entry.Address, entry.Size, (SymbolKind)entry.Type);
    }
}
