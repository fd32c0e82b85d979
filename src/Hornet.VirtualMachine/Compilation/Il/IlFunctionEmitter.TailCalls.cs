// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <content>Tail calls.</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private void EmitTailCall(int slot)
    {
        SetPosition(slot);
        FlushBudget();
        if (_arguments.IsEntry)
        {
            EmitLastCall(slot);
        }
        else
        {
            EmitTailCallOfSubprogram();
        }

        ReloadBudget();
    }

    /// <summary>
    /// The program's own tail call: the target takes over the frame of this method too, so a chain of programs is a chain of jumps.
    /// </summary>
    private void EmitLastCall(int slot)
    {
        Label failed = Il.DefineLabel();
        LocalBuilder target = Il.DeclareLocal(typeof(CompiledEntry));
        LoadRun();
        LoadRegister(2);
        LoadRegister(3);
        LoadFramePointer();
        if (MapIntrinsics.IsKnownProgramArray(this, slot))
        {
            Il.Emit(OpCodes.Ldc_I4, (int)Input.Code.Type);
            Il.Emit(OpCodes.Call, IlMembers.PrepareKnownTailCall);
        }
        else
        {
            Il.Emit(OpCodes.Call, IlMembers.PrepareTailCall);
        }

        Il.Emit(OpCodes.Stloc, target);
        Il.Emit(OpCodes.Ldloc, target);
        Il.Emit(OpCodes.Brfalse, failed);
        Il.Emit(OpCodes.Ldloc, target);
        LoadRun();
        LoadState();
        LoadRegister(1);
        LoadNumber(0);
        LoadFramePointer();
        Il.Emit(OpCodes.Tailcall);
        Il.Emit(OpCodes.Callvirt, IlMembers.InvokeEntry);
        Il.Emit(OpCodes.Ret);
        Il.MarkLabel(failed);
    }

    private void EmitTailCallOfSubprogram()
    {
        Label failed = Il.DefineLabel();
        LoadRun();
        LoadRegister(2);
        LoadRegister(3);
        LoadRegister(1);
        LoadFramePointer();
        Il.Emit(OpCodes.Call, IlMembers.TryTailCall);
        Il.Emit(OpCodes.Brfalse, failed);
        ReloadBudget();
        LeaveFunction(() =>
        {
            LoadRegisterAddress(0);
            Il.Emit(OpCodes.Ldind_I8);
        });
        Il.MarkLabel(failed);
    }
}
