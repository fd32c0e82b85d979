// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Objects;

// Definitions, declarations and names.
public sealed partial class BtfCPrinter
{
    // In bits. No real structure has a hole of a megabyte; a damaged one may claim gigabytes.
    private const ulong MaximumPadding = 8 << 20;

    private readonly Dictionary<uint, string> _names = [];
    private readonly Dictionary<string, int> _typeNameUses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _identifierUses = new(StringComparer.Ordinal);

    /// <summary>How many times a name was used before in its name space, this one included.</summary>
    private static int CountUse(Dictionary<string, int> uses, string name)
    {
        uses.TryGetValue(name, out int count);
        return uses[name] = count + 1;
    }

    private static string Numbered(string name, int use) => use > 1 ? string.Create(CultureInfo.InvariantCulture, $"{name}___{use}") : name;

    /// <summary>A tag, or for typedefs an identifier; numbered from its second use on. Declarations without definition share names freely.</summary>
    private string NameOf(uint id, in BtfRecord record)
    {
        if (record.NameOffset == 0)
            return "";
        string name = record.Owner.GetString(record.NameOffset);
        if (_states.Length == 0 || record.Kind == BtfKind.Forward || (record.Kind == BtfKind.Enum && record.Count == 0))
            return name;
        ref TypeState state = ref State(id);
        if (state.HasName)
            return _names.TryGetValue(id, out string? known) ? known : name;
        state.HasName = true;
        string numbered = Numbered(name, CountUse(record.Kind == BtfKind.Typedef ? _identifierUses : _typeNameUses, name));
        if (!ReferenceEquals(numbered, name))
            _names[id] = numbered;
        return numbered;
    }

    private void Indent(int level)
    {
        for (int i = 0; i < level; i++)
            _writer.Write('\t');
    }

    private void NewLine(int level)
    {
        _writer.Write('\n');
        Indent(level);
    }

    private void EmitStructName(uint id, in BtfRecord record)
    {
        _writer.Write(record.Kind == BtfKind.Struct ? "struct" : "union");
        if (record.NameOffset != 0)
            _writer.Write(' ');
        _writer.Write(NameOf(id, record));
    }

    private void EmitForwardName(in BtfRecord record, uint id)
    {
        _writer.Write(record.KindFlag ? "union " : "struct ");
        _writer.Write(NameOf(id, record));
    }

    private void EmitTypedef(uint id, in BtfRecord record)
    {
        string name = NameOf(id, record);
        // Old versions of GCC record this one as a typedef of void.
        if (record.SizeOrType == 0 && name == "__gnuc_va_list")
        {
            _writer.Write("typedef __builtin_va_list __gnuc_va_list");
            return;
        }

        _writer.Write("typedef ");
        EmitDeclaration(record.SizeOrType, name, 0);
    }

    /// <summary>Arm's polynomial types are base types to GCC only; elsewhere they need a definition.</summary>
    private void EmitAliasOfPolynomial(in BtfRecord record)
    {
        string? alias = record.Owner.GetString(record.NameOffset) switch
        {
            "__Poly8_t" => "unsigned char",
            "__Poly16_t" => "unsigned short",
            "__Poly64_t" => "unsigned long long",
            "__Poly128_t" => "unsigned __int128",
            _ => null,
        };
        if (alias is not null)
            _writer.Write($"typedef {alias} {record.Owner.GetString(record.NameOffset)};\n\n");
    }

    private void EmitEnum(uint id, in BtfRecord record, int level)
    {
        _writer.Write(record.NameOffset == 0 ? "enum" : "enum ");
        _writer.Write(NameOf(id, record));
        if (record.Count == 0)
            return;
        _writer.Write(" {");
        bool is64Bit = record.Kind == BtfKind.Enum64;
        bool hasWideValue = false;
        for (int i = 0; i < record.Count; i++)
        {
            (uint nameOffset, long value) = record.Enumerator(i);
            string name = record.Owner.GetString(nameOffset);
            NewLine(level + 1);
            // Enumerators share their name space with typedefs.
            _writer.Write(Numbered(name, CountUse(_identifierUses, name)));
            _writer.Write(" = ");
            _writer.Write(record.KindFlag ? value.ToString(CultureInfo.InvariantCulture) : ((ulong)value).ToString(CultureInfo.InvariantCulture));
            _writer.Write(!is64Bit ? "," : record.KindFlag ? "LL," : "ULL,");
            hasWideValue |= (ulong)value >> 32 != 0;
        }

        NewLine(level);
        _writer.Write('}');
        if (record.SizeOrType == 1)
            _writer.Write(" __attribute__((mode(byte)))");
        else if (record.SizeOrType == 8 && _btf.PointerSize == 8 && !(is64Bit && hasWideValue))
            _writer.Write(" __attribute__((mode(word)))"); // no value makes the compiler choose 8 bytes by itself
    }

