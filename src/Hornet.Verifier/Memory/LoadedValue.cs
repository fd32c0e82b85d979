// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a load puts into a register.</summary>
internal static class LoadedValue
{
    /// <summary>Any number. To programs without privileges every number matters from the start.</summary>
    public static RegisterState Unknown(Analysis analysis)
    {
        RegisterState state = RegisterState.UnknownScalar;
        state.IsPrecise = !analysis.Program.IsPrivileged;
        return state;
    }

    /// <summary>Zero.</summary>
    public static RegisterState Zero(Analysis analysis)
    {
        RegisterState state = RegisterState.ConstantScalar(0);
        state.IsPrecise = !analysis.Program.IsPrivileged;
        return state;
    }

    /// <summary>A pointer; one that may be NULL gets an identity by which its copies are told after a test.</summary>
    public static RegisterState Pointer(Analysis analysis, ValueKind kind, ValueFlags flags)
    {
        RegisterState state = RegisterState.Pointer(kind, flags);
        if ((flags & ValueFlags.MaybeNull) != 0)
            state.Id = analysis.NewId();
        return state;
    }

    /// <summary>A pointer to a typed object.</summary>
    public static RegisterState Object(Analysis analysis, short btfIndex, uint typeId, ValueFlags flags)
    {
        RegisterState state = Pointer(analysis, ValueKind.BtfObject, flags);
        state.BtfIndex = btfIndex;
        state.TypeId = typeId;
        return state;
    }
}
