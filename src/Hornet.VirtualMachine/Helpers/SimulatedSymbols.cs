// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Text;

namespace Hornet.VirtualMachines;

/// <summary>The symbols of the simulated kernel: what <c>/proc/kallsyms</c> would list. Programs see them by <c>%ps</c>, <c>%pS</c> and <c>bpf_kallsyms_lookup_name</c>.</summary>
public sealed class SimulatedSymbols
{
    private readonly Lock _lock = new();
    private volatile Symbol[] _symbols = [];

    /// <summary>Adds a symbol.</summary>
    /// <param name="name">Its name; ASCII.</param>
    /// <param name="address">The address of its first byte.</param>
    /// <param name="size">Its length in bytes, at least 1.</param>
    public void Add(string name, ulong address, ulong size = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfZero(size);
        lock (_lock)
        {
            List<Symbol> symbols = [.. _symbols, new Symbol(Encoding.ASCII.GetBytes(name), address, size)];
            symbols.Sort((left, right) => left.Address.CompareTo(right.Address));
            _symbols = [.. symbols];
        }
    }

    /// <summary>The address of a symbol, or null.</summary>
    /// <param name="name">Its name without a terminator.</param>
    internal ulong? Find(ReadOnlySpan<byte> name)
    {
        foreach (Symbol symbol in _symbols)
        {
            if (name.SequenceEqual(symbol.Name))
                return symbol.Address;
        }

        return null;
    }

    /// <summary>Writes the name of the symbol an address lies in; returns the length, 0 when there is none.</summary>
    internal int Write(ulong address, bool withOffset, scoped Span<byte> destination)
    {
        Symbol[] symbols = _symbols;
        int at = symbols.Length - 1;
        while (at >= 0 && symbols[at].Address > address)
            at--;
        if (at < 0 || address - symbols[at].Address >= symbols[at].Size)
            return 0;

        Symbol symbol = symbols[at];
        // Room for "+0x", "/0x" and two numbers of 16 digits.
        const int OffsetLength = 40;
        int length = Math.Min(symbol.Name.Length, destination.Length - OffsetLength);
        if (length <= 0)
            return 0;
        symbol.Name.AsSpan(0, length).CopyTo(destination);
        if (!withOffset)
            return length;
        length += WriteHex("+0x"u8, address - symbol.Address, destination[length..]);
        return length + WriteHex("/0x"u8, symbol.Size, destination[length..]);
    }

    private static int WriteHex(ReadOnlySpan<byte> prefix, ulong number, Span<byte> destination)
    {
        prefix.CopyTo(destination);
        Utf8Formatter.TryFormat(number, destination[prefix.Length..], out int written, new System.Buffers.StandardFormat('x'));
        return prefix.Length + written;
    }

    private sealed record Symbol(byte[] Name, ulong Address, ulong Size);
}
