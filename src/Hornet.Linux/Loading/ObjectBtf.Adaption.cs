// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <content>
/// Kinds that older kernels do not know, each rewritten into a known one with a record of the same length. Types keep their numbers, and sizes
/// where a map may depend on them.
/// </content>
internal sealed partial class ObjectBtf
{
    private const uint SignedInt = 1u << 24;

    /// <summary>Rewrites what a kernel does not know.</summary>
    public void Adapt(LoadFeatures features)
    {
        uint count = TypeCount;
        uint octet = !features.BtfEnum64 && Enumerable.Range(1, (int)count - 1).Any(id => Kind((uint)id) == BtfKind.Enum64)
            ? AppendInteger("enumerator64", 1)
            : 0;
        for (uint id = 1; id < count; id++)
        {
            if (Kind(id) == BtfKind.DataSection && !features.BtfDataSections)
                SectionToStructure(id); // while its variables are still variables
        }

        for (uint id = 1; id < count; id++)
        {
            switch (Kind(id))
            {
                case BtfKind.DataSection when NameOf(id).StartsWith('?'):
                    // Sections of optional structures of operations have names that kernels before 6.9 refuse.
                    SetWord(id, 0, AddString("_" + NameOf(id)[1..]));
                    break;
                case BtfKind.Variable when !features.BtfDataSections:
                    ToInteger(id);
                    break;
                case BtfKind.FunctionPrototype when !features.BtfFunctions:
                    PrototypeToEnumeration(id);
                    break;
                case BtfKind.Function when !features.BtfFunctions:
                    SetKind(id, BtfKind.Typedef, 0);
                    break;
                case BtfKind.Function when !features.BtfGlobalFunctions:
                    MakeStatic(id);
                    break;
                case BtfKind.Float when !features.BtfFloats:
                    SetKind(id, BtfKind.Struct, 0); // as large; C compilers would not take the name for one
                    SetWord(id, 0, 0);
                    break;
                case BtfKind.DeclarationTag when !features.BtfDeclarationTags:
                    ToInteger(id);
                    break;
                case BtfKind.TypeTag when !features.BtfTypeTags:
                    SetKind(id, BtfKind.Const, 0);
                    SetWord(id, 0, 0);
                    break;
                case BtfKind.Enum when !features.BtfEnum64:
                    SetKind(id, BtfKind.Enum, Count(id)); // without the flag that says signed
                    break;
                case BtfKind.Enum64 when !features.BtfEnum64:
                    EnumerationToUnion(id, octet);
                    break;
                default:
                    break;
            }
        }
    }

    private string NameOf(uint id)
    {
        ReadOnlySpan<byte> text = _strings.WrittenSpan[(int)Word(id, 0)..];
        return System.Text.Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }

    /// <summary>Variables of a section become members of a structure.</summary>
    private void SectionToStructure(uint section)
    {
        int count = Count(section);
        SetKind(section, BtfKind.Struct, count);
        SetWord(section, 0, AddString(Identifier(NameOf(section))));
        for (int i = 0; i < count; i++)
        {
            int record = 3 + (3 * i);
            uint variable = Word(section, record), offset = Word(section, record + 1);
            SetWord(section, record, Word(variable, 0));
            SetWord(section, record + 1, Word(variable, 2));
            SetWord(section, record + 2, offset * 8);
        }
    }

    /// <summary>Parameters become enumerators. Those must have names.</summary>
    private void PrototypeToEnumeration(uint prototype)
    {
        int count = Count(prototype);
        SetKind(prototype, BtfKind.Enum, count);
        SetWord(prototype, 0, 0);
        SetWord(prototype, 2, sizeof(uint));
        for (int i = 0; i < count; i++)
        {
            if (Word(prototype, 3 + (2 * i)) == 0)
                SetWord(prototype, 3 + (2 * i), AddString($"parameter{i}"));
        }
    }

    /// <summary>Enumerators become members of a union, all at its start.</summary>
    private void EnumerationToUnion(uint enumeration, uint octet)
    {
        int count = Count(enumeration);
        SetKind(enumeration, BtfKind.Union, count);
        for (int i = 0; i < count; i++)
        {
            SetWord(enumeration, 4 + (3 * i), octet);
            SetWord(enumeration, 5 + (3 * i), 0);
        }
    }

    /// <summary>A type of one record with four bytes behind it becomes an integer of one byte.</summary>
    private void ToInteger(uint id)
    {
        string name = Identifier(NameOf(id));
        SetKind(id, BtfKind.Int, 0);
        SetWord(id, 0, AddString(name));
        SetWord(id, 2, 1);
        SetWord(id, 3, SignedInt | 8);
    }

    private uint AppendInteger(string name, uint size)
    {
        uint id = TypeCount;
        Array.Resize(ref _offsets, _offsets.Length + 1);
        _offsets[id] = _types.Length;
        Array.Resize(ref _types, _types.Length + RecordSize + sizeof(uint));
        SetWord(id, 0, AddString(name));
        SetKind(id, BtfKind.Int, 0);
        SetWord(id, 2, size);
        SetWord(id, 3, SignedInt | (8 * size));
        return id;
    }

    private static string Identifier(string text)
    {
        char[] characters = [.. text.Select(character => char.IsAsciiLetterOrDigit(character) || character == '_' ? character : '_')];
        return characters.Length == 0 || char.IsAsciiDigit(characters[0]) ? "_" + new string(characters) : new string(characters);
    }
}
