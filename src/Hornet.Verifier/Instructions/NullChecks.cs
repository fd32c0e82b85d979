// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What a test for NULL says of every copy of a pointer.</summary>
internal sealed class NullChecks
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public NullChecks(Analysis analysis) => _analysis = analysis;

    /// <summary>Whether a pointer is known not to be NULL.</summary>
    public static bool IsNeverNull(in RegisterState pointer)
    {
        if (pointer.MaybeNull)
            return false;
        return pointer.Kind switch
        {
            ValueKind.Socket or ValueKind.TcpSocket or ValueKind.SocketCommon or ValueKind.MapValue or ValueKind.MapKey or ValueKind.Map => true,
            ValueKind.BtfObject => pointer.ReferenceId != 0 || (pointer.Flags & (ValueFlags.Trusted | ValueFlags.Allocated | ValueFlags.NonOwning)) != 0
                && (pointer.Flags & ValueFlags.Untrusted) == 0,
            ValueKind.Memory => !pointer.Has(ValueFlags.Untrusted),
            _ => false,
        };
    }

    /// <summary>Makes every copy of a pointer that may be NULL either NULL or sure.</summary>
    /// <param name="state">The state of the way that was gone.</param>
    /// <param name="register">The register that was tested.</param>
    /// <param name="isNull">Whether it is NULL on this way.</param>
    public void Learn(VerifierState state, int register, bool isNull)
    {
        RegisterState tested = state.Frame.Registers[register];
        // Nothing was taken where NULL came back.
        if (isNull && tested.ReferenceId != 0 && tested.ReferenceId == tested.Id)
            state.RemoveReference(ReferenceKind.Object, tested.ReferenceId);
        for (int f = 0; f <= state.FrameIndex; f++)
        {
            StackFrame frame = state[f];
            foreach (ref RegisterState candidate in frame.Registers.AsSpan())
                Learn(ref candidate, tested.Id, isNull);
            Span<RegisterState> slots = frame.Slots;
            for (int i = 0; i < slots.Length; i++)
            {
                if (frame.IsSpill(i))
                    Learn(ref slots[i], tested.Id, isNull);
            }
        }
    }

    /// <summary>Where two pointers are equal and one of them is not NULL, the other is not either.</summary>
    public void LearnFromOther(VerifierState equal, int left, int right)
    {
        ref RegisterState leftState = ref equal.Frame.Registers[left];
        ref RegisterState rightState = ref equal.Frame.Registers[right];
        if (!leftState.IsPointer || !rightState.IsPointer || leftState.MaybeNull == rightState.MaybeNull)
            return;
        if (leftState.Kind == ValueKind.BtfObject || rightState.Kind == ValueKind.BtfObject)
            return;
        if (leftState.MaybeNull)
            MakeSure(ref leftState);
        else
            MakeSure(ref rightState);
    }

    private void Learn(ref RegisterState state, uint id, bool isNull)
    {
        if (!state.IsPointer || !state.MaybeNull || state.Id != id)
            return;
        if (isNull)
        {
            state = RegisterState.ConstantScalar(0);
            return;
        }

        MakeSure(ref state);
        if (!MayHoldLock(in state))
            state.Id = 0;
    }

    private bool MayHoldLock(in RegisterState state)
    {
        if (state.Kind == ValueKind.MapValue)
            return _analysis.Program.Maps[state.MapIndex].Fields is { } fields && (fields.Has(SpecialFieldKind.SpinLock) || fields.Has(SpecialFieldKind.ResilientSpinLock));
        return state.Kind == ValueKind.BtfObject && state.Has(ValueFlags.Allocated);
    }

    /// <summary>Makes a pointer that may be NULL one that is not.</summary>
    public void MakeSure(ref RegisterState state)
    {
        state.Flags &= ~ValueFlags.MaybeNull;
        if (state.Kind != ValueKind.MapValue)
            return;
        MapInfo map = _analysis.Program.Maps[state.MapIndex];
        if (map.Inner is { } inner)
        {
            state.Kind = ValueKind.Map;
            state.MapIndex = inner.Index;
            // Timers and the like must be set up with the very map that they are in.
            if (inner.Fields is { } fields && (fields.Has(SpecialFieldKind.Timer) || fields.Has(SpecialFieldKind.WorkQueue) || fields.Has(SpecialFieldKind.TaskWork)))
                state.MapInstance = state.Id;
        }
        else if (map.Type == MapType.XskMap)
        {
            state.Kind = ValueKind.XdpSocket;
        }
        else if (map.Type is MapType.SockMap or MapType.SockHash)
        {
            state.Kind = ValueKind.Socket;
        }
    }
}
