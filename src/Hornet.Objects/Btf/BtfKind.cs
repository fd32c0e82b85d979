// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>The kinds of BTF types. Values as in linux/btf.h.</summary>
public enum BtfKind
{
    /// <summary><c>void</c>, and the kind of type id 0.</summary>
    Void = 0,

    /// <summary>An integer, a character or a boolean.</summary>
    Int = 1,

    /// <summary>A pointer.</summary>
    Pointer = 2,

    /// <summary>An array of fixed (or, with 0 elements, flexible) length.</summary>
    Array = 3,

    /// <summary>A structure.</summary>
    Struct = 4,

    /// <summary>A union.</summary>
    Union = 5,

    /// <summary>An enumeration whose values have up to 32 bits.</summary>
    Enum = 6,

    /// <summary>A declared but undefined structure or union.</summary>
    Forward = 7,

    /// <summary>A typedef.</summary>
    Typedef = 8,

    /// <summary><c>volatile</c>.</summary>
    Volatile = 9,

    /// <summary><c>const</c>.</summary>
    Const = 10,

    /// <summary><c>restrict</c>.</summary>
    Restrict = 11,

    /// <summary>A function by name.</summary>
    Function = 12,

    /// <summary>The parameters and result of a function.</summary>
    FunctionPrototype = 13,

    /// <summary>A global variable.</summary>
    Variable = 14,

    /// <summary>A data section: the variables it holds.</summary>
    DataSection = 15,

    /// <summary>A floating-point number.</summary>
    Float = 16,

    /// <summary>A tag on a declaration (<c>btf_decl_tag</c>).</summary>
    DeclarationTag = 17,

    /// <summary>A tag on a pointed-to type (<c>btf_type_tag</c>).</summary>
    TypeTag = 18,

    /// <summary>An enumeration whose values have 64 bits.</summary>
    Enum64 = 19,
}