    private void EmitStruct(uint id, in BtfRecord record, int level)
    {
        Step(id);
        bool isStruct = record.Kind == BtfKind.Struct;
        int alignment = _btf.AlignmentOf(id);
        bool isPacked = isStruct && IsPacked(record);
        EmitStructName(id, record);
        _writer.Write(" {");
        ulong end = 0;
        bool afterBitfield = false;
        for (int i = 0; i < record.Count; i++)
        {
            BtfRawMember member = record.Member(i);
            bool isBitfield = member.BitfieldSize != 0;
            EmitPadding(end, member.BitOffset, isPacked ? 1 : _btf.AlignmentOf(member.TypeId), afterBitfield && isBitfield, level + 1);
            NewLine(level + 1);
            EmitDeclaration(member.TypeId, record.Owner.GetString(member.NameOffset), level + 1);
            if (isBitfield)
                _writer.Write(string.Create(CultureInfo.InvariantCulture, $": {member.BitfieldSize}"));
            _writer.Write(';');
            afterBitfield = isBitfield;
            end = member.BitOffset + (isBitfield ? member.BitfieldSize : _btf.TryGetSize(member.TypeId, out long size) ? (ulong)size * 8 : 0);
        }

        if (isStruct)
            EmitPadding(end, (ulong)record.SizeOrType * 8, alignment, inBitfields: false, level + 1);
        if (record.Count > 0 || record.SizeOrType > 0)
            NewLine(level);
        _writer.Write('}');
        if (isPacked)
            _writer.Write(" __attribute__((packed))");
    }

    /// <summary>Whether a member, or the size, does not keep to the alignment that the members' types ask for.</summary>
    private bool IsPacked(in BtfRecord record)
    {
        int strictest = 1;
        for (int i = 0; i < record.Count; i++)
        {
            BtfRawMember member = record.Member(i);
            int alignment = _btf.AlignmentOf(member.TypeId);
            if (member.BitfieldSize == 0 && member.BitOffset % (8 * alignment) != 0)
                return true;
            strictest = Math.Max(strictest, alignment);
        }

        return record.SizeOrType % strictest != 0;
    }

    /// <summary>
    /// Fills the bits between two members, where the compiler would not leave them free by itself, with unnamed bit fields: first one that goes to
    /// the next boundary of the largest type that fits, then whole ones of that type, then a rest of the smallest type that holds it.
    /// </summary>
    private void EmitPadding(ulong from, ulong to, int alignment, bool inBitfields, int level)
    {
        if (from >= to)
            return;
        if (to - from > MaximumPadding)
            throw new ObjectFormatException($"Printing BTF as C: A hole of {(to - from) / 8} bytes cannot be padded.", Btf.SectionName);
        Span<int> widths = [_btf.PointerSize * 8, 32, 16, 8];
        int width = 8;
        ulong boundary = 0;
        foreach (int candidate in widths)
        {
            width = candidate;
            boundary = RoundUp(from, candidate);
            if (boundary <= to)
                break;
        }

        if (boundary > from && boundary <= to)
        {
            // The alignment of the next member may do the same; and a type that fits into what was left free would slip into it.
            bool compilerStopsShort = boundary == to && RoundUp(from, alignment * 8) != boundary;
            bool restWouldSlipIn = boundary != to && to - boundary <= boundary - from;
            if (inBitfields || compilerStopsShort || restWouldSlipIn)
                EmitUnnamedBits(width, inBitfields ? boundary - from : 0, level);
            from = boundary;
        }

        while (to - from >= (ulong)width)
        {
            EmitUnnamedBits(width, (ulong)width, level);
            from += (ulong)width;
        }

        if (from == to)
            return;
        int rest = (int)(to - from);
        width = rest <= 8 ? 8 : rest <= 16 ? 16 : rest <= 32 ? 32 : _btf.PointerSize * 8;
        EmitUnnamedBits(width, (ulong)rest, level);
    }

    private static ulong RoundUp(ulong value, int multiple) => (value + (ulong)multiple - 1) / (ulong)multiple * (ulong)multiple;

    private void EmitUnnamedBits(int width, ulong bits, int level)
    {
        NewLine(level);
        string type = width == 8 ? "char" : width == 16 ? "short" : width == _btf.PointerSize * 8 ? "long" : "int";
        _writer.Write(string.Create(CultureInfo.InvariantCulture, $"{type}: {bits};"));
    }
}
