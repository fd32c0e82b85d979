// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// Map definitions of the <c>.maps</c> section: variables whose BTF type says everything but the initial values, which are relocations.
/// </summary>
internal sealed class MapDefinitionReader(ElfFile elf, ElfSection section, Btf? btf, ReferenceResolver resolver)
{
    public const string SectionName = ".maps";

    /// <summary>The size of a pointer, and so of one initial value, in a BPF object.</summary>
    public const int PointerSize = 8;

    private readonly Btf _btf = btf ?? throw new ObjectFormatException(
        $"Reading section '{SectionName}': its maps are defined by type information, but the object has none; compile it with -g.", SectionName);

    private readonly MapDefinitionParser _definitions = new(btf!);

    /// <summary>A map, where its definition lies and where its initial values start.</summary>
    private sealed record Definition(MapSpec Map, ulong Offset, ulong Size, uint? ValuesOffset);

    /// <summary>Reads the definitions and declares them to the resolver.</summary>
    public List<MapSpec> Read()
    {
        if (_btf.FindByName(SectionName, BtfKind.DataSection) is not BtfDataSection variables)
        {
            if (elf.Bytes(section).Length == 0)
                return [];
            throw Fault("the type information does not describe this section");
        }

        List<Definition> definitions = [];
        foreach (BtfSectionVariable place in variables.Variables)
        {
            if (_btf[place.TypeId] is not BtfVariable variable)
                throw Fault($"entry of type {place.TypeId} is no variable");
            if (place.Size > section.Size || place.Offset > section.Size - place.Size)
                throw Fault($"map '{variable.Name}' ({place.Size} bytes at offset {place.Offset}) lies outside the section", place.Offset);
            definitions.Add(ReadVariable(variable, place));
            resolver.AddMap(section.Index, place.Offset, variable.Name);
        }

        definitions.Sort(static (left, right) => left.Offset.CompareTo(right.Offset));
        return AddInitialValues(definitions);
    }

    /// <summary>The key of an initial value: four bytes in the object's byte order.</summary>
    public static ImmutableArray<byte> Key(uint key, bool bigEndian)
    {
        var bytes = new byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, key);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, key);
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }

    private Definition ReadVariable(BtfVariable variable, BtfSectionVariable place)
    {
        if (_btf[_btf.Resolve(variable.TypeId)] is not BtfStruct { IsUnion: false } definition)
            throw Fault($"map '{variable.Name}' is no structure", place.Offset);
        MapSpec map = _definitions.Parse(variable.Name, definition, out uint? valuesOffset);
        return new Definition(map, place.Offset, Math.Max(place.Size, definition.Size), valuesOffset);
    }

    private List<MapSpec> AddInitialValues(List<Definition> definitions)
    {
        Dictionary<Definition, SortedDictionary<uint, MapInitialValue>> values = [];
        foreach (ElfRelocation relocation in elf.Relocations(section))
        {
            if (relocation.Type == ElfRelocationType.None)
                continue;
            long place = unchecked((long)relocation.Offset);
            Definition? definition = DefinitionAt(definitions, relocation.Offset);
            if (definition?.ValuesOffset is not { } start || relocation.Offset - definition.Offset >= definition.Size || relocation.Offset - definition.Offset < start)
                throw Fault($"offset {place} holds a pointer but no initial value", place);
            ulong index = (relocation.Offset - definition.Offset - start) / PointerSize;
            if ((relocation.Offset - definition.Offset - start) % PointerSize != 0 || index > uint.MaxValue)
                throw Fault($"offset {place} holds an initial value that is not aligned", place);
            if (!values.TryGetValue(definition, out SortedDictionary<uint, MapInitialValue>? list))
                values[definition] = list = [];
            list[(uint)index] = InitialValue(definition.Map, (uint)index, relocation, place);
        }

        return [.. definitions.Select(definition =>
            values.TryGetValue(definition, out SortedDictionary<uint, MapInitialValue>? list) ? definition.Map with { InitialValues = [.. list.Values] } : definition.Map)];
    }

    private static Definition? DefinitionAt(List<Definition> definitions, ulong offset)
    {
        int low = 0, high = definitions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (definitions[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 ? definitions[low - 1] : null;
    }

    private MapInitialValue InitialValue(MapSpec map, uint index, ElfRelocation relocation, long place)
    {
        ElfSymbol symbol = elf.Symbols[relocation.Symbol];
        ReferenceTarget? target = resolver.ResolveData(elf.Bytes(section), relocation, out _);
        MapInitialValueKind kind = target?.Kind switch
        {
            ReferenceTargetKind.Map when map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps => MapInitialValueKind.Map,
            ReferenceTargetKind.Function when map.Type == MapType.ProgramArray => MapInitialValueKind.Program,
            _ => throw Fault($"map '{map.Name}': initial value {index} refers to '{symbol.Name}', which this type of map cannot hold", place),
        };
        return new MapInitialValue(Key(index, elf.IsBigEndian), kind, [], target.Value.Name);
    }

    public static ObjectFormatException Fault(string fault, long? offset = null) => new($"Reading section '{SectionName}': {fault}.", SectionName, offset);
}
