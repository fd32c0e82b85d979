// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <content>
/// The instruction budget. Functions with loops keep what is left of the slice in a local, which must be in the state whenever other code charges
/// the budget.
/// </content>
internal sealed unsafe partial class IlFunctionEmitter
{
    /// <summary>Stores what is left of the slice, before code that charges the budget itself.</summary>
    public void FlushBudget()
    {
        if (_slice is null)
        {
            return;
        }

        LoadState();
        Il.Emit(OpCodes.Ldloc, _slice);
        Il.Emit(OpCodes.Stfld, IlMembers.Slice);
    }

    /// <summary>Loads what is left of the slice, after code that charges the budget itself.</summary>
    public void ReloadBudget()
    {
        if (_slice is null)
        {
            return;
        }

        LoadStateField(IlMembers.Slice);
        Il.Emit(OpCodes.Stloc, _slice);
    }

    /// <summary>Charges instructions against the budget; stops the program when it is used up or the run is cancelled.</summary>
    /// <param name="instructions">How many.</param>
    /// <param name="next">The slot that an error names.</param>
    public void ChargeBudget(int instructions, int next)
    {
        Label refill = Il.DefineLabel();
        Label goOn = Il.DefineLabel();
        LocalBuilder slice = _slice ?? Il.DeclareLocal(typeof(long));
        if (_slice is null)
        {
            LoadStateField(IlMembers.Slice);
        }
        else
        {
            Il.Emit(OpCodes.Ldloc, slice);
        }

        LoadNumber((ulong)instructions);
        Il.Emit(OpCodes.Sub);
        Il.Emit(OpCodes.Stloc, slice);
        if (_slice is null)
        {
            LoadState();
            Il.Emit(OpCodes.Ldloc, slice);
            Il.Emit(OpCodes.Stfld, IlMembers.Slice);
        }

        Il.Emit(OpCodes.Ldloc, slice);
        LoadNumber(0);
        Il.Emit(OpCodes.Blt, refill);
        Il.MarkLabel(goOn);
        OutOfLine(() =>
        {
            Il.MarkLabel(refill);
            FlushBudget();
            LoadRun();
            LoadPointer(Input.Code.Operations + next);
            Il.Emit(OpCodes.Call, IlMembers.Refill);
            ReloadBudget();
            Il.Emit(OpCodes.Br, goOn);
        });
    }
}
