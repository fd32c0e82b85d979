// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks that no jump leaves its function and no function runs into the next.</summary>
internal static class FunctionBounds
{
    /// <summary>Checks all functions, noting which make tail calls and legacy packet loads.</summary>
    /// <exception cref="Refusal">A jump leaves its function, or a function has no end.</exception>
    public static void Check(Instruction[] instructions, List<Subprogram> subprograms)
    {
        foreach (Subprogram function in subprograms)
        {
            for (int i = function.Start; i < function.End; i++)
            {
                Instruction instruction = instructions[i];
                Note(function, instruction);
                if (instruction.IsJumpClass && instruction.JumpOperation is not (JumpOperation.Call or JumpOperation.Exit))
                {
                    int target = i + instruction.JumpDistance + 1;
                    if (target < function.Start || target >= function.End)
                        throw new Refusal($"jump out of range from insn {i} to {target}", FailureKind.Structure, i);
                }
            }

            if (!instructions[function.End - 1].IsExit && !instructions[function.End - 1].IsUnconditionalJump)
                throw new Refusal("last insn is not an exit or jmp", FailureKind.Structure, function.End - 1);
        }
    }

    private static void Note(Subprogram function, Instruction instruction)
    {
        if (instruction.IsHelperCall && instruction.Immediate == (int)HelperId.TailCall)
            function.HasTailCall = function.TailCallReachable = true;
        if (instruction.IsPacketLoad)
            function.HasPacketLoad = true;
    }
}
