// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <content>
/// Functions too large for one method: chunks that hand over registers in the state, and a loop that calls one after the other. A chunk returns where
/// to go on (<see cref="IlChunkPlan.EntryOf"/>), or -1 when the function returns, with R0 in the state. Parts of the frame that a chunk keeps in locals are in
/// memory between chunks.
/// </content>
internal sealed unsafe partial class IlFunctionEmitter
{
    /// <summary>Where a chunk's method has its arguments.</summary>
    public static readonly IlArguments ChunkArguments = new(Run: 0, State: 1, FirstRegister: 2, FramePointer: 2);

    private const int EntryArgument = 3;
    private const int LoopBudgetArgument = 4;

    /// <summary>Emits the method that calls a function's chunks.</summary>
    public void EmitDriver()
    {
        IlChunkPlan plan = _function.Plan;
        if (_function.ChargesItself)
        {
            ReloadBudget();
            ChargeBudget(_function.Cost, _function.Start);
            FlushBudget();
        }

        LoadParameters();
        SaveRegisters(_function.LiveAt(_function.Start));
        LocalBuilder next = Il.DeclareLocal(typeof(int));
        LocalBuilder loops = Il.DeclareLocal(typeof(uint));
        Il.Emit(OpCodes.Ldc_I4, (int)RunState.MaximumLoops);
        Il.Emit(OpCodes.Stloc, loops);
        Il.Emit(OpCodes.Ldc_I4, plan.EntryOf(_function.Start));
        Il.Emit(OpCodes.Stloc, next);
        Label again = Il.DefineLabel();
        Label called = Il.DefineLabel();
        Label[] calls = [.. plan.Chunks.Select(_ => Il.DefineLabel())];
        Il.MarkLabel(again);
        Il.Emit(OpCodes.Ldloc, next);
        Il.Emit(OpCodes.Ldc_I4, IlChunkPlan.ChunkShift);
        Il.Emit(OpCodes.Shr);
        Il.Emit(OpCodes.Switch, calls);
        for (int i = 0; i < calls.Length; i++)
        {
            Il.MarkLabel(calls[i]);
            LoadRun();
            LoadState();
            LoadFramePointer();
            Il.Emit(OpCodes.Ldloc, next);
            Il.Emit(OpCodes.Ldloca, loops);
            Il.Emit(OpCodes.Conv_U);
            Il.Emit(OpCodes.Call, _function.ChunkMethods[i]);
            Il.Emit(OpCodes.Br, called);
        }

        Il.MarkLabel(called);
        Il.Emit(OpCodes.Stloc, next);
        Il.Emit(OpCodes.Ldloc, next);
        Il.Emit(OpCodes.Ldc_I4_0);
        Il.Emit(OpCodes.Bge, again);
        LoadRegisterAddress(0);
        Il.Emit(OpCodes.Ldind_I8);
        Il.Emit(OpCodes.Ret);
        EmitOutOfLine();
    }

    /// <summary>Emits a chunk.</summary>
    public void EmitChunk(IlChunk chunk)
    {
        _isChunk = true;
        DefineLabels();
        ReloadBudget();
        Label[] entries = [.. chunk.Entries.Select(_ => Il.DefineLabel())];
        LoadArgument(EntryArgument);
        Il.Emit(OpCodes.Ldc_I4, IlChunkPlan.EntryMask);
        Il.Emit(OpCodes.And);
        Il.Emit(OpCodes.Switch, entries);
        for (int i = 0; i < entries.Length; i++)
        {
            Il.MarkLabel(entries[i]);
            RestoreRegisters(LiveAt(chunk.Entries[i]));
            RestoreVariables(chunk.Entries[i]);
            Il.Emit(OpCodes.Br, LabelOf(chunk.Entries[i]));
        }

        EmitPieces();
    }

    /// <summary>Leaves a chunk for a piece that is in another one.</summary>
    private void LeaveChunk(int slot)
    {
        SaveRegisters(LiveAt(slot));
        SaveVariables(slot);
        FlushBudget();
        Il.Emit(OpCodes.Ldc_I4, _function.Plan.EntryOf(slot));
        Il.Emit(OpCodes.Ret);
    }
}
