// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Calls of functions that a host in user space defines itself, of which nothing is known but that the host answers for them.</summary>
internal static class HostCalls
{
    private const int LastArgument = 5;

    /// <summary>Processes such a call: arguments are as they are, memory of the stack behind them may be written, any number returned.</summary>
    public static void Call(Analysis analysis)
    {
        StackFrame frame = analysis.Frame;
        for (int register = 1; register <= LastArgument; register++)
        {
            ref RegisterState argument = ref frame.Registers[register];
            if (argument.Kind == ValueKind.Stack)
                Write(analysis.State[argument.Frame], argument.Offset + argument.Number.SignedMin);
        }

        Array.Clear(frame.Registers, 0, LastArgument + 1);
        frame.Registers[0] = RegisterState.UnknownScalar;
    }

    // How much is written is not known: whatever lies above the pointer may be any number afterwards.
    private static void Write(StackFrame frame, long offset)
    {
        long slots = Math.Min(frame.SlotCount, (-offset + StackFrame.SlotSize - 1) / StackFrame.SlotSize);
        for (int slot = 0; slot < slots; slot++)
        {
            foreach (ref SlotKind kind in frame.KindsOf(slot))
            {
                if (kind is SlotKind.Spill or SlotKind.Zero)
                    kind = SlotKind.Misc;
            }

            if (frame.KindsOf(slot).Contains(SlotKind.Misc))
                frame.Slots[slot] = RegisterState.Uninitialized;
        }
    }
}
