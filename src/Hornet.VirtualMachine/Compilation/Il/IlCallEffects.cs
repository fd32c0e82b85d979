// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>What calls do to registers and to the instruction budget, as far as the callee tells.</summary>
internal static unsafe class IlCallEffects
{
    private const ushort Arguments = 0b111110;

    /// <summary>The effects of an instruction.</summary>
    /// <param name="input">The program.</param>
    /// <param name="slot">The instruction's slot.</param>
    /// <param name="parametersOf">The argument registers that the function at a slot reads.</param>
    public static Effects Of(CompilationInput input, int slot, Func<int, ushort> parametersOf)
    {
        Instruction instruction = input.Linked.Instructions[slot];
        Effects effects = Effects.Of(instruction);
        bool isPacketLoad = (instruction.Opcode & 7) == 0 && instruction.Opcode != 0x18;
        bool isCall = instruction.Opcode is 0x85 or 0x8d;
        if (!isCall && !isPacketLoad)
        {
            return effects;
        }

        // What the verifier calls clobbered keeps its value in programs that it did not see.
        ushort writes = input.IsChecked ? (ushort)1 : effects.Writes;
        if (isPacketLoad)
        {
            return effects with { Writes = writes };
        }

        ushort reads = instruction switch
        {
            { Opcode: 0x8d } => (ushort)(Arguments | (1 << input.Code.Operations[slot].Destination)),
            { Source: Register.R1 } => parametersOf(slot + 1 + instruction.Immediate),
            { Source: Register.R0 } when input.BuiltInHelper(instruction.Immediate) is { } helper =>
                (ushort)(Arguments & ((2 << ArgumentCount(helper, input.IsChecked)) - 1)),
            _ => Arguments,
        };
        return new Effects(reads, reads, writes);
    }

    /// <summary>How many arguments a helper looks at; programs that were not verified may rely on more than the kernel's prototype has.</summary>
    public static int ArgumentCount(HelperId helper, bool isChecked) =>
        isChecked || helper == HelperId.TracePrintk || !Helpers.IsKnown(helper) ? 5 : Helpers.Get(helper).Arguments.Length;

    /// <summary>Whether a helper may charge the budget: it calls back, or goes on in another program.</summary>
    public static bool TouchesBudget(HelperId helper) => helper
        is HelperId.Loop or HelperId.ForEachMapElement or HelperId.UserRingBufferDrain or HelperId.FindVma or HelperId.TailCall;
}
