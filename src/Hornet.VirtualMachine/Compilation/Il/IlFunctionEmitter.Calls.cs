// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <content>Calls of functions of the program.</content>
internal sealed unsafe partial class IlFunctionEmitter
{
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
    /// What a call of a function of the program is to be charged by code that repeats it (<see cref="ChargeBudget"/>); 0 for functions that charge
    /// themselves.
    /// </summary>
    public int CostOf(int target) => _program.FunctionAt(target) is { ChargesItself: false } callee ? callee.Cost : 0;

    private void LoadCalleeFramePointer()
    {
        LoadFramePointer();
        LoadNumber(RunState.FrameSize);
        Il.Emit(OpCodes.Sub);
    }
}
