// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What a CO-RE relocation asks of the target's types. Values as in <c>enum bpf_core_relo_kind</c> (linux/bpf.h).</summary>
public enum CoreRelocationKind : uint
{
    /// <summary>Byte offset of a field.</summary>
    FieldByteOffset = 0,

    /// <summary>Size of a field in bytes.</summary>
    FieldByteSize = 1,

    /// <summary>Whether the field exists (0 or 1).</summary>
    FieldExists = 2,

    /// <summary>Whether the field is signed (0 or 1).</summary>
    FieldSigned = 3,

    /// <summary>Left shift that, with <see cref="FieldRightShift"/>, extracts a bit field from a 64-bit load.</summary>
    FieldLeftShift = 4,

    /// <summary>Right shift that extracts a bit field after the left shift.</summary>
    FieldRightShift = 5,

    /// <summary>The local type's id in the object's own BTF.</summary>
    TypeIdLocal = 6,

    /// <summary>The matching type's id in the target's BTF.</summary>
    TypeIdTarget = 7,

    /// <summary>Whether the type exists (0 or 1).</summary>
    TypeExists = 8,

    /// <summary>Size of the type in bytes.</summary>
    TypeSize = 9,

    /// <summary>Whether an enumerator exists (0 or 1).</summary>
    EnumValueExists = 10,

    /// <summary>The value of an enumerator.</summary>
    EnumValue = 11,

    /// <summary>Whether the type matches in full (0 or 1).</summary>
    TypeMatches = 12,
}

/// <summary>A CO-RE relocation of one instruction (<c>struct bpf_core_relo</c>, the <c>core_relo</c> part of <c>.BTF.ext</c>).</summary>
/// <param name="Instruction">The index of the instruction.</param>
/// <param name="TypeId">The root type in the object's BTF.</param>
/// <param name="AccessPath">The access string, for example <c>0:1:2</c>.</param>
/// <param name="Kind">What is asked.</param>
public readonly record struct CoreRelocation(int Instruction, uint TypeId, string AccessPath, CoreRelocationKind Kind);
