// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Hornet.Objects;

/// <summary>
/// Makes maps of the sections that hold global variables: <c>.data</c>, <c>.rodata</c>, <c>.bss</c> and those whose names continue these with
/// a dot become arrays of one value, as libbpf makes them; <c>.addr_space.1</c> is the start of the object's arena.
/// </summary>
internal sealed class DataSectionReader(ElfFile elf, Btf? btf, ILookup<int, ElfSymbol> symbols, ReferenceResolver resolver)
{
    private const uint ReadOnlyForProgram = 1 << 7;
    private const uint Mappable = 1 << 10;

    // No kernel takes a larger value; a section without bytes in the file may claim any size.
    private const ulong MaximumSize = 1 << 30;

    private readonly List<(ElfSection Section, string Map)> _sections = [];

    /// <summary>Reads the sections and declares them to the resolver.</summary>
    public List<MapSpec> Read()
    {
        List<MapSpec> maps = [];
        foreach (ElfSection section in elf.Sections)
        {
            bool isBytes = section is { Type: ElfSectionType.ProgramBits, IsExecutable: false };
            bool isReadOnly = isBytes && DataSections.IsReadOnly(section.Name);
            bool isData = isReadOnly || (isBytes && DataSections.Is(section.Name, ".data")) || (section.Type == ElfSectionType.NoBits && DataSections.IsZero(section.Name));
            if (!isData || section.Size == 0 || _sections.Exists(other => other.Map == section.Name))
                continue;
            maps.Add(ReadSection(section, isReadOnly));
            Declare(section, section.Name);
        }

        return maps;
    }

    /// <summary>Gives the object's arena, if it has one, its first bytes and its variables.</summary>
    public void ReadArena(List<MapSpec> maps)
    {
        if (elf.Find(DataSections.Arena) is not { Size: > 0 } section)
            return;
        int index = maps.FindIndex(map => map.Type == MapType.Arena);
        if (index < 0)
            throw elf.Bytes(section).Error("there are variables for an arena but no map of that type");
        MapSpec arena = maps[index];
        CheckSize(section);
        maps[index] = arena with { Variables = Variables(section, arena.Name, false), InitialValues = InitialBytes(section, []) };
        Declare(section, arena.Name);
    }

    /// <summary>Adds the pointers among the initial bytes, once everything they may refer to is known.</summary>
    public void ReadReferences(List<MapSpec> maps)
    {
        foreach ((ElfSection section, string name) in _sections)
        {
            SectionBytes bytes = elf.Bytes(section);
            List<DataReference> references = [];
            foreach (ElfRelocation relocation in elf.Relocations(section))
            {
                if (relocation.Type != ElfRelocationType.None && bytes.Length > 0 && Reference(resolver, bytes, relocation) is { } reference)
                    references.Add(reference);
            }

            if (references.Count == 0)
                continue;
            int index = maps.FindIndex(map => map.Name == name);
            maps[index] = maps[index] with { DataReferences = [.. references.OrderBy(reference => reference.Offset)] };
        }
    }

    /// <summary>What a relocation in data says; null if it refers to a section without meaning.</summary>
    public static DataReference? Reference(ReferenceResolver resolver, SectionBytes bytes, ElfRelocation relocation)
    {
        if (resolver.ResolveData(bytes, relocation, out int size) is not { } target)
            return null;
        if (target.Addend is < int.MinValue or > int.MaxValue)
            throw bytes.Error($"the pointer at offset {relocation.Offset} refers to offset {target.Addend} of '{target.Name}'", (long)relocation.Offset);
        var offset = (int)relocation.Offset;
        return target.Kind switch
        {
            ReferenceTargetKind.Function => new DataReference(offset, size, DataReferenceKind.Function, target.Function!.Name),
            ReferenceTargetKind.Map => new DataReference(offset, size, DataReferenceKind.Map, target.Name),
            ReferenceTargetKind.MapValue => new DataReference(offset, size, DataReferenceKind.MapValue, target.Name, target.Addend),
            _ => new DataReference(offset, size, DataReferenceKind.KernelSymbol, target.Name, target.Addend),
        };
    }

    private void Declare(ElfSection section, string map)
    {
        _sections.Add((section, map));
        resolver.AddDataSection(section.Index, map);
    }

