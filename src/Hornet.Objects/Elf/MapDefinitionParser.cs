// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>
/// Reads a map's definition from the type of its variable: numbers are the lengths of arrays pointed to (<c>__uint</c>) or enumerators
/// (<c>__ulong</c>), types are pointers to them (<c>__type</c>), and the type of initial values is an array (<c>__array</c>), as
/// <c>bpf_helpers.h</c> of libbpf spells them.
/// </summary>
internal sealed class MapDefinitionParser(Btf btf)
{
    private const string InnerSuffix = ".inner";

    /// <summary>Reads a definition.</summary>
    /// <param name="name">The map's name.</param>
    /// <param name="definition">The type of its variable.</param>
    /// <param name="valuesOffset">The byte offset of the initial values, or null if the map has no place for them.</param>
    public MapSpec Parse(string name, BtfStruct definition, out uint? valuesOffset) => ReadStructure(name, definition, isInner: false, out valuesOffset);

    private MapSpec ReadStructure(string name, BtfStruct definition, bool isInner, out uint? valuesOffset)
    {
        var map = new MapSpec { Name = name, Type = MapType.Unspec };
        valuesOffset = null;
        for (int i = 0; i < definition.Members.Length; i++)
        {
            BtfMember member = definition.Members[i];
            switch (member.Name)
            {
                case "type":
                    map = map with { Type = (MapType)Number32(name, member) };
                    break;
                case "max_entries":
                    map = map with { MaxEntries = Number32(name, member) };
                    break;
                case "map_flags":
                    map = map with { Flags = Number32(name, member) };
                    break;
                case "map_extra":
                    map = map with { Extra = Number(name, member) };
                    break;
                case "numa_node":
                    map = map with { NumaNode = Number32(name, member) };
                    break;
                case "key_size":
                    map = map with { KeySize = Same(name, "key", map.KeySize, Number32(name, member)) };
                    break;
                case "value_size":
                    map = map with { ValueSize = Same(name, "value", map.ValueSize, Number32(name, member)) };
                    break;
                case "key":
                    (uint keyType, uint keySize) = PointedType(name, member);
                    map = map with { KeyTypeId = keyType, KeySize = Same(name, "key", map.KeySize, keySize) };
                    break;
                case "value":
                    (uint valueType, uint valueSize) = PointedType(name, member);
                    map = map with { ValueTypeId = valueType, ValueSize = Same(name, "value", map.ValueSize, valueSize) };
                    break;
                case "pinning":
                    map = map with { Pinning = Pinning(name, member, isInner) };
                    break;
                case "values":
                    if (i != definition.Members.Length - 1)
                        throw MapDefinitionReader.Fault($"map '{name}': 'values' is not the last member");
                    if (isInner)
                        throw MapDefinitionReader.Fault($"map '{name}': an inner map cannot hold maps itself");
                    map = ReadValues(map, member);
                    valuesOffset = member.BitOffset / 8;
                    break;
                default:
                    throw MapDefinitionReader.Fault($"map '{name}' has a member '{member.Name}' that means nothing");
            }
        }

        return map.Type != MapType.Unspec ? map : throw MapDefinitionReader.Fault($"map '{name}' has no type");
    }

    /// <summary>A member's number: the length of the array it points to, or the value of its only enumerator.</summary>
    private ulong Number(string map, BtfMember member)
    {
        BtfType type = btf[btf.Resolve(member.TypeId)];
        if (type is BtfPointer pointer && btf[btf.Resolve(pointer.TypeId)] is BtfArray array)
            return array.Length;
        if (type is BtfEnum { Values.Length: 1 } enumeration)
            return unchecked((ulong)enumeration.Values[0].Value);
        throw MapDefinitionReader.Fault($"map '{map}': '{member.Name}' is neither a pointer to an array nor an enumeration of one value");
    }

    private uint Number32(string map, BtfMember member)
    {
        ulong number = Number(map, member);
        return number <= uint.MaxValue ? (uint)number : throw MapDefinitionReader.Fault($"map '{map}': '{member.Name}' is {number}, which does not fit into 32 bits");
    }

    private (uint Type, uint Size) PointedType(string map, BtfMember member)
    {
        if (btf[btf.Resolve(member.TypeId)] is not BtfPointer pointer)
            throw MapDefinitionReader.Fault($"map '{map}': '{member.Name}' is no pointer");
        if (!btf.TryGetSize(pointer.TypeId, out long size) || size > int.MaxValue)
            throw MapDefinitionReader.Fault($"map '{map}': '{member.Name}' points to a type without a usable size");
        return (pointer.TypeId, (uint)size);
    }

    private static uint Same(string map, string what, uint before, uint size) =>
        before == 0 || before == size ? size : throw MapDefinitionReader.Fault($"map '{map}': the {what} is said to have {before} and {size} bytes");

    private PinMode Pinning(string map, BtfMember member, bool isInner)
    {
        uint mode = Number32(map, member);
        if (isInner)
            throw MapDefinitionReader.Fault($"map '{map}': an inner map cannot be pinned");
        return mode <= (uint)PinMode.ByName ? (PinMode)mode : throw MapDefinitionReader.Fault($"map '{map}': pinning {mode} is unknown");
    }

    /// <summary>The type of initial values: an array of pointers to map definitions or to functions.</summary>
    private MapSpec ReadValues(MapSpec map, BtfMember member)
    {
        if (btf[btf.Resolve(member.TypeId)] is not BtfArray array || btf[btf.Resolve(array.ElementTypeId)] is not BtfPointer pointer)
            throw MapDefinitionReader.Fault($"map '{map.Name}': 'values' is no array of pointers");
        BtfType target = btf[btf.Resolve(pointer.TypeId)];
        bool holdsMaps = map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps;
        uint valueSize = Same(map.Name, "value", map.ValueSize, 4);
        if (holdsMaps && target is BtfStruct { IsUnion: false } inner)
            return map with { ValueSize = valueSize, InnerMap = ReadStructure(map.Name + InnerSuffix, inner, isInner: true, out _) };
        if (map.Type == MapType.ProgramArray && target is BtfFunctionPrototype)
            return map with { ValueSize = valueSize };
        throw MapDefinitionReader.Fault($"map '{map.Name}': 'values' does not fit a map of this type");
    }
}
