// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>What an instruction or a pointer in data refers to.</summary>
internal enum ReferenceTargetKind
{
    Function,
    Map,
    MapValue,
    Extern,
}

/// <summary>The target of a relocation. <paramref name="Addend"/> counts bytes inside a map's value or from an extern.</summary>
internal readonly record struct ReferenceTarget(
    ReferenceTargetKind Kind, string Name, long Addend = 0, bool IsWeak = false, ElfFunction? Function = null, int Slot = 0);

/// <summary>Finds what relocations refer to: functions, maps, places in data sections and externs.</summary>
internal sealed class ReferenceResolver
{
    private readonly ElfFile _elf;
    private readonly Dictionary<int, CodeSection> _code = [];
    private readonly Dictionary<int, string> _dataMaps = [];
    private readonly Dictionary<(int Section, ulong Offset), string> _maps = [];
    private readonly Dictionary<int, int> _mapSections = [];
    private readonly Dictionary<string, (string Map, long Offset)> _configuration = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether places that refer to named symbols already hold the symbol's offset in its section, as binutils up to 2.40 writes them.
    /// LLVM and later binutils leave only the addend, which for named symbols is 0.
    /// </summary>
    private bool _placesHoldSymbolValues;

    public ReferenceResolver(ElfFile elf) => _elf = elf;

    public IEnumerable<CodeSection> Code => _code.Values;

    public void Add(CodeSection section) => _code.Add(section.Section.Index, section);

    /// <summary>Declares that a section's bytes are the value of a map.</summary>
    public void AddDataSection(int section, string map) => _dataMaps.Add(section, map);

    /// <summary>Declares that a map is defined at an offset of a section of map definitions.</summary>
    public void AddMap(int section, ulong offset, string map)
    {
        _maps.TryAdd((section, offset), map);
        _mapSections[section] = _mapSections.GetValueOrDefault(section) + 1;
    }

    /// <summary>Declares that an extern is a variable of the map of configuration values.</summary>
    public void AddConfiguration(string name, string map, long offset) => _configuration[name] = (map, offset);

    /// <summary>Finds out how the compiler left the places of relocations; needs all code sections.</summary>
    public void Prepare()
    {
        int inclusive = 0;
        foreach (CodeSection section in _code.Values)
        {
            foreach (ElfRelocation relocation in _elf.Relocations(section.Section))
            {
                ElfSymbol symbol = _elf.Symbols[relocation.Symbol];
                if (relocation is not { Addend: null, Type: ElfRelocationType.WideLoad } || symbol.Type == ElfSymbolType.Section || symbol.IsUndefined || symbol.Value == 0)
                    continue;
                int slot = (int)(relocation.Offset / Instruction.SizeInBytes);
                if ((uint)section.Instructions[slot].Immediate < symbol.Value)
                    return;
                inclusive++;
            }
        }

        _placesHoldSymbolValues = inclusive > 0;
    }

    /// <summary>What an instruction's relocation refers to.</summary>
    public ReferenceTarget Resolve(CodeSection section, int slot, Instruction instruction, ElfRelocation relocation)
    {
        ElfSymbol symbol = _elf.Symbols[relocation.Symbol];
        if (symbol.IsUndefined)
            return Extern(symbol, relocation.Addend ?? 0);

        bool isSection = symbol.Type == ElfSymbolType.Section;
        if (instruction.Opcode == CodeSection.Call)
        {
            // A call counts instructions from the next one: -1 stands for the symbol itself. binutils up to 2.40 counts bytes for named symbols.
            long ahead = relocation.Addend is { } addend ? addend / Instruction.SizeInBytes : instruction.Immediate + 1L;
            if (!isSection && relocation.Addend is null && symbol.Value != 0 && (ulong)ahead == symbol.Value)
                ahead = 0;
            return Function(section, slot, symbol, unchecked((long)symbol.Value) + (ahead * Instruction.SizeInBytes));
        }

        long offset = relocation.Addend ?? instruction.Immediate;
        bool placeHoldsValue = relocation.Addend is null && !isSection && _placesHoldSymbolValues;
        return Resolve(symbol, placeHoldsValue ? offset : unchecked((long)symbol.Value) + offset, section.Name, (long)slot * Instruction.SizeInBytes)
            ?? throw Fault(section.Name, slot, symbol, "is in a section that holds neither maps, data nor code");
    }

