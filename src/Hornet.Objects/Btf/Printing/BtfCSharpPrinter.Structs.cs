// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Objects;

// Structures and their members.
public sealed partial class BtfCSharpPrinter
{
    // The runtime's limit for a value type (FIELD_OFFSET_LAST_REAL_OFFSET of the runtime's class loader) is near 128 MiB.
    private const uint MaximumSize = 100 << 20;

    private void PrintStruct(BtfStruct type, string name, int level)
    {
        Step(type.Id);
        if (type.Size > MaximumSize)
        {
            Line(level, $"// {name} takes {type.Size} bytes, more than a value type can.");
            return;
        }

        var scope = new StructScope(type.Size, level + 1);
        // A member may not be named as its type is, nor as what every type has.
        scope.Taken.Add(name);
        Line(level, type.Size == 0
            ? "[StructLayout(LayoutKind.Explicit, Pack = 1)] // empty in C; the runtime gives it one byte"
            : $"[StructLayout(LayoutKind.Explicit, Size = {type.Size}, Pack = 1)]");
        Line(level, $"public struct {name}");
        Line(level, "{");
        PrintMembers(scope, type, 0);
        Line(level, "}");
    }

    private void PrintMembers(StructScope scope, BtfStruct type, ulong bitOffset)
    {
        Step(type.Id);
        foreach (BtfMember member in type.Members)
        {
            ulong at = bitOffset + member.BitOffset;
            uint id = _btf.Resolve(member.TypeId);
            if (member.Name.Length == 0 && _btf[id] is BtfStruct inner)
            {
                PrintMembers(scope, inner, at);
                continue;
            }

            string name = CSharpNames.Unique(scope.Taken, CSharpNames.Escape(member.Name));
            if (member.IsBitfield)
                PrintBitfield(scope, name, member, at);
            else if (_btf[id] is BtfInt { BitCount: > 0 } old && old.BitCount < old.Size * 8)
                PrintBitfield(scope, name, member with { BitfieldSize = (uint)old.BitCount }, at + (uint)old.BitOffset);
            else
                PrintField(scope, name, member.TypeId, at / 8);
        }
    }

    private void PrintField(StructScope scope, string name, uint typeId, ulong offset)
    {
        bool hasSize = _btf.TryGetSize(typeId, out long size) && size > 0;
        if (!hasSize || (ulong)size > scope.Size || offset > scope.Size - (ulong)size)
        {
            string constant = CSharpNames.Unique(scope.Taken, name.TrimStart('@') + "Offset");
            Line(scope.Level, $"public const int {constant} = {offset}; // {Comment(typeId, name)}");
            return;
        }

        string type = FieldType(scope, name, typeId, (ulong)size);
        string comment = _btf.KindOf(_btf.Resolve(typeId)) == BtfKind.Pointer ? $" // {Comment(typeId, name)}" : "";
        Line(scope.Level, $"[FieldOffset({offset})] public {type} {name};{comment}");
    }

    private string Comment(uint typeId, string name)
    {
        string text = BtfCPrinter.Declare(_btf, typeId, name.TrimStart('@'));
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : string.Concat(text.AsSpan(0, end), " …");
    }

    /// <summary>The C# type of a field; types without a name of their own are printed first, inside the structure.</summary>
    private string FieldType(StructScope scope, string name, uint typeId, ulong size)
    {
        uint id = _btf.Resolve(typeId);
        if (TypeNameOf(typeId) is { } known)
            return known;
        switch (_btf[id])
        {
            case BtfInt x:
                bool isByte = x.IsBool || x.IsChar || x.Name is "_Bool" or "bool" or "char";
                return IntegerName(x.Size, x.IsSigned && !isByte);
            case BtfEnum x when x.Values.IsEmpty:
                return IntegerName(x.Size, x.IsSigned);
            case BtfEnum x:
                string enumName = NestedName(scope, name, "type");
                PrintEnum(x, enumName, scope.Level);
                return enumName;
            case BtfPointer:
                return IntegerName((uint)_btf.PointerSize, isSigned: false);
            case BtfFloat { Size: 2 }:
                return "Half";
            case BtfFloat { Size: 4 }:
                return "float";
            case BtfFloat { Size: 8 }:
                return "double";
            case BtfStruct x:
                string structName = NestedName(scope, name, "type");
                PrintStruct(x, structName, scope.Level);
                return structName;
            case BtfArray:
                return ArrayType(scope, name, id, size);
            default:
                return InlineArray(scope, name, "byte", size);
        }
    }

