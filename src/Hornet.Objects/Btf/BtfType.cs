// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// One BTF type as a value. Types name each other by id, so a value is small and makes sense only beside the <see cref="Btf"/> it came from.
/// </summary>
/// <param name="Id">The type's id; 0 is <c>void</c>.</param>
/// <param name="Name">The type's name, without <c>struct</c> and the like; empty for anonymous types.</param>
public abstract record BtfType(uint Id, string Name)
{
    /// <summary>The kind of the type.</summary>
    public abstract BtfKind Kind { get; }
}

/// <summary><c>void</c>.</summary>
public sealed record BtfVoid() : BtfType(0, "void")
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Void;
}

/// <summary>How an integer is meant. A combination of bits, as in the encoding field of <c>BTF_KIND_INT</c>.</summary>
[Flags]
public enum BtfIntEncoding
{
    /// <summary>An unsigned number.</summary>
    None = 0,

    /// <summary>A signed number.</summary>
    Signed = 1,

    /// <summary>A character.</summary>
    Char = 2,

    /// <summary>A boolean.</summary>
    Bool = 4,
}

/// <summary>An integer.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The type's name, as the compiler spells it, for example <c>long unsigned int</c>.</param>
/// <param name="Size">Size in bytes: 1, 2, 4, 8 or 16.</param>
/// <param name="Encoding">How the number is meant.</param>
/// <param name="BitOffset">Offset of the value inside its storage, in bits; 0 unless the type is an old-style bit field.</param>
/// <param name="BitCount">Width of the value, in bits.</param>
public sealed record BtfInt(uint Id, string Name, uint Size, BtfIntEncoding Encoding, int BitOffset, int BitCount) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Int;

    /// <summary>Whether the number is signed.</summary>
    public bool IsSigned => (Encoding & BtfIntEncoding.Signed) != 0;

    /// <summary>Whether the value is a character.</summary>
    public bool IsChar => (Encoding & BtfIntEncoding.Char) != 0;

    /// <summary>Whether the value is a boolean.</summary>
    public bool IsBool => (Encoding & BtfIntEncoding.Bool) != 0;
}

/// <summary>A floating-point number.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The type's name.</param>
/// <param name="Size">Size in bytes: 2, 4, 8, 12 or 16.</param>
public sealed record BtfFloat(uint Id, string Name, uint Size) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Float;
}

/// <summary>A pointer.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="TypeId">What it points to; 0 for <c>void</c>.</param>
public sealed record BtfPointer(uint Id, uint TypeId) : BtfType(Id, "")
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Pointer;
}

/// <summary>An array.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="ElementTypeId">The type of an element.</param>
/// <param name="IndexTypeId">The type of the index; has no meaning for the layout.</param>
/// <param name="Length">The number of elements; 0 also for flexible arrays.</param>
public sealed record BtfArray(uint Id, uint ElementTypeId, uint IndexTypeId, uint Length) : BtfType(Id, "")
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Array;
}

/// <summary>A structure or a union.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The tag; empty for anonymous types.</param>
/// <param name="IsUnion">Whether it is a union.</param>
/// <param name="Size">Size in bytes, padding included.</param>
/// <param name="Members">The members in the order of their declaration.</param>
public sealed record BtfStruct(uint Id, string Name, bool IsUnion, uint Size, ImmutableArray<BtfMember> Members) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => IsUnion ? BtfKind.Union : BtfKind.Struct;
}

/// <summary>A member of a structure or union.</summary>
/// <param name="Name">The name; empty for anonymous members.</param>
/// <param name="TypeId">The member's type; for a bit field, the type it was declared with.</param>
/// <param name="BitOffset">Offset from the start of the structure, in bits, as the kernel counts them in the object's byte order.</param>
/// <param name="BitfieldSize">Width of a bit field in bits; 0 for other members.</param>
public readonly record struct BtfMember(string Name, uint TypeId, uint BitOffset, uint BitfieldSize)
{
    /// <summary>Whether the member is a bit field.</summary>
    public bool IsBitfield => BitfieldSize != 0;
}

/// <summary>An enumeration.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The tag; empty for anonymous types.</param>
/// <param name="Size">Size in bytes: 1, 2, 4 or 8.</param>
/// <param name="IsSigned">Whether values are signed.</param>
/// <param name="Is64Bit">Whether the type is stored as <see cref="BtfKind.Enum64"/>.</param>
/// <param name="Values">The enumerators in the order of their declaration.</param>
public sealed record BtfEnum(uint Id, string Name, uint Size, bool IsSigned, bool Is64Bit, ImmutableArray<BtfEnumValue> Values)
    : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => Is64Bit ? BtfKind.Enum64 : BtfKind.Enum;
}

