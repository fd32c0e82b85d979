// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <content>
/// Calls and returns (RFC 9669, section 4.3.1). Functions of the program are called by the machine's own calls; a function pushes those of R6 to R9 that
/// it changes. Helpers are reached through an exit, unless they are written out here.
/// </content>
internal sealed unsafe partial class X64Generator
{
    private const uint MaximumCallbackLoops = 8 * 1024 * 1024;

    private void BeginFunction(X64Function function)
    {
        _function = function;
        bool hasPrologue = function.Saves != 0 || function.HasLoopBudget;
        if (hasPrologue && _isChecked && function.Start != 0)
        {
            // Unverified code may come here without a call.
            _code.Jump(LabelOf(function.Start));
        }

        function.Return = function.IsMain ? _finish : _code.NewLabel();
        _code.Bind(function.Entry);
        for (int register = 6; register <= 9; register++)
        {
            if ((function.Saves & (1 << register)) != 0)
            {
                _code.Emit(Code.Push_r64, OfProgram[register]);
            }
        }

        if (function.HasLoopBudget)
        {
            _code.Emit(Instruction.Create(Code.Pushq_imm32, (int)RunState.MaximumLoops));
        }
    }

    private void EmitReturn()
    {
        if (_function.IsMain)
        {
            _code.Jump(_finish);
        }
        else
        {
            EmitEpilogue(_function);
        }
    }

    private void EmitEpilogue(X64Function function)
    {
        if (function.HasLoopBudget)
        {
            _code.Emit(Code.Pop_r64, Scratch);
        }

        for (int register = 9; register >= 6; register--)
        {
            if ((function.Saves & (1 << register)) != 0)
            {
                _code.Emit(Code.Pop_r64, OfProgram[register]);
            }
        }

        _code.Emit(Code.Retnq);
    }

    private void EmitCall(BpfInstruction instruction)
    {
        int number = instruction.Immediate;
        switch ((int)instruction.Source)
        {
            case 1:
                int target = _slot + 1 + number;
                EmitCharge((ushort)_operations[_slot].Offset, target);
                EmitLocalCall(target);
                return;
            case 0 when number == _input.Linked.UnwindHelper:
                Move(Register.RAX, OfProgram[1]);
                _code.Emit(Code.Test_rm64_r64, Register.RAX, Register.RAX);
                _code.Jump(X64Condition.Equal, _unwind);
                return;
            case 0 when _input.BuiltInHelper(number) is { } helper:
                if (helper == HelperId.TailCall)
                {
                    EmitResumingExit(X64ExitKind.TailCall, isFull: true, _function.Return, KnownMap(2));
                }
                else if (_isChecked || !TryEmitHelper(helper))
                {
                    EmitResumingExit(X64ExitKind.Helper, isFull: _isChecked, map: KnownMap(1));
                }

                return;
            default:
                EmitResumingExit(X64ExitKind.Function, isFull: _isChecked);
                return;
        }
    }

    /// <summary>Calls a function of the program, with a frame of its own below this one.</summary>
    private void EmitLocalCall(int target)
    {
        OpenFrame();
        _code.CallTo(_structure.FunctionAt(target)!.Entry);
        CloseFrame();
    }

    private void OpenFrame()
    {
        if (_isChecked)
        {
            X64Label tooDeep = AddRarePath(RareKind.CallDepth, _slot, default);
            _code.Emit(Code.Lea_r64_m, Scratch, X64Assembler.Memory(Register.RBP, -2 * RunState.FrameSize));
            _code.Emit(Code.Cmp_r64_rm64, Scratch, InState(StateLayout.StackBase));
            _code.Jump(X64Condition.Below, tooDeep);
            _code.Emit(Code.Sub_rm64_imm32, InState(StateLayout.StackLow), RunState.FrameSize);
        }

        _code.Emit(Code.Sub_rm64_imm32, Register.RBP, RunState.FrameSize);
    }

