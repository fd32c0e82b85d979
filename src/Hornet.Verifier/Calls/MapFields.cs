// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Pointers to the special fields of map values that helpers and kernel functions take: timers, work queues, task work.</summary>
internal sealed class MapFields
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public MapFields(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks that a register, which points to a map value, points to the value's field of a kind.</summary>
    /// <param name="register">The register.</param>
    /// <param name="kind">The kind of field.</param>
    /// <param name="name">The name of its structure: <c>bpf_timer</c>, …</param>
    public void Check(int register, SpecialFieldKind kind, string name)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        MapInfo map = _analysis.Program.Maps[pointer.MapIndex];
        if (!pointer.HasFixedOffset)
            throw Refuse($"R{register} doesn't have constant offset. {name} has to be at the constant offset");
        if (!map.HasTypes)
            throw Refuse($"map '{map.Name}' has to have BTF in order to use {name}");
        if (map.Fields?.Find(kind) is not { } field)
            throw Refuse($"map '{map.Name}' has no valid {name}");
        long offset = pointer.Offset + (long)pointer.Number.ConstantValue;
        if (offset != field.Offset)
            throw Refuse($"off {offset} doesn't point to 'struct {name}' that is at {field.Offset}");
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
