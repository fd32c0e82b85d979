// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Lets loops of iterators, callbacks and <c>may_goto</c> come to rest: numbers that changed since the last round, and that nothing depended on, become any number.</summary>
internal static class Widening
{
    /// <summary>Widens a state against the one that its path kept at the beginning of an earlier round, if there is one.</summary>
    /// <param name="states">The kept states.</param>
    /// <param name="path">Where the path stands: only states kept before it count. Null for none.</param>
    /// <param name="current">The state, changed.</param>
    /// <param name="instruction">The instruction that begins a round.</param>
    public static void AgainstPreviousRound(StateCache states, VerifierState? path, VerifierState current, int instruction)
    {
        if (path is not null && states.FindOnPath(path, instruction) is { } previous)
            Widen(previous, current);
    }

    private static void Widen(VerifierState old, VerifierState current)
    {
        for (int f = old.FrameIndex; f >= 0; f--)
        {
            StackFrame before = old[f], now = current[f];
            for (int i = 0; i < StackFrame.RegisterCount - 1; i++)
                Widen(in before.Registers[i], ref now.Registers[i]);
            int slots = Math.Min(before.SlotCount, now.SlotCount);
            for (int i = 0; i < slots; i++)
            {
                if (before.IsSpill(i) && now.IsSpill(i))
                    Widen(in before.Slots[i], ref now.Slots[i]);
            }
        }
    }

    private static void Widen(in RegisterState old, ref RegisterState current)
    {
        if (!old.IsScalar || !current.IsScalar || old.IsPrecise || current.IsPrecise)
            return;
        if (!StateComparer.AreSame(in old, in current))
            current = RegisterState.UnknownScalar;
    }
}