    private string ArrayType(StructScope scope, string name, uint id, ulong size)
    {
        uint element = id;
        for (int depth = 0; depth < CoreSpec.MaximumSteps && _btf[element] is BtfArray array; depth++)
            element = TypeNameOf(array.ElementTypeId) is null ? _btf.Resolve(array.ElementTypeId) : array.ElementTypeId;
        ulong elementSize = (ulong)_btf.SizeOf(element);
        return InlineArray(scope, name, FieldType(scope, name, element, elementSize), size / elementSize);
    }

    private string InlineArray(StructScope scope, string name, string element, ulong count)
    {
        string array = NestedName(scope, name, "array");
        Line(scope.Level, $"[InlineArray({count})] public struct {array} {{ private {element} _first; }}");
        return array;
    }

    private static string NestedName(StructScope scope, string name, string suffix) => CSharpNames.Unique(scope.Taken, $"{name.TrimStart('@')}_{suffix}");

    /// <summary>A bit field as a property over the smallest integer that holds it and lies inside the structure.</summary>
    private void PrintBitfield(StructScope scope, string name, BtfMember member, ulong bitOffset)
    {
        ulong start = bitOffset / 8;
        uint bits = member.BitfieldSize;
        uint bytes = 1;
        while (bytes < 16 && (start + bytes) * 8 < bitOffset + bits)
            bytes *= 2;
        if (start + bytes > scope.Size)
            start = Math.Max(0, scope.Size - Math.Min(bytes, scope.Size));
        if (start + bytes > scope.Size || bitOffset < start * 8 || (start + bytes) * 8 < bitOffset + bits)
        {
            // Three, five or more bytes at the end of a packed structure: no integer covers just those.
            Line(scope.Level, $"// {Comment(member.TypeId, name)}: {bits} bits at bit {bitOffset}");
            return;
        }

        string storageType = IntegerName(bytes, isSigned: false);
        string storage = string.Create(CultureInfo.InvariantCulture, $"_bits_{start}_{bytes}");
        if (scope.Taken.Add(storage))
            Line(scope.Level, $"[FieldOffset({start})] private {storageType} {storage};");

        ulong shift = _btf.IsBigEndian ? ((start + bytes) * 8) - bitOffset - bits : bitOffset - (start * 8);
        string wide = bytes == 16 ? "UInt128" : "ulong";
        uint wideBits = bytes == 16 ? 128u : 64u;
        (string type, bool isSigned, bool isBool) = BitfieldType(member);
        string mask = bits == wideBits ? $"{wide}.MaxValue" : $"((({wide})1 << {bits}) - 1)";
        string value = isSigned
            ? $"({type})(({(bytes == 16 ? "Int128" : "long")})(({wide}){storage} << {wideBits - bits - shift}) >> {wideBits - bits})"
            : $"({type})((({wide}){storage} >> {(int)shift}) & {mask})";
        if (isBool)
            (type, value) = ("bool", $"((({wide}){storage} >> {(int)shift}) & 1) != 0");
        string given = isBool ? "(value ? 1u : 0u)" : "value";
        Line(scope.Level, $"public {type} {name} // {bits} bits at bit {bitOffset}");
        Line(scope.Level, "{");
        Line(scope.Level + 1, $"readonly get => unchecked({value});");
        Line(scope.Level + 1, $"set => {storage} = unchecked(({storageType})((({wide}){storage} & ~({mask} << {(int)shift})) | ((({wide}){given} & {mask}) << {(int)shift})));");
        Line(scope.Level, "}");
    }

    private (string Type, bool IsSigned, bool IsBool) BitfieldType(BtfMember member) => _btf[_btf.Resolve(member.TypeId)] switch
    {
        BtfInt x when x.IsBool || x.Name is "_Bool" or "bool" => ("bool", false, true),
        BtfInt x => (IntegerName(x.Size, x.IsSigned), x.IsSigned, false),
        BtfEnum x => (TypeNameOf(member.TypeId) ?? IntegerName(x.Size, x.IsSigned), x.IsSigned, false),
        _ => ("ulong", false, false),
    };

    /// <summary>A structure being printed: its size, the depth of its members, and the names they have used up.</summary>
    private sealed class StructScope(uint size, int level)
    {
        public uint Size { get; } = size;

        public int Level { get; } = level;

        public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);
    }
}
