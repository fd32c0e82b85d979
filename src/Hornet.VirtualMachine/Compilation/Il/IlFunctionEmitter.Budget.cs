// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <content>
/// The instruction budget. Functions with loops keep what is left of the slice in a local, which must be in the state whenever other code charges
/// the budget.
/// </content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private LocalBuilder? _charged;

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
    /// <param name="live">
    /// The registers that are needed afterwards, if the place is run often: they are then kept in memory over the rare call that grants the next
    /// slice, so that the call does not keep them from being in registers of the processor elsewhere.
    /// </param>
    public void ChargeBudget(long instructions, int next, ushort live = 0) => ChargeBudget(() => LoadNumber((ulong)instructions), next, live);

    private void ChargeBudget(Action loadInstructions, int next, ushort live)
    {
        Label refill = Il.DefineLabel();
        Label goOn = Il.DefineLabel();
        LocalBuilder slice = _slice ?? (_charged ??= Il.DeclareLocal(typeof(long)));
        if (_slice is null)
        {
            LoadStateField(IlMembers.Slice);
        }
        else
        {
            Il.Emit(OpCodes.Ldloc, slice);
        }

        loadInstructions();
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
            SaveRegisters(live);
            if (live != 0)
            {
                SaveVariables(next);
            }

            LoadRun();
            LoadPointer(Input.Code.Operations + next);
            Il.Emit(OpCodes.Call, IlMembers.Refill);
            RestoreRegisters(live);
            if (live != 0)
            {
                RestoreVariables(next);
            }

            ReloadBudget();
            Il.Emit(OpCodes.Br, goOn);
        });
    }

    /// <summary>Stores registers into the state.</summary>
    private void SaveRegisters(ushort registers)
    {
        for (int register = 0; register < 10; register++)
        {
            if ((registers & (1 << register)) != 0)
            {
                LoadRegisterAddress(register);
                LoadRegister(register);
                Il.Emit(OpCodes.Stind_I8);
            }
        }
    }

    /// <summary>Loads registers from the state.</summary>
    private void RestoreRegisters(ushort registers)
    {
        for (int register = 0; register < 10; register++)
        {
            if ((registers & (1 << register)) != 0)
            {
                LoadRegisterAddress(register);
                Il.Emit(OpCodes.Ldind_I8);
                StoreRegister(register);
            }
        }
    }

    /// <summary>Pushes the address of a register in the state; registers are its first members.</summary>
    private void LoadRegisterAddress(int register)
    {
        LoadState();
        Il.Emit(OpCodes.Ldc_I4, register * sizeof(ulong));
        Il.Emit(OpCodes.Add);
    }
}
