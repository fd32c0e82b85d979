// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;
using Hornet.Bytecode;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <content>A function from its entry to its end, piece by piece.</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private LocalBuilder? _loopBudget;
    private bool _isChunk;
    private int _piece;

    /// <summary>Emits the whole function as one method.</summary>
    public void EmitFunction()
    {
        DefineLabels();
        ReloadBudget();
        LoadParameters();
        if (_function.ChargesItself)
        {
            ChargeBudget(_function.Cost, _function.Start);
        }

        if (_program.HasMayGoto)
        {
            _loopBudget = Il.DeclareLocal(typeof(int));
            Il.Emit(OpCodes.Ldc_I4, (int)RunState.MaximumLoops);
            Il.Emit(OpCodes.Stloc, _loopBudget);
        }

        _piece = -1;
        FallThrough(_function.Start);
        EmitPieces();
    }

    private void LoadParameters()
    {
        for (int i = 0; i < _function.Parameters.Length; i++)
        {
            int register = _function.Parameters[i];
            int argument = _arguments.IsEntry ? register - 1 : i;
            if (_arguments.FirstRegister + argument < _arguments.FramePointer)
            {
                LoadArgument(_arguments.FirstRegister + argument);
                StoreRegister(register);
            }
        }
    }

    private void DefineLabels()
    {
        foreach (IlPiece piece in _pieces)
        {
            _labels.Add(piece.Start, Il.DefineLabel());
        }

        DefineVariables();
    }

    private void EmitPieces()
    {
        for (_piece = 0; _piece < _pieces.Length; _piece++)
        {
            IlPiece piece = _pieces[_piece];
            Il.MarkLabel(_labels[piece.Start]);
            bool isEnded = false;
            for (int at = piece.Start; !isEnded && at < Math.Max(piece.End, piece.Start + 1); at += IsWideLoad(at) ? 2 : 1)
            {
                isEnded = EmitInstruction(at);
            }

            if (!isEnded)
            {
                FallThrough(piece.End);
            }
        }

        EmitOutOfLine();
    }

    private void EmitOutOfLine()
    {
        while (_outOfLine.TryDequeue(out Action? emit))
        {
            emit();
        }
    }

    /// <summary>Emits an instruction.</summary>
    /// <returns>Whether it decides itself where control goes on.</returns>
    private bool EmitInstruction(int slot)
    {
        if (Input.Code.IsFault(slot))
        {
            EmitFault(slot);
            return true;
        }

        if ((Input.ProofAt(slot).Facts & ProofFacts.Reached) == 0)
        {
            EmitUnreachable(slot);
            return true;
        }

        Instruction instruction = _instructions[slot];
        switch (instruction.Opcode & 7)
        {
            case 0 when instruction.Opcode == 0x18:
                EmitWideLoad(slot, instruction);
                return false;
            case 0:
                EmitPacketLoad(slot, instruction);
                return false;
            case 1:
                EmitLoad(slot, instruction);
                return false;
            case 3 when (instruction.Opcode & 0xe0) == 0xc0:
                EmitAtomic(slot, instruction);
                return false;
            case 2 or 3:
                KeepKey(slot, instruction);
                EmitStore(slot, instruction);
                return false;
            case 5 or 6 when instruction.Opcode is 0x85 or 0x8d:
                EmitCall(slot, instruction);
                return false;
            case 5 or 6 when instruction.Opcode == 0x95:
                LeaveFunction(() => LoadRegister(0));
                return true;
            case 5 or 6:
                EmitJump(slot, instruction);
                return true;
            default:
                EmitAlu(slot, instruction);
                return false;
        }
    }

    private bool IsWideLoad(int slot) => slot < _instructions.Length && _instructions[slot].Opcode == 0x18;

    private void EmitWideLoad(int slot, Instruction instruction)
    {
        if (IsNeededAfter(slot, (int)instruction.Destination))
        {
            LoadNumber(Input.WideValue(slot));
            StoreRegister((int)instruction.Destination);
        }
    }

    private void EmitFault(int slot)
    {
        SetPosition(slot);
        PublishFramePointer();
        LoadRun();
        Il.Emit(OpCodes.Ldc_I4, Input.Code.Operations[slot].Immediate);
        Il.Emit(OpCodes.Call, IlMembers.CreateFault);
        Il.Emit(OpCodes.Throw);
    }

    private void EmitUnreachable(int slot)
    {
        SetPosition(slot);
        LoadRun();
        Il.Emit(OpCodes.Call, IlMembers.CreateUnreachable);
        Il.Emit(OpCodes.Throw);
    }

    /// <summary>Returns from the function.</summary>
    /// <param name="loadResult">Pushes R0.</param>
    private void LeaveFunction(Action loadResult)
    {
        FlushBudget();
        if (_isChunk)
        {
            LoadRegisterAddress(0);
            loadResult();
            Il.Emit(OpCodes.Stind_I8);
            Il.Emit(OpCodes.Ldc_I4_M1);
        }
        else
        {
            loadResult();
        }

        Il.Emit(OpCodes.Ret);
    }

    /// <summary>Goes on at a slot, which needs no jump when it is emitted next.</summary>
    private void FallThrough(int target)
    {
        if (_piece + 1 >= _pieces.Length || _pieces[_piece + 1].Start != target)
        {
            Il.Emit(OpCodes.Br, LabelOf(target));
        }
    }

    private Label LabelOf(int slot)
    {
        if (!_labels.TryGetValue(slot, out Label label))
        {
            label = Il.DefineLabel();
            _labels.Add(slot, label);
            OutOfLine(() =>
            {
                Il.MarkLabel(label);
                if (slot < _instructions.Length)
                {
                    LeaveChunk(slot);
                }
                else
                {
                    // Execution runs past the last instruction.
                    EmitFault(slot);
                }
            });
        }

        return label;
    }

    /// <summary>The registers that are needed at the start of a block.</summary>
    private ushort LiveAt(int slot) => _function.LiveAt(slot);

    /// <summary>Pushes how many iterations <c>may_goto</c> still allows; chunks of a function share the number.</summary>
    private void LoadLoopBudget()
    {
        if (_loopBudget is not null)
        {
            Il.Emit(OpCodes.Ldloc, _loopBudget);
            return;
        }

        LoadArgument(LoopBudgetArgument);
        Il.Emit(OpCodes.Ldind_U4);
    }

    private void StoreLoopBudget(Action loadValue)
    {
        if (_loopBudget is not null)
        {
            loadValue();
            Il.Emit(OpCodes.Stloc, _loopBudget);
            return;
        }

        LoadArgument(LoopBudgetArgument);
        loadValue();
        Il.Emit(OpCodes.Stind_I4);
    }
}
