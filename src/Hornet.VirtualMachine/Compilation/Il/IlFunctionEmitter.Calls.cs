// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Reflection.Emit;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <content>Calls of functions of the program, of helpers and of what a register holds; tail calls.</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private static readonly Type[] HelperParameters =
        [typeof(ProgramRun), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong)];

    /// <summary>
    /// Emits a call of a function of the program in a frame below this one; its R0 is left on the evaluation stack. Charges nothing: see
    /// <see cref="CostOf"/>.
    /// </summary>
    /// <param name="target">The slot of the function's first instruction.</param>
    /// <param name="slot">The slot of the call.</param>
    /// <param name="loadArgument">Pushes the value of the argument register it gets, 1 to 5; is asked only for those the function reads.</param>
    public void EmitLocalCall(int target, int slot, Action<int> loadArgument)
    {
        IlFunction callee = _program.FunctionAt(target);
        if (Input.IsChecked)
        {
            SetPosition(slot);
            LoadRun();
            LoadCalleeFramePointer();
            Il.Emit(OpCodes.Call, IlMembers.OpenFrame);
        }

        if (callee.TouchesBudget)
        {
            FlushBudget();
        }

        LoadRun();
        LoadState();
        foreach (int register in callee.Parameters)
        {
            loadArgument(register);
        }

        LoadCalleeFramePointer();
        Il.Emit(OpCodes.Call, callee.Method);
        if (callee.TouchesBudget)
        {
            ReloadBudget();
        }

        if (Input.IsChecked)
        {
            LoadRun();
            LoadFramePointer();
            Il.Emit(OpCodes.Call, IlMembers.CloseFrame);
        }
    }

    /// <summary>
    /// What a call of a function of the program is to be charged by code that repeats it (<see cref="ChargeBudget(long, int, ushort)"/>); 0 for functions that charge
    /// themselves.
    /// </summary>
    public int CostOf(int target) => _program.FunctionAt(target) is { ChargesItself: false } callee ? callee.Cost : 0;

    private void EmitCall(int slot, Instruction instruction)
    {
        int number = instruction.Immediate;
        if (instruction.Opcode == 0x8d)
        {
            EmitCallRegister(slot);
        }
        else if ((int)instruction.Source == 1)
        {
            EmitLocalCall(slot + 1 + number, slot, LoadRegister);
            StoreRegister(0);
        }
        else if ((int)instruction.Source == 0 && number == Input.Linked.UnwindHelper)
        {
            EmitUnwind();
        }
        else if ((int)instruction.Source == 0 && Input.BuiltInHelper(number) is { } helper)
        {
            EmitHelperCall(slot, helper);
        }
        else
        {
            EmitRegisteredCall(slot);
        }
    }

    private void EmitHelperCall(int slot, HelperId helper)
    {
        if (helper == HelperId.TailCall)
        {
            EmitTailCall(slot);
            return;
        }

        if (!Input.IsChecked && IlIntrinsics.TryEmit(this, helper, slot))
        {
            return;
        }

        bool mayCallBack = Input.IsChecked || IlCallEffects.TouchesBudget(helper);
        if (mayCallBack)
        {
            BeginHelperCall(slot);
        }
        else
        {
            SetPosition(slot);
        }

        LoadRun();
        int arguments = ArgumentCount(helper);
        for (int register = 1; register <= 5; register++)
        {
            if (register <= arguments)
            {
                LoadRegister(register);
            }
            else
            {
                LoadNumber(0);
            }
        }

        LoadPointer(Input.Code.HelperSet.Table[(int)helper]);
        Il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, typeof(ulong), HelperParameters, null);
        StoreRegister(0);
        if (mayCallBack)
        {
            ReloadBudget();
        }
    }

    /// <summary>A call of a function that the machine's owner registered, or of a kernel function.</summary>
    private void EmitRegisteredCall(int slot)
    {
        BeginHelperCall(slot);
        LoadRun();
        Il.Emit(OpCodes.Ldc_I4, Input.Code.Operations[slot].Immediate);
        for (int register = 1; register <= 5; register++)
        {
            LoadRegister(register);
        }

        Il.Emit(OpCodes.Call, IlMembers.CallRegistered);
        StoreRegister(0);
        ReloadBudget();
    }

    /// <summary>Makes the state what helpers that throw or call back expect.</summary>
    private void BeginHelperCall(int slot)
    {
        SetPosition(slot);
        PublishFramePointer();
        FlushBudget();
    }

    /// <summary>The arguments a helper looks at. Programs that were not verified may rely on more.</summary>
    private int ArgumentCount(HelperId helper) => IlCallEffects.ArgumentCount(helper, Input.IsChecked);

    /// <summary>The helper that returns its argument and, when that is 0, ends the program with 0.</summary>
    private void EmitUnwind()
    {
        Label goOn = Il.DefineLabel();
        LoadRegister(1);
        StoreRegister(0);
        LoadRegister(1);
        Il.Emit(OpCodes.Brtrue, goOn);
        EmitUnwinding();
        Il.MarkLabel(goOn);
    }

    private void EmitUnwinding()
    {
        if (_arguments.IsEntry)
        {
            LeaveFunction(() => LoadNumber(0));
            return;
        }

        Il.Emit(OpCodes.Call, IlMembers.CreateUnwind);
        Il.Emit(OpCodes.Throw);
    }

    /// <summary><c>callx</c>: the register holds a function's address or a helper's number.</summary>
    private void EmitCallRegister(int slot)
    {
        int register = Input.Code.Operations[slot].Destination;
        Label done = Il.DefineLabel();
        SetPosition(slot);
        foreach (FlowFunction function in Input.Graph.Functions)
        {
            Label next = Il.DefineLabel();
            LoadRegister(register);
            LoadNumber((ulong)(Input.Code.Operations + function.Start));
            Il.Emit(OpCodes.Bne_Un, next);
            EmitLocalCall(function.Start, slot, LoadRegister);
            StoreRegister(0);
            Il.Emit(OpCodes.Br, done);
            Il.MarkLabel(next);
        }

        Label goOn = Il.DefineLabel();
        BeginHelperCall(slot);
        SaveRegisters(0b111110);
        LoadRun();
        LoadRegister(register);
        Il.Emit(OpCodes.Call, IlMembers.CallByNumber);
        Il.Emit(OpCodes.Brfalse, goOn);
        EmitUnwinding();
        Il.MarkLabel(goOn);
        ReloadBudget();
        RestoreRegisters(0b1);
        Il.MarkLabel(done);
    }

    private void LoadCalleeFramePointer()
    {
        LoadFramePointer();
        LoadNumber(RunState.FrameSize);
        Il.Emit(OpCodes.Sub);
    }
}
