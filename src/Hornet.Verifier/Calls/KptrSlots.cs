// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Fields of map values and objects that hold kernel pointers.</summary>
internal sealed class KptrSlots
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public KptrSlots(Analysis analysis) => _analysis = analysis;

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

    private static bool HasPointers(RecordFields fields) =>
        fields.Has(SpecialFieldKind.UntrustedKptr) || fields.Has(SpecialFieldKind.ReferencedKptr) || fields.Has(SpecialFieldKind.PerCpuKptr);

    private static SpecialField? FindAt(RecordFields fields, int offset) =>
        fields.At(offset) is { Kind: SpecialFieldKind.UntrustedKptr or SpecialFieldKind.ReferencedKptr or SpecialFieldKind.PerCpuKptr } field
        && field.Offset == offset ? field : null;

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
