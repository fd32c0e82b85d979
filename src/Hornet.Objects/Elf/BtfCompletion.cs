// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Objects;

/// <summary>
/// Fills in what compilers leave to the loader in <c>.BTF</c>: sizes of data sections, offsets of their variables (kept in ascending order,
/// as the kernel wants them), and static linkage for functions and variables that are hidden.
/// </summary>
internal static class BtfCompletion
{
    private const int SizeField = 8;
    private const int InfoField = 4;
    private const int EntrySize = 12;

    /// <summary>A completed copy of the section.</summary>
    public static byte[] Complete(ElfFile elf, ElfSection section, ILookup<int, ElfSymbol> symbols)
    {
        SectionBytes bytes = elf.Bytes(section);
        byte[] types = bytes.Memory.ToArray();
        bool relocated = Relocate(elf, section, types);
        Btf btf = Btf.Parse(types);
        HashSet<string> hidden = [.. elf.Symbols.Where(symbol => symbol.IsHidden && !symbol.IsUndefined).Select(symbol => symbol.Name)];
        for (uint id = 1; id < btf.TypeCount; id++)
        {
            BtfRecord record = btf.Record(id);
            if (record.Kind == BtfKind.DataSection)
                CompleteSection(elf, btf, id, types, symbols, relocated);
            else if (hidden.Count > 0 && record.Kind is BtfKind.Function or BtfKind.Variable && hidden.Contains(btf.GetString(record.NameOffset)))
                MakeStatic(record, types, elf.IsBigEndian);
        }

        return types;
    }

    /// <summary>Writes a word of a record.</summary>
    public static void Write(byte[] types, int offset, uint value, bool bigEndian)
    {
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(types.AsSpan(offset), value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(types.AsSpan(offset), value);
    }

    /// <summary>Writes the size and the variables of a data section, ordered by offset.</summary>
    public static void WriteSection(byte[] types, BtfRecord record, uint size, IEnumerable<BtfSectionVariable> variables, bool bigEndian)
    {
        Write(types, record.Offset + SizeField, size, bigEndian);
        int at = record.Offset + Btf.TypeHeaderSize;
        foreach (BtfSectionVariable variable in variables.OrderBy(variable => variable.Offset))
        {
            Write(types, at, variable.TypeId, bigEndian);
            Write(types, at + 4, variable.Offset, bigEndian);
            Write(types, at + 8, variable.Size, bigEndian);
            at += EntrySize;
        }
    }

    /// <summary>
    /// Applies the relocations of <c>.BTF</c> or <c>.BTF.ext</c> itself: LLVM leaves offsets of variables to them, binutils offsets of functions.
    /// </summary>
    /// <returns>Whether there were any.</returns>
    public static bool Relocate(ElfFile elf, ElfSection section, byte[] types)
    {
        bool any = false;
        foreach (ElfRelocation relocation in elf.Relocations(section))
        {
            if (relocation.Type is not (ElfRelocationType.Absolute32 or ElfRelocationType.NoLoader32 or ElfRelocationType.Call or ElfRelocationType.GnuData32))
                continue;
            if (relocation.Offset > (ulong)Math.Max(0, types.Length - 4))
                throw elf.Bytes(section).Error($"a relocation at offset {relocation.Offset} lies outside the section");
            int offset = (int)relocation.Offset;
            ElfSymbol symbol = elf.Symbols[relocation.Symbol];
            uint held = elf.Bytes(section).UInt32(offset, "the place of a relocation");
            // binutils up to 2.40 leaves the value of a named symbol in the place already.
            bool placeHoldsValue = relocation.Addend is null && symbol.Type != ElfSymbolType.Section && symbol.Value != 0 && held == symbol.Value;
            Write(types, offset, placeHoldsValue ? held : (uint)(symbol.Value + (ulong)(relocation.Addend ?? held)), elf.IsBigEndian);
            any = true;
        }

        return any;
    }

    private static void CompleteSection(ElfFile elf, Btf btf, uint id, byte[] types, ILookup<int, ElfSymbol> symbols, bool relocated)
    {
        var data = (BtfDataSection)btf[id];
        if (elf.Find(data.Name) is not { } section)
            return;
        uint size = data.Size != 0 ? data.Size : (uint)Math.Min(section.Size, uint.MaxValue);
        IEnumerable<BtfSectionVariable> variables = data.Variables;
        if (!relocated)
        {
            // Without relocations (bpf-gcc) offsets come from the symbols of the same names; unless a linker has filled them in already.
            Dictionary<string, ElfSymbol> byName = [];
            foreach (ElfSymbol symbol in symbols[section.Index])
                byName.TryAdd(symbol.Name, symbol);
            bool complete = data.Size != 0;
            variables = data.Variables.Select(variable =>
                !complete && byName.TryGetValue(btf.NameOf(variable.TypeId), out ElfSymbol symbol) ? variable with { Offset = (uint)symbol.Value } : variable);
        }

        WriteSection(types, btf.Record(id), size, [.. variables], elf.IsBigEndian);
    }

    private static void MakeStatic(BtfRecord record, byte[] types, bool bigEndian)
    {
        if (record.Kind == BtfKind.Function)
        {
            // The linkage of a function is in the count of its info word.
            var info = (uint)BtfKind.Function << 24;
            Write(types, record.Offset + InfoField, info, bigEndian);
        }
        else
        {
            Write(types, record.Offset + Btf.TypeHeaderSize, (uint)BtfLinkage.Static, bigEndian);
        }
    }
}