    private void CloseFrame()
    {
        _code.Emit(Code.Add_rm64_imm32, Register.RBP, RunState.FrameSize);
        if (_isChecked)
        {
            X64Label done = _code.NewLabel();
            _code.Emit(Code.Add_rm64_imm32, InState(StateLayout.StackLow), RunState.FrameSize);
            _code.Emit(Code.Cmp_rm32_imm8, InState(StateLayout.HasStackWindows), 0);
            _code.Jump(X64Condition.NotEqual, AddRarePath(RareKind.ForgetWindows, _slot, done));
            _code.Bind(done);
        }
    }

    /// <summary>
    /// <c>callx</c>, which only unverified programs have: C# finds out what is called. A helper it calls itself and goes on behind; for a function it comes
    /// back to the call below.
    /// </summary>
    private void EmitCallRegister()
    {
        X64Label next = _code.NewLabel();
        X64Label call = _code.NewLabel();
        EmitExit(X64ExitKind.CallRegister, _slot, isFull: true, next, call);
        _code.Bind(call);
        OpenFrame();
        _code.Emit(Instruction.Create(Code.Call_rm64, InState(StateLayout.CallTarget)));
        CloseFrame();
        _code.Bind(next);
    }

    /// <summary>The map that a register points to, if the program was verified and it is known.</summary>
    private NativeMap? KnownMap(int register) => !_isChecked && _known[register] is { } handle ? _input.FindMap(handle) : null;

    /// <summary>Writes a helper out, if that can be done.</summary>
    private bool TryEmitHelper(HelperId helper)
    {
        switch (helper)
        {
            case HelperId.GetSmpProcessorId:
                _code.Emit(Code.Mov_r32_rm32, Register.EAX, InState(StateLayout.Cpu));
                return true;
            case HelperId.MapLookupElement when KnownMap(1) is { } map:
                return TryEmitLookup(map);
            case HelperId.Loop when _known[2] is { } callback && _known[4] is 0 && _input.Code.IsFunction(callback):
                EmitCallbackLoop(_input.Code.IndexOf((Operation*)callback));
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>bpf_loop</c>: index, count and the callback's argument are on the machine's stack while the callback runs.</summary>
    private void EmitCallbackLoop(int callback)
    {
        _hasCallbackLoop = true;
        X64Label tooMany = _code.NewLabel();
        X64Label again = _code.NewLabel();
        X64Label test = _code.NewLabel();
        X64Label end = _code.NewLabel();
        X64Label done = _code.NewLabel();
        MemoryOperand index = X64Assembler.Memory(Register.RSP, 0);
        MemoryOperand count = X64Assembler.Memory(Register.RSP, 8);
        _code.Emit(Code.Mov_r32_rm32, Scratch.Low32(), OfProgram[1].Low32());
        EmitBinary(BinaryOperation.Compare, isWide: false, Scratch, (int)MaximumCallbackLoops);
        _code.Jump(X64Condition.Above, tooMany);
        _code.Emit(Code.Push_r64, OfProgram[3]);
        _code.Emit(Code.Push_r64, Scratch);
        _code.Emit(Instruction.Create(Code.Pushq_imm8, 0));
        _hasWords = true;
        _code.Jump(test);

        _code.Bind(again);
        _code.Emit(Code.Mov_r64_rm64, OfProgram[2], X64Assembler.Memory(Register.RSP, 16));
        EmitCharge(1, callback);
        EmitLocalCall(callback);
        _code.Emit(Code.Add_rm64_imm8, index, 1);
        _code.Emit(Code.Test_rm64_r64, Register.RAX, Register.RAX);
        _code.Jump(X64Condition.NotEqual, end);
        _code.Bind(test);
        _code.Emit(Code.Mov_r64_rm64, OfProgram[1], index);
        _code.Emit(Code.Cmp_r64_rm64, OfProgram[1], count);
        _code.Jump(X64Condition.Below, again);
        _code.Bind(end);
        _hasWords = false;
        _code.Emit(Code.Pop_r64, Register.RAX);
        _code.Emit(Code.Lea_r64_m, Register.RSP, X64Assembler.Memory(Register.RSP, 16));
        _code.Jump(done);
        _code.Bind(tooMany);
        LoadConstant(Register.RAX, Errno.Result(Errno.E2BIG));
        _code.Bind(done);
    }
}
