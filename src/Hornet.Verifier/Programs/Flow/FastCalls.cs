// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>
/// Calls that keep R1 to R5 (<c>bpf_fastcall</c>). Compilers spill and fill these registers around them all the same, for kernels that do not know
/// better; one that does takes the spills out, and with them the part of the stack below all else, if nothing else touches that part.
/// </summary>
internal static class FastCalls
{
    private const int Scratch = 0b11_1111, Arguments = 0b11_1110;

    /// <summary>Finds the calls with their spills and fills.</summary>
    public static void Mark(VerifiedProgram program)
    {
        foreach (Subprogram function in program.Subprograms)
        {
            short lowest = LowestSpill(program.Instructions, function);
            if (lowest == 0)
                continue;
            for (int i = function.Start; i < function.End; i += program.Instructions[i].SlotCount)
            {
                if (program.Instructions[i].IsCall)
                    Mark(program, function, i, lowest);
            }
        }
    }

    /// <summary>Notes an access to a function's stack: what touches the part of the spills without being one of them keeps that part in use.</summary>
    /// <param name="program">The program.</param>
    /// <param name="subprogram">Whose stack it is.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="offset">The lowest byte that may be touched, from the stack's top.</param>
    public static void NoteAccess(VerifiedProgram program, int subprogram, int instruction, long offset)
    {
        Subprogram function = program.Subprograms[subprogram];
        if (offset < function.FastCallStack && !program.Facts[instruction].IsFastCallSpill)
            function.HasFastCalls = false;
    }

    /// <summary>Takes the spills out of what each function uses, once all paths are walked.</summary>
    public static void Reduce(VerifiedProgram program)
    {
        foreach (Subprogram function in program.Subprograms)
        {
            if (function.HasFastCalls && !function.KeepsFastCallStack)
                function.StackDepth = -function.FastCallStack;
        }
    }

    /// <summary>The lowest place of the stack that a whole register is stored to.</summary>
    private static short LowestSpill(Instruction[] instructions, Subprogram function)
    {
        short lowest = 0;
        for (int i = function.Start; i < function.End; i++)
        {
            if (instructions[i] is { Opcode: Opcodes.StoreDoubleWordRegister, Destination: Register.R10 } spill)
                lowest = Math.Min(lowest, spill.Offset);
        }

        return lowest;
    }

    private static void Mark(VerifiedProgram program, Subprogram function, int call, short lowest)
    {
        int expected = KeptRegisters(program, call, out bool isFast);
        int pairs = 0, offset = lowest;
        for (int distance = 1; expected != 0 && distance <= BitOperations.PopCount(Scratch); distance++, offset += sizeof(ulong))
        {
            if (call - distance < 0 || call + distance >= program.Instructions.Length)
                break;
            Instruction spill = program.Instructions[call - distance], fill = program.Instructions[call + distance];
            bool isPair = spill is { Opcode: Opcodes.StoreDoubleWordRegister, Destination: Register.R10 }
                && fill is { Opcode: Opcodes.LoadDoubleWord, Source: Register.R10 }
                && spill.Source == fill.Destination && spill.Offset == offset && fill.Offset == offset;
            if (!isPair || (expected & (1 << (int)spill.Source)) == 0)
                break;
            expected &= ~(1 << (int)spill.Source);
            program.Facts[call - distance].IsFastCallSpill = program.Facts[call + distance].IsFastCallSpill = true;
            pairs++;
        }

        if (pairs == 0)
            return;
        function.HasFastCalls |= isFast;
        function.KeepsFastCallStack |= !isFast;
        function.FastCallStack = Math.Min(function.FastCallStack, offset);
    }

    /// <summary>The registers that a call keeps if it is such a call: those that it has no use for.</summary>
    private static int KeptRegisters(VerifiedProgram program, int index, out bool isFast)
    {
        Instruction call = program.Instructions[index];
        int parameters;
        bool isVoid;
        isFast = false;
        if (call.IsHelperCall && Helpers.IsAllowed((HelperId)call.Immediate, program.Type, program.AttachType))
        {
            HelperPrototype prototype = Helpers.Get((HelperId)call.Immediate, program.Type);
            (parameters, isVoid) = (prototype.Arguments.Length, prototype.ReturnKind == ReturnKind.Void);
            isFast = (prototype.Traits & HelperTraits.KeepsCallerRegisters) != 0;
        }
        else if (call.IsKernelFunctionCall && program.KernelFunctions[index] is { } name && KernelFunctionEffects.Prototype(program.Btfs, name) is { } prototype)
        {
            (parameters, isVoid) = (prototype.Parameters.Length, prototype.ReturnTypeId == 0);
            isFast = Kfuncs.Find(name)?.Has(KfuncTraits.KeepsCallerRegisters) == true;
        }
        else
        {
            return 0;
        }

        int clobbered = (((1 << (parameters + 1)) - 1) & Arguments) | (isVoid ? 0 : 1);
        return Scratch & ~clobbered;
    }
}