    /// <summary>What a symbol and an offset in its section mean; null for a section without meaning.</summary>
    /// <param name="symbol">A symbol.</param>
    /// <param name="offset">The offset in the symbol's section.</param>
    /// <param name="from">The section that refers to it, for errors.</param>
    /// <param name="place">The offset of the place that refers to it, for errors.</param>
    public ReferenceTarget? Resolve(ElfSymbol symbol, long offset, string from, long place)
    {
        if (symbol.IsUndefined)
            return Extern(symbol, offset);
        if (symbol.Section >= _elf.Sections.Length)
        {
            throw new ObjectFormatException(
                $"Resolving section '{from}': symbol '{symbol.Name}' at offset {place} is absolute or common; is a global variable without a definition?", from, place);
        }

        if (_mapSections.ContainsKey(symbol.Section))
        {
            return _maps.TryGetValue((symbol.Section, unchecked((ulong)offset)), out string? map)
                ? new ReferenceTarget(ReferenceTargetKind.Map, map)
                : throw new ObjectFormatException(
                    $"Resolving section '{from}': offset {place} refers to offset {offset} of section '{_elf.Sections[symbol.Section].Name}', where no map starts.", from, place);
        }

        if (_dataMaps.TryGetValue(symbol.Section, out string? data))
            return new ReferenceTarget(ReferenceTargetKind.MapValue, data, offset);
        if (!_code.TryGetValue(symbol.Section, out CodeSection? code) || offset < 0 || offset % Instruction.SizeInBytes != 0)
            return null;
        int slot = (int)Math.Min(offset / Instruction.SizeInBytes, int.MaxValue);
        return code.FunctionAt(slot) is { } function
            ? new ReferenceTarget(ReferenceTargetKind.Function, function.Name, Function: function, Slot: slot)
            : null;
    }

    /// <summary>What a pointer in data refers to; null for a section without meaning.</summary>
    /// <param name="bytes">The section that holds the pointer.</param>
    /// <param name="relocation">Its relocation.</param>
    /// <param name="size">The pointer's size in bytes, 8 or 4.</param>
    public ReferenceTarget? ResolveData(SectionBytes bytes, ElfRelocation relocation, out int size)
    {
        size = relocation.Type is ElfRelocationType.Absolute32 or ElfRelocationType.NoLoader32 or ElfRelocationType.Call or ElfRelocationType.GnuData32 ? 4 : 8;
        ElfSymbol symbol = _elf.Symbols[relocation.Symbol];
        long place = unchecked((long)relocation.Offset);
        long held = unchecked(size == 4 ? (int)bytes.UInt32(place, "a pointer") : (long)bytes.UInt64(place, "a pointer"));
        long offset = relocation.Addend ?? held;
        bool placeHoldsValue = relocation.Addend is null && symbol.Type != ElfSymbolType.Section && _placesHoldSymbolValues;
        return Resolve(symbol, placeHoldsValue || symbol.IsUndefined ? offset : unchecked((long)symbol.Value + offset), bytes.Section ?? "", place);
    }

    private ReferenceTarget Function(CodeSection section, int slot, ElfSymbol symbol, long offset)
    {
        ReferenceTarget? target = _code.ContainsKey(symbol.Section) ? Resolve(symbol, offset, section.Name, (long)slot * Instruction.SizeInBytes) : null;
        return target ?? throw Fault(section.Name, slot, symbol, $"(offset {offset} of its section) is no function");
    }

    private ReferenceTarget Extern(ElfSymbol symbol, long addend) =>
        _configuration.TryGetValue(symbol.Name, out (string Map, long Offset) place)
            ? new ReferenceTarget(ReferenceTargetKind.MapValue, place.Map, place.Offset + addend)
            : new ReferenceTarget(ReferenceTargetKind.Extern, symbol.Name, addend, symbol.IsWeak);

    private static ObjectFormatException Fault(string section, int slot, ElfSymbol symbol, string fault)
    {
        long offset = (long)slot * Instruction.SizeInBytes;
        return new ObjectFormatException($"Linking section '{section}': the instruction at offset {offset} refers to '{symbol.Name}', which {fault}.", section, offset);
    }
}
