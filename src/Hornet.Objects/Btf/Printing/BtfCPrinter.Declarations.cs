// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Objects;

// C declarations, which read from the name outwards while BTF's chains of types lead from the outside in.
public sealed partial class BtfCPrinter
{
    /// <summary>Prints the declaration of a name with a type. Anonymous structures and enumerations are written out in place.</summary>
    private void EmitDeclaration(uint id, string name, int level)
    {
        var chain = new List<uint>();
        while (true)
        {
            Step(id);
            chain.Add(id);
            BtfRecord record = _btf.Record(id);
            bool leadsOn = record.Kind is BtfKind.Pointer or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag
                or BtfKind.FunctionPrototype or BtfKind.Array;
            if (!leadsOn)
                break;
            if (chain.Count > 1024)
                throw Endless(id);
            id = record.Kind == BtfKind.Array ? record.Extra(0) : record.SizeOrType;
        }

        EmitChain(chain, name, level);
    }

    /// <summary>Prints the rest of a chain; its last type is printed first.</summary>
    private void EmitChain(List<uint> chain, string name, int level)
    {
        // A pointer is set off from what stands before it by a space, unless that is another pointer or an opening bracket.
        bool afterPointer = true;
        while (chain.Count > 0)
        {
            uint id = chain[^1];
            chain.RemoveAt(chain.Count - 1);
            BtfRecord record = _btf.Record(id);
            switch (record.Kind)
            {
                case BtfKind.Pointer:
                    _writer.Write(afterPointer ? "*" : " *");
                    break;
                case BtfKind.Volatile:
                    _writer.Write(" volatile");
                    break;
                case BtfKind.Const:
                    _writer.Write(" const");
                    break;
                case BtfKind.Restrict:
                    _writer.Write(" restrict");
                    break;
                case BtfKind.TypeTag:
                    EmitQualifiers(chain);
                    _writer.Write(record.KindFlag ? " __attribute__((" : " __attribute__((btf_type_tag(\"");
                    _writer.Write(record.Owner.GetString(record.NameOffset));
                    _writer.Write(record.KindFlag ? "))" : "\")))");
                    break;
                case BtfKind.Array:
                    EmitArray(record, chain, name, afterPointer, level);
                    return;
                case BtfKind.FunctionPrototype:
                    EmitFunction(record, chain, name, afterPointer, level);
                    return;
                default:
                    EmitQualifiers(chain);
                    EmitBase(id, record, level);
                    break;
            }

            afterPointer = record.Kind == BtfKind.Pointer;
        }

        EmitName(name, afterPointer);
    }

    private void EmitBase(uint id, in BtfRecord record, int level)
    {
        switch (record.Kind)
        {
            case BtfKind.Void:
                _writer.Write("void");
                break;
            case BtfKind.Struct or BtfKind.Union when record.NameOffset == 0:
                EmitStruct(id, record, level);
                break;
            case BtfKind.Struct or BtfKind.Union:
                EmitStructName(id, record);
                break;
            case BtfKind.Enum or BtfKind.Enum64 when record.NameOffset == 0:
                EmitEnum(id, record, level);
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                _writer.Write("enum ");
                _writer.Write(NameOf(id, record));
                break;
            case BtfKind.Forward:
                EmitForwardName(record, id);
                break;
            case BtfKind.Typedef:
                _writer.Write(NameOf(id, record));
                break;
            default:
                _writer.Write(record.Owner.GetString(record.NameOffset));
                break;
        }
    }

    /// <summary>The qualifiers of a base type are written before it.</summary>
    private void EmitQualifiers(List<uint> chain)
    {
        while (chain.Count > 0)
        {
            string? word = _btf.KindOf(chain[^1]) switch
            {
                BtfKind.Volatile => "volatile ",
                BtfKind.Const => "const ",
                BtfKind.Restrict => "restrict ",
                _ => null,
            };
            if (word is null)
                return;
            _writer.Write(word);
            chain.RemoveAt(chain.Count - 1);
        }
    }

    /// <summary>GCC repeats qualifiers of elements on arrays, and marks functions that do not return as volatile; C has neither.</summary>
    private void DropQualifiers(List<uint> chain)
    {
        while (chain.Count > 0 && Btf.IsModifier(_btf.KindOf(chain[^1])))
            chain.RemoveAt(chain.Count - 1);
    }

    private void EmitArray(in BtfRecord array, List<uint> chain, string name, bool afterPointer, int level)
    {
        DropQualifiers(chain);
        if (chain.Count == 0)
        {
            EmitName(name, afterPointer);
        }
        else
        {
            bool isNested = _btf.KindOf(chain[^1]) == BtfKind.Array;
            if (name.Length > 0 && !afterPointer)
                _writer.Write(' ');
            if (!isNested)
                _writer.Write('(');
            EmitChain(chain, name, level);
            if (!isNested)
                _writer.Write(')');
        }

        _writer.Write(string.Create(CultureInfo.InvariantCulture, $"[{array.Extra(2)}]"));
    }

    private void EmitFunction(in BtfRecord prototype, List<uint> chain, string name, bool afterPointer, int level)
    {
        DropQualifiers(chain);
        if (chain.Count > 0)
        {
            _writer.Write(" (");
            EmitChain(chain, name, level);
            _writer.Write(')');
        }
        else
        {
            EmitName(name, afterPointer);
        }

        // Clang records "no parameters" as one of type void.
        if (prototype.Count == 0 || (prototype.Count == 1 && prototype.Extra(1) == 0))
        {
            _writer.Write("(void)");
            return;
        }

        _writer.Write('(');
        for (int i = 0; i < prototype.Count; i++)
        {
            if (i > 0)
                _writer.Write(", ");
            uint type = prototype.Extra((2 * i) + 1);
            if (i == prototype.Count - 1 && type == 0)
                _writer.Write("...");
            else
                EmitDeclaration(type, prototype.Owner.GetString(prototype.Extra(2 * i)), level);
        }

        _writer.Write(')');
    }

    private void EmitName(string name, bool afterPointer)
    {
        if (name.Length > 0 && !afterPointer)
            _writer.Write(' ');
        _writer.Write(name);
    }
}
