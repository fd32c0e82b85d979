// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Engines;

/// <summary>
/// Tells programs that read registers which nobody wrote, at the start of a function or after a call. The verifier refuses them; in checked mode they run,
/// and what they read is each engine's own affair.
/// </summary>
internal static class UnwrittenRegisters
{
    private const int Context = 1 << 1, FramePointer = 1 << 10, Result = 1 << 0, Arguments = 0b111110;

    /// <summary>Whether some path through the program may read one.</summary>
    public static bool MayBeRead(ProgramSpec program)
    {
        ImmutableArray<Instruction> code = program.Instructions;
        var written = new int?[code.Length];
        var queue = new Queue<(int Slot, int Written)>();
        queue.Enqueue((0, Context | FramePointer));
        while (queue.TryDequeue(out (int Slot, int Written) next))
        {
            (int slot, int known) = next;
            if (slot < 0 || slot >= code.Length)
                continue;
            int joined = written[slot] is { } before ? before & known : known;
            if (written[slot] == joined)
                continue;
            written[slot] = joined;
            Instruction instruction = code[slot];
            if ((ReadsOf(instruction) & ~joined) != 0)
                return true;
            foreach ((int Slot, int Written) successor in Successors(instruction, slot, joined))
                queue.Enqueue(successor);
        }

        return false;
    }

    // A helper takes what its prototype says; a function may take all.
    private static int ReadsOf(Instruction instruction) => instruction switch
    {
        { Opcode: Opcodes.Call, Source: (Register)CallKind.Helper } when Helpers.IsKnown((HelperId)instruction.Immediate) =>
            Arguments & ((2 << Helpers.Get((HelperId)instruction.Immediate).Arguments.Length) - 1),
        { Opcode: Opcodes.Call } => Arguments,
        _ => Effects.Of(instruction).Reads,
    };

    private static IEnumerable<(int Slot, int Written)> Successors(Instruction instruction, int slot, int written)
    {
        int after = slot + instruction.SlotCount;
        bool isCall = instruction.Opcode is Opcodes.Call or Opcodes.CallRegister;
        if (instruction.IsFunctionLoad || (instruction.Opcode == Opcodes.Call && (CallKind)instruction.Source == CallKind.Local))
            yield return (slot + 1 + instruction.Immediate, Arguments | FramePointer);
        if (instruction.IsJump)
            yield return (slot + 1 + instruction.JumpDistance, written);
        if (instruction.Opcode is Opcodes.Exit or Opcodes.Jump or Opcodes.JumpLong)
            yield break;
        bool isTailCall = instruction is { Opcode: Opcodes.Call, Source: (Register)CallKind.Helper, Immediate: (int)HelperId.TailCall };
        yield return (after, isTailCall
            ? written & ~(Arguments | Result)
            : isCall ? (written & ~Arguments) | Result : written | Effects.Of(instruction).Writes);
    }
}
