// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;
using Hornet.Bytecode;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <content>Jumps (RFC 9669, section 4.3) and the budget they cost when they lead backwards.</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private const ushort AllRegisters = 0x3ff;

    private void EmitJump(int slot, Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case 0x05:
                GoTo(slot, slot + 1 + instruction.Offset);
                return;
            case 0x06:
                GoTo(slot, slot + 1 + instruction.Immediate);
                return;
            case 0x0d:
                EmitIndirectJump(slot, instruction);
                return;
            case 0xe5:
                EmitMayGoto(slot, instruction);
                return;
        }

        int target = slot + 1 + instruction.Offset;
        switch (Input.ProofAt(slot).Facts & (ProofFacts.AlwaysTaken | ProofFacts.NeverTaken))
        {
            case ProofFacts.AlwaysTaken:
                GoTo(slot, target);
                return;
            case ProofFacts.NeverTaken:
                GoTo(slot, slot + 1);
                return;
        }

        if (target == slot + 1)
        {
            GoTo(slot, target);
            return;
        }

        bool isWide = (instruction.Opcode & 7) == 5;
        LoadOperand((int)instruction.Destination, isWide);
        LoadSource(instruction, isWide);
        if ((instruction.Opcode & 0xf0) == 0x40)
        {
            Il.Emit(OpCodes.And);
        }

        (OpCode taken, OpCode notTaken) = BranchesOf(instruction);
        if (target > slot)
        {
            Il.Emit(taken, LabelOf(target));
        }
        else
        {
            Label goOn = Il.DefineLabel();
            Il.Emit(notTaken, goOn);
            GoTo(slot, target);
            Il.MarkLabel(goOn);
        }

        FallThrough(slot + 1);
    }

    /// <summary>Goes on at a slot, from the end of a piece.</summary>
    private void GoTo(int slot, int target)
    {
        if (target > slot)
        {
            FallThrough(target);
        }
        else
        {
            Jump(slot, target);
        }
    }

    /// <summary>Jumps to a slot; a jump that repeats something is charged for it.</summary>
    private void Jump(int slot, int target)
    {
        if (!Input.IsBounded && _function.Flow.RepeatingJumps.Contains((slot, target)))
        {
            ChargeBudget(_program.CostOfRange(target, slot), target, LiveAt(target));
        }

        Il.Emit(OpCodes.Br, LabelOf(target));
    }

    /// <summary><c>may_goto</c> jumps once the frame's iterations are used up.</summary>
    private void EmitMayGoto(int slot, Instruction instruction)
    {
        Label goOn = Il.DefineLabel();
        LoadLoopBudget();
        Il.Emit(OpCodes.Brtrue, goOn);
        Jump(slot, slot + 1 + instruction.Offset);
        Il.MarkLabel(goOn);
        StoreLoopBudget(() =>
        {
            LoadLoopBudget();
            Il.Emit(OpCodes.Ldc_I4_1);
            Il.Emit(OpCodes.Sub);
        });
        FallThrough(slot + 1);
    }

    /// <summary><c>gotox</c>: the register holds the address of an instruction's operation.</summary>
    private void EmitIndirectJump(int slot, Instruction instruction)
    {
        SetPosition(slot);
        LocalBuilder index = Il.DeclareLocal(typeof(int));
        LoadRun();
        LoadRegister((int)instruction.Destination);
        Il.Emit(OpCodes.Call, IlMembers.CheckJumpTarget);
        LoadNumber((ulong)Input.Code.Operations);
        Il.Emit(OpCodes.Sub);
        LoadNumber((ulong)sizeof(Operation));
        Il.Emit(OpCodes.Div_Un);
        Il.Emit(OpCodes.Conv_I4);
        Il.Emit(OpCodes.Stloc, index);
        Label forward = Il.DefineLabel();
        Il.Emit(OpCodes.Ldloc, index);
        Il.Emit(OpCodes.Ldc_I4, slot);
        Il.Emit(OpCodes.Bgt, forward);
        ChargeBudget(
            () =>
            {
                Il.Emit(OpCodes.Ldc_I4, slot + 1);
                Il.Emit(OpCodes.Ldloc, index);
                Il.Emit(OpCodes.Sub);
                Il.Emit(OpCodes.Conv_I8);
            },
            slot,
            AllRegisters);
        Il.MarkLabel(forward);
        var targets = new Label[Input.Code.Length];
        Label other = Il.DefineLabel();
        Array.Fill(targets, other);
        foreach (FlowBlock block in _function.Flow.Blocks)
        {
            if (block.Start < targets.Length)
            {
                targets[block.Start] = LabelOf(block.Start);
            }
        }

        Il.Emit(OpCodes.Ldloc, index);
        Il.Emit(OpCodes.Switch, targets);
        Il.MarkLabel(other);
        EmitUnreachable(slot);
    }

    private static (OpCode Taken, OpCode NotTaken) BranchesOf(Instruction instruction) => (instruction.Opcode & 0xf0) switch
    {
        0x10 => (OpCodes.Beq, OpCodes.Bne_Un),
        0x20 => (OpCodes.Bgt_Un, OpCodes.Ble_Un),
        0x30 => (OpCodes.Bge_Un, OpCodes.Blt_Un),
        0x40 => (OpCodes.Brtrue, OpCodes.Brfalse),
        0x50 => (OpCodes.Bne_Un, OpCodes.Beq),
        0x60 => (OpCodes.Bgt, OpCodes.Ble),
        0x70 => (OpCodes.Bge, OpCodes.Blt),
        0xa0 => (OpCodes.Blt_Un, OpCodes.Bge_Un),
        0xb0 => (OpCodes.Ble_Un, OpCodes.Bgt_Un),
        0xc0 => (OpCodes.Blt, OpCodes.Bge),
        0xd0 => (OpCodes.Ble, OpCodes.Bgt),
        _ => throw new InvalidOperationException($"The decoder let the opcode 0x{instruction.Opcode:x2} pass."),
    };
}
