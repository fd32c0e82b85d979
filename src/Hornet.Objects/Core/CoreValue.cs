// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>The number a relocation asks for, on one side.</summary>
/// <param name="Value">The number.</param>
/// <param name="AccessSize">For an offset that a load or store may use: the size of what lies there, in bytes; otherwise 0.</param>
/// <param name="AccessTypeId">The type of what lies there.</param>
/// <param name="IsExact">
/// Whether the compiler must have come to the same number, so that a difference on the object's side means damage. Bit fields may be loaded in
/// several ways, and local type ids change when objects are linked.
/// </param>
internal readonly record struct CoreValue(ulong Value, long AccessSize = 0, uint AccessTypeId = 0, bool IsExact = true)
{
    /// <summary>Computes the number.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="spec">The path, or null where the target does not have it.</param>
    /// <returns>Null when the question has no answer without the path: the instruction is to be poisoned.</returns>
    /// <exception cref="FormatException">The question makes no sense for what the path leads to; the message says why.</exception>
    public static CoreValue? Of(CoreRelocationKind kind, CoreSpec? spec)
    {
        switch (kind)
        {
            case CoreRelocationKind.FieldExists or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeMatches or CoreRelocationKind.EnumValueExists:
                return new CoreValue(spec is null ? 0u : 1u);
            case CoreRelocationKind.TypeSize:
                return new CoreValue(spec is null ? 0 : (ulong)SizeOf(spec.Btf, spec.RootId));
            case CoreRelocationKind.TypeIdTarget or CoreRelocationKind.TypeIdLocal:
                return new CoreValue(spec?.RootId ?? 0, IsExact: spec is null);
            case CoreRelocationKind.EnumValue:
                return spec is null ? null : new CoreValue((ulong)spec.Btf.Record(spec.Steps[0].TypeId).Enumerator(spec.Steps[0].Index).Value);
            default:
                return spec is null ? null : spec.Steps[^1].Name is null ? OfElement(kind, spec) : OfMember(kind, spec);
        }
    }

    private static CoreValue OfElement(CoreRelocationKind kind, CoreSpec spec)
    {
        uint type = spec.Steps[^1].TypeId;
        return kind switch
        {
            CoreRelocationKind.FieldByteOffset => Offset(spec, type),
            CoreRelocationKind.FieldByteSize => new CoreValue((ulong)SizeOf(spec.Btf, type)),
            _ => throw new FormatException("only the offset and the size of an array element can be asked for"),
        };
    }

    private static CoreValue OfMember(CoreRelocationKind kind, CoreSpec spec)
    {
        CoreStep step = spec.Steps[^1];
        BtfRawMember member = spec.Btf.Record(step.TypeId).Member(step.Index);
        uint type = spec.Btf.Resolve(member.TypeId);
        bool isBitfield = member.BitfieldSize > 0;
        (ulong start, ulong bytes) = isBitfield ? BitfieldStorage(spec, member, type) : (spec.BitOffset / 8, (ulong)SizeOf(spec.Btf, type));
        ulong bits = isBitfield ? member.BitfieldSize : bytes * 8;
        switch (kind)
        {
            case CoreRelocationKind.FieldByteOffset:
                return isBitfield ? new CoreValue(start, IsExact: false) : Offset(spec, type);
            case CoreRelocationKind.FieldByteSize:
                return new CoreValue(bytes, IsExact: !isBitfield);
            case CoreRelocationKind.FieldSigned:
                return new CoreValue(IsSigned(spec.Btf.Record(type)) ? 1u : 0u);
            case CoreRelocationKind.FieldLeftShift:
                ulong shift = spec.Btf.IsBigEndian
                    ? ((8 - bytes) * 8) + (spec.BitOffset - (start * 8))
                    : 64 - (spec.BitOffset + bits - (start * 8));
                return new CoreValue(shift, IsExact: !isBitfield);
            case CoreRelocationKind.FieldRightShift:
                return new CoreValue(64 - bits);
            default:
                throw new FormatException($"the kind {(uint)kind} is unknown");
        }
    }

    /// <summary>An offset with the size of what is loaded there; of an array, that is one innermost element.</summary>
    private static CoreValue Offset(CoreSpec spec, uint type)
    {
        uint element = spec.Btf.Resolve(type);
        for (int depth = 0; depth < CoreSpec.MaximumSteps && spec.Btf.KindOf(element) == BtfKind.Array; depth++)
            element = spec.Btf.Resolve(spec.Btf.Record(element).Extra(0));
        return new CoreValue(spec.BitOffset / 8, SizeOf(spec.Btf, element), element);
    }

    /// <summary>The byte offset and size of the smallest aligned load that holds a bit field: first its own type's, then twice as much.</summary>
    private static (ulong Start, ulong Bytes) BitfieldStorage(CoreSpec spec, BtfRawMember member, uint type)
    {
        ulong bytes = (ulong)SizeOf(spec.Btf, type);
        if (bytes is 0 or > 8)
            throw new FormatException("a bit field's type has no size that could be loaded");
        ulong start = spec.BitOffset / 8 / bytes * bytes;
        while (spec.BitOffset + member.BitfieldSize - (start * 8) > bytes * 8)
        {
            if (bytes >= 8)
                throw new FormatException("a bit field does not fit into a 64-bit load");
            bytes *= 2;
            start = spec.BitOffset / 8 / bytes * bytes;
        }

        return (start, bytes);
    }

    private static bool IsSigned(in BtfRecord type) => type.Kind switch
    {
        BtfKind.Enum or BtfKind.Enum64 => type.KindFlag,
        BtfKind.Int => CoreTypeRules.IsSigned(type),
        _ => false,
    };

    private static long SizeOf(Btf btf, uint id) =>
        btf.TryGetSize(id, out long size) ? size : throw new FormatException($"{CoreNames.Describe(btf, id)} has no size");
}
