// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// An object's type information in the form the kernel takes: what compilers say of things outside the object (externs) is rewritten, and strings can
/// be added for line records. Types keep their numbers and sizes, so that everything that refers to them stays right.
/// </summary>
internal sealed partial class ObjectBtf
{
    private const int HeaderSize = 24, RecordSize = 12;

    private byte[] _types;
    private int[] _offsets;
    private readonly ArrayBufferWriter<byte> _strings = new();
    private readonly Dictionary<string, uint> _stringOffsets = new(StringComparer.Ordinal);

    /// <summary>Takes a copy of an object's types, which are in this machine's byte order.</summary>
    public ObjectBtf(Btf btf)
    {
        ReadOnlySpan<byte> data = btf.Data.Span;
        int header = (int)Read(data, 4);
        _types = data.Slice(header + (int)Read(data, 8), (int)Read(data, 12)).ToArray();
        _strings.Write(data.Slice(header + (int)Read(data, 16), (int)Read(data, 20)));
        _offsets = new int[btf.TypeCount];
        int offset = 0;
        for (uint id = 1; id < btf.TypeCount; id++)
        {
            _offsets[id] = offset;
            offset += RecordSize + ExtraSize(Kind(id), Count(id));
        }

        Source = btf;
    }

    /// <summary>The types this was made from.</summary>
    public Btf Source { get; }

    /// <summary>The number of types, <c>void</c> included.</summary>
    public uint TypeCount => (uint)_offsets.Length;

    /// <summary>The kind of a type.</summary>
    public BtfKind Kind(uint id) => (BtfKind)((Info(id) >> 24) & 0x1f);

    /// <summary>How many members, values, parameters or variables a type has.</summary>
    public int Count(uint id) => (int)(Info(id) & 0xffff);

    /// <summary>A word of a type's record: 0 the name, 1 the kind and count, 2 the size or type, 3 and on what follows.</summary>
    public uint Word(uint id, int index) => Read(_types, _offsets[id] + (4 * index));

    /// <summary>Changes a word of a type's record.</summary>
    public void SetWord(uint id, int index, uint value) => MemoryMarshal.Write(_types.AsSpan(_offsets[id] + (4 * index)), value);

    /// <summary>Changes what a type is. The new kind's record must have the length of the old one's.</summary>
    public void SetKind(uint id, BtfKind kind, int count, bool kindFlag = false) =>
        SetWord(id, 1, ((uint)kind << 24) | (uint)count | (kindFlag ? 1u << 31 : 0));

    /// <summary>The offset of a string among the strings, which grow by it where it is new.</summary>
    public uint AddString(string text)
    {
        if (text.Length == 0)
            return 0;
        if (!_stringOffsets.TryGetValue(text, out uint offset))
        {
            offset = (uint)_strings.WrittenCount;
            _strings.Write(Encoding.UTF8.GetBytes(text + '\0'));
            _stringOffsets.Add(text, offset);
        }

        return offset;
    }

    /// <summary>
    /// Rewrites what the kernel does not take of a compiler's output (kernel/bpf/btf.c checks linkage to be static or global, and variables in data
    /// sections only): externs become ordinary globals, functions in the section of kernel symbols become variables beside which they stood.
    /// </summary>
    public void RewriteExterns()
    {
        uint integer = 0, stand = 0;
        for (uint id = 1; id < TypeCount; id++)
        {
            if (Kind(id) == BtfKind.Variable && Word(id, 3) == (uint)BtfLinkage.Extern)
                SetWord(id, 3, (uint)BtfLinkage.Global);
            else if (Kind(id) == BtfKind.Int && Word(id, 2) == 4 && integer == 0)
                integer = id;
        }

        for (uint id = 1; id < TypeCount; id++)
        {
            if (Kind(id) == BtfKind.DataSection && Source.NameOf(id) == ".ksyms")
                RewriteKernelSymbols(id, integer, ref stand);
        }

        for (uint id = 1; id < TypeCount; id++)
        {
            if (Kind(id) == BtfKind.Function && Count(id) == (int)BtfLinkage.Extern)
                SetKind(id, BtfKind.Function, (int)BtfLinkage.Global);
        }
    }

    /// <summary>Names functions and their parameters where compilers do not (externs of clang, helpers of bpf-gcc): the kernel wants names.</summary>
    public void NameFunctions()
    {
        for (uint id = 1; id < TypeCount; id++)
        {
            if (Kind(id) != BtfKind.Function)
                continue;
            if (Word(id, 0) == 0)
                SetWord(id, 0, AddString($"function{id}"));
            uint prototype = Word(id, 2);
            for (int i = 0; i < Count(prototype); i++)
            {
                // A last one without a type stands for further ones.
                if (Word(prototype, 3 + (2 * i)) == 0 && Word(prototype, 4 + (2 * i)) != 0)
                    SetWord(prototype, 3 + (2 * i), AddString($"argument{i}"));
            }
        }
    }

