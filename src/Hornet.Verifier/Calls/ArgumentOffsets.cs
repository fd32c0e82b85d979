// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Which pointers may be passed on with something added to them.</summary>
internal sealed class ArgumentOffsets
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ArgumentOffsets(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks the offset of a pointer that is passed to a helper or kernel function.</summary>
    public void Check(int register)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (!MayBeAnywhere(in value))
            _analysis.Memory.Bounds.CheckUnmodified(in value, register, value.Kind == ValueKind.BtfObject && MayBeInside(value.Flags));
    }

    /// <summary>Checks the offset of a pointer to an object that the callee takes.</summary>
    public void CheckReleased(int register)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (value.Offset != 0)
        {
            throw _analysis.Refuse(
                FailureKind.Call, $"R{register} must have zero offset when passed to release func or trusted arg to kfunc");
        }

        _analysis.Memory.Bounds.CheckUnmodified(in value, register);
    }

    // Memory whose accesses are checked by offset, variable ones too.
    private static bool MayBeAnywhere(in RegisterState value) => value.Kind switch
    {
        ValueKind.Stack or ValueKind.Packet or ValueKind.PacketMeta or ValueKind.MapKey or ValueKind.MapValue or ValueKind.Arena or ValueKind.Scalar =>
            value.Flags == ValueFlags.None,
        ValueKind.Memory => value.Flags is ValueFlags.None or ValueFlags.ReadOnly or ValueFlags.RingBuffer && value.Dynptr == DynptrKind.None,
        ValueKind.Buffer => value.Flags is ValueFlags.None or ValueFlags.ReadOnly,
        _ => false,
    };

    private static bool MayBeInside(ValueFlags flags) => flags is ValueFlags.None or ValueFlags.Allocated or ValueFlags.Trusted or ValueFlags.Rcu
        or (ValueFlags.Allocated | ValueFlags.NonOwning) or (ValueFlags.Allocated | ValueFlags.NonOwning | ValueFlags.Rcu);
}
