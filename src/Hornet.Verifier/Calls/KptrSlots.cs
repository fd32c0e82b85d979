// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Fields of map values and objects that hold kernel pointers, and what may be put into them.</summary>
internal sealed class KptrSlots
{
    private readonly Analysis _analysis;
    private readonly ArgumentOffsets _offsets;

    /// <summary>Works on an analysis.</summary>
    public KptrSlots(Analysis analysis)
    {
        _analysis = analysis;
        _offsets = new ArgumentOffsets(analysis);
    }

    /// <summary>Checks that a register points to a field for referenced kernel pointers, and notes the field.</summary>
    public void CheckSlot(int register, CallArguments call)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (pointer.Kind == ValueKind.MapValue)
        {
            MapInfo map = _analysis.Program.Maps[pointer.MapIndex];
            if (!map.HasTypes)
                throw Refuse($"map '{map.Name}' has to have BTF in order to use bpf_kptr_xchg");
            call.MapIndex = pointer.MapIndex;
        }

        if (!pointer.HasFixedOffset)
            throw Refuse($"R{register} doesn't have constant offset. kptr has to be at the constant offset");
        RecordFields? fields = _analysis.Records.Of(in pointer);
        if (fields is null || !HasPointers(fields))
            throw Refuse($"R{register} has no valid kptr");
        int offset = pointer.Offset + (int)pointer.Number.ConstantValue;
        if (FindAt(fields, offset) is not { } field)
            throw _analysis.Unsafe($"off={offset} doesn't point to kptr");
        if (field.Kind is not (SpecialFieldKind.ReferencedKptr or SpecialFieldKind.PerCpuKptr))
            throw _analysis.Unsafe($"off={offset} kptr isn't referenced kptr");
        call.Kptr = field;
    }

    /// <summary>Checks that a pointer may be put into a field.</summary>
    public void CheckFits(int register, in SpecialField field)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (value.Kind != ValueKind.BtfObject || (value.Flags & ~PermittedFlags(in value, in field)) != 0)
            throw BadType(register, in field, pointedTo: "");
        BtfSet btfs = _analysis.Program.Btfs;
        _offsets.CheckPointer(register, isFixedOffsetAllowed: true);

        // A reference must be to the very type, for it is released as such; an unreferenced pointer may be to something inside.
        bool isExact = field.Kind != SpecialFieldKind.UntrustedKptr;
        if (!NestedTypes.Matches(btfs, value.BtfIndex, value.TypeId, value.Offset, field.BtfIndex, field.TypeId, isExact))
            throw BadType(register, in field, btfs[value.BtfIndex].NameOf(value.TypeId));
    }

    private static ValueFlags PermittedFlags(in RegisterState value, in SpecialField field)
    {
        if (value.BtfIndex != BtfSet.Program)
        {
            ValueFlags kernel = ValueFlags.MaybeNull | ValueFlags.Trusted | ValueFlags.Rcu;
            return field.Kind == SpecialFieldKind.UntrustedKptr ? kernel | ValueFlags.Untrusted : kernel;
        }

        ValueFlags own = ValueFlags.MaybeNull | ValueFlags.Allocated;
        return field.Kind == SpecialFieldKind.PerCpuKptr ? own | ValueFlags.PerCpu : own;
    }

    private static bool HasPointers(RecordFields fields) =>
        fields.Has(SpecialFieldKind.UntrustedKptr) || fields.Has(SpecialFieldKind.ReferencedKptr) || fields.Has(SpecialFieldKind.PerCpuKptr);

    private static SpecialField? FindAt(RecordFields fields, int offset) =>
        fields.At(offset) is { Kind: SpecialFieldKind.UntrustedKptr or SpecialFieldKind.ReferencedKptr or SpecialFieldKind.PerCpuKptr } field
        && field.Offset == offset ? field : null;

    private Refusal BadType(int register, in SpecialField field, string pointedTo)
    {
        string wanted = _analysis.Program.Btfs[field.BtfIndex].NameOf(field.TypeId);
        string alternative = field.Kind == SpecialFieldKind.UntrustedKptr ? $" or untrusted_ptr_{wanted}" : "";
        string type = ValueNames.NameOf(in _analysis.Register(register)) + pointedTo;
        return _analysis.Unsafe($"invalid kptr access, R{register} type={type} expected=ptr_{wanted}{alternative}");
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
