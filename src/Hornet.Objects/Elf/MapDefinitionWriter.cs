// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>
/// Writes maps as variables of section <c>.maps</c> whose types define them. Where the object's BTF defines the same maps already, it is
/// kept as it is; otherwise definitions are added to it.
/// </summary>
internal sealed class MapDefinitionWriter
{
    private readonly BpfObject _object;
    private readonly ElfWriter _elf;
    private readonly ImmutableArray<MapSpec> _maps;
    private readonly Dictionary<string, (uint Offset, uint Size, uint ValuesOffset)> _places = new(StringComparer.Ordinal);
    private ElfOutputSection? _section;

    public MapDefinitionWriter(BpfObject obj, ElfWriter elf)
    {
        _object = obj;
        _elf = elf;
        _maps = [.. obj.Maps.Where(map => !DataSections.IsData(map.Name) && map.Type != MapType.StructOperations)];
        foreach (MapSpec map in _maps)
        {
            if (map.Type != MapType.Arena && map.InitialValues.Any(value => value.Kind == MapInitialValueKind.Bytes))
                throw new BpfException($"Writing object '{obj.Name}': no file can hold the initial values of map '{map.Name}'.");
        }

        if (obj.Btf is { } btf && (_maps.IsEmpty || DefinesMaps(btf)))
            Types = btf.Data;
        else if (!_maps.IsEmpty)
            Types = Generate();
    }

    /// <summary>The encoded BTF of the object with definitions of all its maps, or null if it needs none.</summary>
    public ReadOnlyMemory<byte>? Types { get; }

    /// <summary>BTF for an object that has lines but no types; the kernel refuses one without any type.</summary>
    public static byte[] NoTypes(bool bigEndian)
    {
        var builder = new BtfBuilder(null, bigEndian);
        builder.AddInt("int", 4, BtfIntEncoding.Signed);
        return builder.ToArray();
    }

    /// <summary>Writes the section and a symbol for each map.</summary>
    public void Write(Dictionary<string, ElfOutputSymbol> symbols)
    {
        if (_maps.IsEmpty)
            return;
        _section = _elf.AddSection(MapDefinitionReader.SectionName, ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Write, 8);
        foreach (MapSpec map in _maps)
        {
            (uint offset, uint size, _) = _places[map.Name];
            if (_section.Bytes.Count < offset + size)
                _section.Bytes.AddRange(new byte[offset + size - _section.Bytes.Count]);
            if (!symbols.TryAdd(map.Name, _elf.AddSymbol(map.Name, ElfSymbolType.Object, ElfSymbolBinding.Global, _section, offset, size)))
                throw new BpfException($"Writing object '{_object.Name}': there are two maps named '{map.Name}'.");
        }
    }

    /// <summary>Writes the initial values: pointers to maps and programs, by relocation.</summary>
    public void WriteInitialValues(Func<string, ElfOutputSymbol> program, Dictionary<string, ElfOutputSymbol> maps)
    {
        foreach (MapSpec map in _maps)
        {
            foreach (MapInitialValue value in map.InitialValues.Where(value => value.Kind != MapInitialValueKind.Bytes))
            {
                (uint offset, uint size, uint valuesOffset) = _places[map.Name];
                ulong place = valuesOffset + ((ulong)Key(value) * MapDefinitionReader.PointerSize);
                if (place + MapDefinitionReader.PointerSize > size)
                    throw new BpfException($"Writing object '{_object.Name}': initial value {Key(value)} of map '{map.Name}' has no place.");
                ElfOutputSymbol? symbol = value.Kind == MapInitialValueKind.Program ? program(value.Target!) : maps.GetValueOrDefault(value.Target!);
                _section!.Relocations.Add((
                    (int)(offset + place), ElfRelocationType.Absolute64,
                    symbol ?? throw new BpfException($"Writing object '{_object.Name}': there is no map '{value.Target}'.")));
            }
        }
    }

    private uint Key(MapInitialValue value) =>
        value.Key.Length != 4
            ? throw new BpfException($"Writing object '{_object.Name}': an initial value has a key of {value.Key.Length} bytes, not of 4.")
            : _elf.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(value.Key.AsSpan()) : BinaryPrimitives.ReadUInt32LittleEndian(value.Key.AsSpan());

