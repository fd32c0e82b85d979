// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// Reads the lines of <c>/proc/kallsyms</c> (<c>ffffffff81000000 T name [module]</c>, a tab before the module; kernel/kallsyms.c, s_show) from bytes, and
/// allocates nothing a line.
/// </summary>
internal sealed class KernelSymbolParser
{
    private const int ChunkSize = 256 * 1024;

    /// <summary>KSYM_NAME_LEN is 512; a line that is longer than this is not one of the kernel's.</summary>
    private const int LongestLine = 4096;

    private readonly ArrayBufferWriter<byte> _names = new(4 << 20);
    private readonly List<SymbolEntry> _entries = new(160_000);
    private readonly List<string> _modules = [""];
    private ulong _anyAddress;

    /// <summary>The sorted symbols.</summary>
    public SymbolTable Table() => new(_names.WrittenSpan.ToArray(), [.. _entries], withVersions: false);

    /// <summary>The names of modules by number; number 0 is the kernel itself.</summary>
    public string[] Modules() => [.. _modules];

    /// <summary>Whether there were symbols and all their addresses were zero.</summary>
    public bool AddressesHidden => _entries.Count > 0 && _anyAddress == 0;

    /// <summary>Reads all lines.</summary>
    /// <exception cref="SymbolException">A line is not one of kallsyms.</exception>
    public void Read(Stream stream)
    {
        byte[] buffer = new byte[ChunkSize];
        int kept = 0;
        while (true)
        {
            int count = stream.Read(buffer, kept, buffer.Length - kept);
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, kept + count);
            for (int end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                Line(rest[..end]);
                rest = rest[(end + 1)..];
            }

            if (count == 0)
            {
                Line(rest);
                return;
            }

            if (rest.Length > LongestLine)
                throw Fault(rest[..80]);
            kept = rest.Length;
            rest.CopyTo(buffer);
        }
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return;
        int space = line.IndexOf((byte)' ');
        if (space < 1 || line.Length < space + 4 || line[space + 2] != ' '
            || !System.Buffers.Text.Utf8Parser.TryParse(line[..space], out ulong address, out int used, 'x') || used != space)
        {
            throw Fault(line);
        }

        ReadOnlySpan<byte> name = line[(space + 3)..];
        ushort module = 0;
        int tab = name.IndexOf((byte)'\t');
        if (tab >= 0)
        {
            module = Module(name[(tab + 1)..]);
            name = name[..tab];
        }

        // A table past 2 GiB of names cannot be: the kernel's would not fit into its own.
        _entries.Add(new SymbolEntry { Address = address, Name = _names.WrittenCount, Type = line[space + 1], Module = module });
        Span<byte> room = _names.GetSpan(name.Length + 1);
        name.CopyTo(room);
        room[name.Length] = 0;
        _names.Advance(name.Length + 1);
        _anyAddress |= address;
    }

    /// <summary>The number of a module, from <c>[name]</c>. Symbols of one module follow each other.</summary>
    private ushort Module(ReadOnlySpan<byte> text)
    {
        string name = Encoding.UTF8.GetString(text.Trim("[] \t\r"u8));
        int number = _modules.LastIndexOf(name);
        if (number < 0)
        {
            if (_modules.Count > ushort.MaxValue)
                return 0;
            number = _modules.Count;
            _modules.Add(name);
        }

        return (ushort)number;
    }

    private static SymbolException Fault(ReadOnlySpan<byte> line) =>
        new($"Reading kernel symbols: '{Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)])}' is not a line of kallsyms.");
}
