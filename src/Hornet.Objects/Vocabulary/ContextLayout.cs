// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// The context that programs of one type get in R1: its structure, and what such a program may read and write of it (Linux 6.18, as its
/// verifier answered; see docs/vocabulary.md).
/// </summary>
/// <remarks>
/// The kernel rewrites each access to the real object behind the structure. A host that builds the structure itself therefore only has
/// to put numbers where <see cref="ValueAt"/> says <see cref="ContextValue.Scalar"/>; the rest are addresses.
/// </remarks>
public sealed partial class ContextLayout
{
    private static readonly ContextLayout?[] Layouts = new ContextLayout?[LayoutCount];

    private readonly int _index;
    private readonly (int First, int ReadSizes, int WriteSizes)? _plain;
    private ImmutableArray<ContextField> _fields;

    private ContextLayout(int index, string name, int size, (int First, int ReadSizes, int WriteSizes)? plain)
    {
        _index = index;
        StructureName = name;
        Size = size;
        _plain = plain;
    }

    /// <summary>The C structure, for example <c>__sk_buff</c>; for contexts without one a word such as <c>args</c>.</summary>
    public string StructureName { get; }

    /// <summary>Size in bytes; for contexts without a structure the largest size.</summary>
    public int Size { get; }

    /// <summary>Whether the context is a structure of <c>linux/bpf.h</c>, rather than plain bytes or 64-bit arguments.</summary>
    public bool HasStructure => _plain is null;

    /// <summary>The structure's fields by offset; empty where there is no structure. Which of them a program may use is another question.</summary>
    public ImmutableArray<ContextField> Fields
    {
        get
        {
            if (_fields.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _fields, FieldsOf(StructureName));
            return _fields;
        }
    }

    /// <summary>The context of a program type.</summary>
    /// <param name="programType">The type.</param>
    /// <param name="attachType">The hook, where what may be accessed depends on it; null takes the type's first.</param>
    /// <returns>The layout, or null for types without a context of their own (<see cref="ProgramType.Extension"/> has its target's).</returns>
    public static ContextLayout? For(ProgramType programType, AttachType? attachType = null)
    {
        int index = IndexOf(programType, attachType);
        return index < 0 ? null : Layouts[index] ??= Build(index);
    }

    /// <summary>Whether the verifier lets a program read that many bytes at that offset.</summary>
    /// <param name="offset">Bytes from the context.</param>
    /// <param name="size">1, 2, 4 or 8 bytes.</param>
    public bool CanRead(int offset, int size) => CanAccess(offset, size, isWrite: false);

    /// <summary>Whether the verifier lets a program write that many bytes at that offset.</summary>
    /// <param name="offset">Bytes from the context.</param>
    /// <param name="size">1, 2, 4 or 8 bytes.</param>
    public bool CanWrite(int offset, int size) => CanAccess(offset, size, isWrite: true);

    /// <summary>What a read at that offset gives.</summary>
    public ContextValue ValueAt(int offset)
    {
        ReadOnlySpan<byte> pointers = PointersOf(_index);
        for (int i = 0; i < pointers.Length; i += 2)
        {
            // Pointers lie at even offsets below 512.
            if (pointers[i] * 2 == offset)
                return (ContextValue)pointers[i + 1];
        }

        return ContextValue.Scalar;
    }

    /// <summary>The field that holds a byte, or null.</summary>
    public ContextField? FieldAt(int offset)
    {
        foreach (ContextField field in Fields)
        {
            if (offset >= field.Offset && offset < field.Offset + field.Size)
                return field;
        }

        return null;
    }

    /// <summary>The field of that name, or null.</summary>
    public ContextField? Field(string name)
    {
        foreach (ContextField field in Fields)
        {
            if (field.Name == name)
                return field;
        }

        return null;
    }

    private bool CanAccess(int offset, int size, bool isWrite)
    {
        if (size is not (1 or 2 or 4 or 8) || offset < 0)
            return false;
        if (_plain is { } plain)
        {
            int sizes = isWrite ? plain.WriteSizes : plain.ReadSizes;
            return (sizes & size) != 0 && offset >= plain.First && offset % size == 0 && offset + size <= Size;
        }

        // One byte an offset: the sizes that may be read there in the low four bits, those that may be written in the high four.
        ReadOnlySpan<byte> accesses = AccessesOf(_index);
        return offset < accesses.Length && ((isWrite ? accesses[offset] >> 4 : accesses[offset]) & size) != 0;
    }
}