/// <summary>An enumerator.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; that of an unsigned 64-bit enumeration is reinterpreted as signed.</param>
public readonly record struct BtfEnumValue(string Name, long Value);

/// <summary>A structure or union that is declared and not defined.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The tag.</param>
/// <param name="IsUnion">Whether it is a union.</param>
public sealed record BtfForward(uint Id, string Name, bool IsUnion) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Forward;
}

/// <summary>A typedef.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The new name.</param>
/// <param name="TypeId">What it names.</param>
public sealed record BtfTypedef(uint Id, string Name, uint TypeId) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Typedef;
}

/// <summary><c>const</c>, <c>volatile</c> or <c>restrict</c>.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Modifier">Which of the three.</param>
/// <param name="TypeId">What is modified.</param>
public sealed record BtfModifier(uint Id, BtfKind Modifier, uint TypeId) : BtfType(Id, "")
{
    /// <inheritdoc/>
    public override BtfKind Kind => Modifier;
}

/// <summary>A tag on a type, for example <c>rcu</c> or <c>user</c> on what a pointer points to.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The text of the tag.</param>
/// <param name="TypeId">What is tagged.</param>
/// <param name="IsAttribute">Whether the text is an attribute as it stands, not the argument of <c>btf_type_tag</c> (the kind flag).</param>
public sealed record BtfTypeTag(uint Id, string Name, uint TypeId, bool IsAttribute = false) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.TypeTag;
}

/// <summary>How a function or variable is linked. Values as in linux/btf.h.</summary>
public enum BtfLinkage
{
    /// <summary>Local to its file.</summary>
    Static = 0,

    /// <summary>Visible to other files.</summary>
    Global = 1,

    /// <summary>Defined elsewhere.</summary>
    Extern = 2,
}

/// <summary>A function.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeId">Its prototype.</param>
/// <param name="Linkage">How it is linked.</param>
public sealed record BtfFunction(uint Id, string Name, uint TypeId, BtfLinkage Linkage) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Function;
}

/// <summary>The parameters and result of a function.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="ReturnTypeId">The type of the result; 0 for <c>void</c>.</param>
/// <param name="Parameters">The parameters; a last one without name and type stands for <c>...</c>.</param>
public sealed record BtfFunctionPrototype(uint Id, uint ReturnTypeId, ImmutableArray<BtfParameter> Parameters) : BtfType(Id, "")
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.FunctionPrototype;

    /// <summary>Whether the function takes a variable number of arguments.</summary>
    public bool IsVariadic => Parameters.Length > 0 && Parameters[^1] is { TypeId: 0, Name: "" };
}

/// <summary>A parameter of a function.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="TypeId">Its type.</param>
public readonly record struct BtfParameter(string Name, uint TypeId);

/// <summary>A global variable.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeId">Its type.</param>
/// <param name="Linkage">How it is linked.</param>
public sealed record BtfVariable(uint Id, string Name, uint TypeId, BtfLinkage Linkage) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Variable;
}

/// <summary>A data section.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The section's name, for example <c>.maps</c>.</param>
/// <param name="Size">Its size in bytes; compilers leave it 0 for the loader to fill in.</param>
/// <param name="Variables">The variables in the order of the section.</param>
public sealed record BtfDataSection(uint Id, string Name, uint Size, ImmutableArray<BtfSectionVariable> Variables) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.DataSection;
}

/// <summary>A variable (or function) of a data section.</summary>
/// <param name="TypeId">The <see cref="BtfVariable"/> or, for externs, also <see cref="BtfFunction"/>.</param>
/// <param name="Offset">Byte offset in the section; compilers leave it 0 for the loader to fill in from the symbol table.</param>
/// <param name="Size">Size in bytes.</param>
public readonly record struct BtfSectionVariable(uint TypeId, uint Offset, uint Size);

/// <summary>A tag on a declaration.</summary>
/// <param name="Id">The type's id.</param>
/// <param name="Name">The text of the tag.</param>
/// <param name="TypeId">The structure, union, function, variable or typedef that carries it.</param>
/// <param name="ComponentIndex">The member or parameter that carries it, from 0; -1 for the type itself.</param>
/// <param name="IsAttribute">Whether the text is an attribute as it stands, not the argument of <c>btf_decl_tag</c> (the kind flag).</param>
public sealed record BtfDeclarationTag(uint Id, string Name, uint TypeId, int ComponentIndex, bool IsAttribute = false) : BtfType(Id, Name)
{
    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.DeclarationTag;
}