    /// <summary>Whether BTF defines exactly the object's maps, as they are.</summary>
    private bool DefinesMaps(Btf btf)
    {
        if (btf.FindByName(MapDefinitionReader.SectionName, BtfKind.DataSection) is not BtfDataSection data || data.Variables.Length != _maps.Length)
            return false;
        Dictionary<string, MapSpec> maps = new(StringComparer.Ordinal);
        foreach (MapSpec map in _maps)
            maps.TryAdd(map.Name, map with { InitialValues = [], Variables = [], DataReferences = [] });
        var parser = new MapDefinitionParser(btf);
        foreach (BtfSectionVariable place in data.Variables)
        {
            if (btf[place.TypeId] is not BtfVariable variable || btf[btf.Resolve(variable.TypeId)] is not BtfStruct definition
                || !maps.Remove(variable.Name, out MapSpec? map) || parser.Parse(variable.Name, definition, out uint? values) != map)
            {
                _places.Clear();
                return false;
            }

            _places[variable.Name] = (place.Offset, place.Size, values ?? definition.Size);
        }

        return maps.Count == 0;
    }

    private byte[] Generate()
    {
        BtfBuilder builder = _object.Btf is { } btf ? new BtfBuilder(btf) : new BtfBuilder(null, _elf.IsBigEndian);
        var types = new DefinitionTypes(builder, _object.Btf is not null);
        List<BtfSectionVariable> variables = [];
        uint offset = 0;
        foreach (MapSpec map in _maps)
        {
            (uint type, uint size) = types.Add(map, isInner: false);
            uint slots = map.InitialValues.Where(value => value.Kind != MapInitialValueKind.Bytes).Select(value => Key(value) + 1).DefaultIfEmpty(0u).Max();
            uint total = checked(size + (slots * MapDefinitionReader.PointerSize));
            variables.Add(new BtfSectionVariable(builder.AddVariable(map.Name, type), offset, total));
            _places[map.Name] = (offset, total, size);
            offset += total;
        }

        var section = new BtfDataSection(0, MapDefinitionReader.SectionName, offset, [.. variables]);
        if (_object.Btf is { } old && old.TryFindId(MapDefinitionReader.SectionName, BtfKind.DataSection, out uint id))
            builder.Replace(id, section);
        else
            builder.Add(section);
        return builder.ToArray();
    }

    /// <summary>The types that define maps.</summary>
    private sealed class DefinitionTypes(BtfBuilder builder, bool hasTypes)
    {
        private const uint MemberBits = 64;

        private readonly Dictionary<uint, uint> _numbers = [];
        private uint _int;

        /// <summary>Adds the structure that defines a map.</summary>
        /// <returns>Its id and its size, without initial values.</returns>
        public (uint Type, uint Size) Add(MapSpec map, bool isInner)
        {
            List<BtfMember> members = [];
            Number("type", (uint)map.Type);
            Sized("key", map.KeyTypeId, map.KeySize);
            bool holdsPointers = map.InnerMap is not null || (map.Type == MapType.ProgramArray && map.InitialValues.Length > 0);
            if (!holdsPointers || map.ValueTypeId != 0)
                Sized("value", map.ValueTypeId, map.ValueSize);
            Number("max_entries", map.MaxEntries);
            Number("map_flags", map.Flags);
            if (map.Extra > uint.MaxValue)
                Member("map_extra", builder.AddEnum("", 8, false, new BtfEnumValue("map_extra_value", unchecked((long)map.Extra))));
            else
                Number("map_extra", (uint)map.Extra);
            Number("numa_node", map.NumaNode);
            Number("pinning", (uint)map.Pinning);
            if (holdsPointers && !isInner)
                Member("values", builder.AddArray(builder.AddPointer(PointedTo(map)), Int(), 0));
            var size = (uint)(members.Count * MapDefinitionReader.PointerSize) - (holdsPointers && !isInner ? (uint)MapDefinitionReader.PointerSize : 0);
            return (builder.AddStruct("", size, [.. members]), size);

            void Number(string name, uint value)
            {
                if (value != 0)
                    Member(name, NumberType(value));
            }

            void Sized(string name, uint type, uint bytes)
            {
                if (type != 0 && hasTypes)
                    Member(name, builder.AddPointer(type));
                else
                    Number(name + "_size", bytes);
            }

            void Member(string name, uint type) => members.Add(new BtfMember(name, type, (uint)members.Count * MemberBits, 0));
        }

        private uint PointedTo(MapSpec map)
        {
            if (map.InnerMap is { } inner)
                return Add(inner, isInner: true).Type;
            uint context = builder.AddPointer(0);
            return builder.AddFunctionPrototype(Int(), new BtfParameter("", context));
        }

        /// <summary>A number, as the length of an array pointed to.</summary>
        private uint NumberType(uint value)
        {
            if (!_numbers.TryGetValue(value, out uint type))
                _numbers[value] = type = builder.AddPointer(builder.AddArray(Int(), Int(), value));
            return type;
        }

        private uint Int() => _int != 0 ? _int : _int = builder.AddInt("int", 4, BtfIntEncoding.Signed);
    }
}