    private MapSpec ReadSection(ElfSection section, bool isReadOnly)
    {
        CheckSize(section);
        uint type = 0;
        bool mappable = false;
        if (btf is not null && btf.TryFindId(section.Name, BtfKind.DataSection, out type) && btf[type] is BtfDataSection data)
            mappable = data.Variables.Any(place => btf[place.TypeId] is BtfVariable { Linkage: not BtfLinkage.Static });
        return new MapSpec
        {
            Name = section.Name,
            Type = MapType.Array,
            KeySize = 4,
            ValueSize = (uint)section.Size,
            MaxEntries = 1,
            Flags = (isReadOnly ? ReadOnlyForProgram : 0) | (mappable ? Mappable : 0),
            ValueTypeId = type,
            IsReadOnlyData = isReadOnly,
            Variables = Variables(section, section.Name, isReadOnly),
            InitialValues = InitialBytes(section, MapDefinitionReader.Key(0, elf.IsBigEndian)),
        };
    }

    private void CheckSize(ElfSection section)
    {
        if (section.Size > MaximumSize)
            throw elf.Bytes(section).Error($"{section.Size} bytes are more than a map's value can have");
    }

    private ImmutableArray<MapInitialValue> InitialBytes(ElfSection section, ImmutableArray<byte> key) =>
        section.Type == ElfSectionType.NoBits
            ? []
            : [new MapInitialValue(key, MapInitialValueKind.Bytes, ImmutableCollectionsMarshal.AsImmutableArray(elf.Bytes(section).Memory.ToArray()))];

    /// <summary>Variables by the symbols of a section, with types by name and place from BTF; static ones are included.</summary>
    private ImmutableArray<VariableSpec> Variables(ElfSection section, string map, bool isReadOnly)
    {
        List<VariableSpec> variables = [];
        Dictionary<(string Name, int Offset), uint> types = [];
        ILookup<int, (string Name, uint Type, int Size)> places = TypedPlaces(section, types);
        HashSet<int> known = [];
        foreach (ElfSymbol symbol in symbols[section.Index])
        {
            if (symbol.Type is not (ElfSymbolType.Object or ElfSymbolType.None) || symbol.Name.Length == 0 || symbol.Size == 0)
                continue;
            if (symbol.Value > section.Size || symbol.Size > section.Size - symbol.Value)
                throw elf.Bytes(section).Error($"variable '{symbol.Name}' ({symbol.Size} bytes at offset {symbol.Value}) crosses the section's end");
            var offset = (int)symbol.Value;
            uint type = types.TryGetValue((symbol.Name, offset), out uint named)
                ? named
                : places[offset].FirstOrDefault(place => place.Size == (int)symbol.Size).Type;
            variables.Add(new VariableSpec(symbol.Name, map, offset, (int)symbol.Size, type, isReadOnly));
            known.Add(offset);
        }

        // Variables whose symbols were stripped.
        foreach (IGrouping<int, (string Name, uint Type, int Size)> place in places.Where(place => !known.Contains(place.Key)))
        {
            (string name, uint type, int size) = place.First();
            if (size > 0 && (ulong)place.Key + (ulong)size <= section.Size)
                variables.Add(new VariableSpec(name, map, place.Key, size, type, isReadOnly));
        }

        return [.. variables.OrderBy(variable => variable.Offset)];
    }

    private ILookup<int, (string Name, uint Type, int Size)> TypedPlaces(ElfSection section, Dictionary<(string Name, int Offset), uint> types)
    {
        List<(int Offset, (string Name, uint Type, int Size) Place)> places = [];
        if (btf?.FindByName(section.Name, BtfKind.DataSection) is BtfDataSection data)
        {
            foreach (BtfSectionVariable place in data.Variables)
            {
                if (btf[place.TypeId] is not BtfVariable variable || place.Offset > int.MaxValue || place.Size > int.MaxValue)
                    continue;
                types.TryAdd((variable.Name, (int)place.Offset), variable.TypeId);
                places.Add(((int)place.Offset, (variable.Name, variable.TypeId, (int)place.Size)));
            }
        }

        return places.ToLookup(place => place.Offset, place => place.Place);
    }
}
