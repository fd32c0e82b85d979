// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// The symbols of the running kernel: <c>/proc/kallsyms</c> read once and kept in little memory. A value without handles; safe for use from several threads.
/// </summary>
public sealed class KernelSymbols
{
    private const string Path = "/proc/kallsyms";

    /// <summary>A symbol's size is not known; what lies farther behind the last one of a module belongs to none.</summary>
    private const ulong Reach = 1 << 20;

    /// <summary>Kernel addresses are in the upper half on x86-64 and arm64; what is below are offsets of per-CPU variables.</summary>
    private const ulong UpperHalf = 1UL << 63;

    private static readonly Lock Gate = new();
    private static volatile KernelSymbols? s_current;

    private readonly SymbolTable _table;
    private readonly string[] _modules;

    private KernelSymbols(KernelSymbolParser parser)
    {
        _table = parser.Table();
        _modules = parser.Modules();
        AddressesHidden = parser.AddressesHidden;
    }

    /// <summary>The symbols as they were when first asked for in this process, or at the last <see cref="Reload"/>.</summary>
    /// <exception cref="SymbolException">The kernel's list cannot be read.</exception>
    public static KernelSymbols Current
    {
        get
        {
            if (s_current is { } current)
                return current;
            lock (Gate)
                return s_current ??= Load();
        }
    }

    /// <summary>The number of symbols.</summary>
    public int Count => _table.Count;

    /// <summary>Whether the kernel showed names only; every address is then 0.</summary>
    public bool AddressesHidden { get; }

    /// <summary>Reads the kernel's list again, after modules or BPF programs came or went, and makes it <see cref="Current"/>.</summary>
    /// <exception cref="SymbolException">The kernel's list cannot be read.</exception>
    public static KernelSymbols Reload()
    {
        KernelSymbols loaded = Load();
        lock (Gate)
            s_current = loaded;
        return loaded;
    }

    /// <summary>All symbols with a name, in order of addresses. Static functions of several files may share a name.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="module">Only symbols of this module; empty for the kernel itself; null for any.</param>
    public IReadOnlyList<KernelSymbol> Find(string name, string? module = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        List<KernelSymbol> found = [];
        for (int i = _table.First(bytes); i >= 0; i = _table.Next(i, bytes))
        {
            if (module is null || _modules[_table[i].Module] == module)
                found.Add(Symbol(i));
        }

        return found;
    }

    /// <summary>Whether there is a symbol with a name.</summary>
    public bool Contains(string name) => _table.First(Encoding.UTF8.GetBytes(name)) >= 0;

    /// <summary>The address of the one symbol with a name.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="module">Only symbols of this module; empty for the kernel itself; null for any.</param>
    /// <exception cref="SymbolException">There is none, there are several with different addresses, or the kernel hides addresses.</exception>
    public ulong AddressOf(string name, string? module = null)
    {
        IReadOnlyList<KernelSymbol> found = Find(name, module);
        if (found.Count == 0)
            throw new SymbolException($"Looking up the kernel symbol '{name}': this kernel{(string.IsNullOrEmpty(module) ? "" : $"'s module {module}")} has no such symbol. It may be of another version, inlined, or in a module that is not loaded.");
        ThrowIfHidden($"Looking up the kernel symbol '{name}'");
        if (found[0].Address != found[^1].Address)
            throw new SymbolException($"Looking up the kernel symbol '{name}': {found.Count} symbols have this name, at {string.Join(", ", found.Select(symbol => $"0x{symbol.Address:x}"))}. Use an address.");
        return found[0].Address;
    }

    /// <summary>The symbol a kernel address lies in, and the distance from its start.</summary>
    /// <returns>A value without a name where the address belongs to no symbol.</returns>
    /// <exception cref="SymbolException">The kernel hides addresses.</exception>
    public SymbolizedAddress Resolve(ulong address)
    {
        ThrowIfHidden($"Looking up the kernel address 0x{address:x}");
        int index = address < UpperHalf ? -1 : _table.Enclosing(address, Reach);
        if (index < 0 || _table[index].Address < UpperHalf)
            return new SymbolizedAddress(address, SymbolSource.Unknown, "", 0);
        return new SymbolizedAddress(address, SymbolSource.Kernel, _table.Name(index), address - _table[index].Address, _modules[_table[index].Module]);
    }

    /// <summary>All functions whose name matches a pattern, in order of addresses.</summary>
    internal IEnumerable<KernelSymbol> Functions(GlobPattern pattern, GlobPattern? module)
    {
        for (int i = 0; i < _table.Count; i++)
        {
            if (KernelSymbol.IsFunctionType(_table[i].Type) && pattern.Matches(_table.NameBytes(i)) && (module is null || module.Matches(_modules[_table[i].Module])))
                yield return Symbol(i);
        }
    }

    /// <summary>Reads a list of symbols in the format of kallsyms.</summary>
    /// <exception cref="SymbolException">A line is not one of kallsyms.</exception>
    internal static KernelSymbols Read(Stream stream)
    {
        var parser = new KernelSymbolParser();
        parser.Read(stream);
        return new KernelSymbols(parser);
    }

    private static KernelSymbols Load()
    {
        try
        {
            using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            KernelSymbols symbols = Read(stream);
            return symbols.Count > 0 ? symbols : throw new SymbolException($"Reading kernel symbols: {Path} is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SymbolException($"Reading kernel symbols: {Path} cannot be read ({error.Message}). The kernel needs CONFIG_KALLSYMS, and /proc must be mounted.", error);
        }
    }

    private KernelSymbol Symbol(int index)
    {
        ref readonly SymbolEntry entry = ref _table[index];
        return new KernelSymbol(_table.Name(index), entry.Address, (char)entry.Type, _modules[entry.Module]);
    }

    private void ThrowIfHidden(string doing)
    {
        if (!AddressesHidden)
            return;
        throw new SymbolException($"{doing}: the kernel hides addresses from this process. Run as root or with CAP_SYSLOG, and see /proc/sys/kernel/kptr_restrict (now {Restriction()}; 2 hides them from everybody).");
    }

    private static string Restriction()
    {
        const string Setting = "/proc/sys/kernel/kptr_restrict";
        try
        {
            return File.ReadAllText(Setting).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }
}