    /// <summary>Makes integers of one encoding: bpf-gcc calls a signed character both, and the kernel takes one of signed, character and boolean.</summary>
    public void RewriteEncodings()
    {
        const uint Signed = 1u << 24, Encoding = 7u << 24;
        for (uint id = 1; id < TypeCount; id++)
        {
            if (Kind(id) == BtfKind.Int && !BitOperations.IsPow2(Word(id, 3) & Encoding) && (Word(id, 3) & Encoding) != 0)
                SetWord(id, 3, (Word(id, 3) & ~Encoding) | (Word(id, 3) & Signed));
        }
    }

    /// <summary>Makes functions that only their own object sees static, so that the verifier checks them with their callers (hidden visibility, in the file).</summary>
    public void MakeStatic(uint functionId)
    {
        if (Kind(functionId) == BtfKind.Function && Count(functionId) == (int)BtfLinkage.Global)
            SetKind(functionId, BtfKind.Function, (int)BtfLinkage.Static);
    }

    /// <summary>The bytes for <c>BPF_BTF_LOAD</c>.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[HeaderSize + _types.Length + _strings.WrittenCount];
        MemoryMarshal.Write(bytes, (ushort)0xeb9f);
        bytes[2] = 1;
        Write(bytes, 4, HeaderSize);
        Write(bytes, 12, (uint)_types.Length);
        Write(bytes, 16, (uint)_types.Length);
        Write(bytes, 20, (uint)_strings.WrittenCount);
        _types.CopyTo(bytes, HeaderSize);
        _strings.WrittenSpan.CopyTo(bytes.AsSpan(HeaderSize + _types.Length));
        return bytes;
    }

    /// <summary>The bytes behind the twelve that every record has (Documentation/bpf/btf.rst).</summary>
    private static int ExtraSize(BtfKind kind, int count) => kind switch
    {
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        BtfKind.Array => 12,
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12 * count,
        BtfKind.Enum or BtfKind.FunctionPrototype => 8 * count,
        _ => 0,
    };

    /// <summary>Each symbol gets four bytes of the section; a function is replaced by a variable, since sections hold nothing else.</summary>
    private void RewriteKernelSymbols(uint section, uint integer, ref uint stand)
    {
        uint size = 0;
        int kept = 0;
        int count = Count(section);
        uint standSize = 4;
        for (int i = 0; i < count; i++)
        {
            uint member = Word(section, 3 + (3 * i));
            if (Kind(member) == BtfKind.Variable)
            {
                SetWord(member, 2, integer); // what the symbol points to is no concern of the map's layout
                stand = member;
                standSize = 4;
            }
            else if (stand == 0 && !TryFindVariable(out stand, out standSize))
            {
                // No variable to stand in: the section becomes an empty structure, which needs none.
                break;
            }
            else
            {
                SetWord(section, 3 + (3 * i), stand);
            }

            // The kernel wants a member to be at least as large as its variable.
            uint memberSize = member == Word(section, 3 + (3 * i)) ? 4 : standSize;
            SetWord(section, 4 + (3 * i), size);
            SetWord(section, 5 + (3 * i), memberSize);
            size += memberSize;
            kept++;
        }

        if (kept == count && integer != 0)
        {
            SetWord(section, 2, size);
            return;
        }

        // The members of a section and of a structure have records of one length; as members without a name of type void they would be refused, so each gets the type of an int.
        TurnIntoStructure(section, integer);
    }

    private void TurnIntoStructure(uint section, uint integer)
    {
        int count = Count(section);
        uint name = AddString("ksyms");
        uint member = integer != 0 ? integer : section;
        SetKind(section, BtfKind.Struct, integer != 0 ? count : 0);
        SetWord(section, 0, name);
        SetWord(section, 2, (uint)(4 * (integer != 0 ? count : 0)));
        for (int i = 0; integer != 0 && i < count; i++)
        {
            SetWord(section, 3 + (3 * i), AddString($"symbol{i}"));
            SetWord(section, 4 + (3 * i), member);
            SetWord(section, 5 + (3 * i), (uint)(32 * i));
        }
    }

    private bool TryFindVariable(out uint variable, out uint size)
    {
        for (variable = 1; variable < TypeCount; variable++)
        {
            if (Kind(variable) == BtfKind.Variable && Source.TryGetSize(Word(variable, 2), out long bytes) && bytes is > 0 and <= int.MaxValue)
            {
                size = (uint)bytes;
                return true;
            }
        }

        variable = size = 0;
        return false;
    }

    private uint Info(uint id) => Read(_types, _offsets[id] + 4);

    private static uint Read(ReadOnlySpan<byte> bytes, int offset) => MemoryMarshal.Read<uint>(bytes[offset..]);

    private static void Write(Span<byte> bytes, int offset, uint value) => MemoryMarshal.Write(bytes[offset..], value);
}
