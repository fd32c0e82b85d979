// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Clock, random numbers and the number of the CPU, taken from the run itself.</summary>
[RequiresDynamicCode("Emits intermediate language.")]
internal static class MachineIntrinsics
{
    private static readonly FieldInfo Cpu = typeof(RunState).GetField(nameof(RunState.Cpu))!;
    private static readonly MethodInfo Time = typeof(ProgramRun).GetProperty(nameof(ProgramRun.MonotonicNanoseconds))!.GetMethod!;
    private static readonly MethodInfo NextRandom = typeof(ProgramRun).GetMethod(nameof(ProgramRun.NextRandom))!;

    /// <summary>Emits a helper without arguments; see <see cref="IlIntrinsics.TryEmit"/>.</summary>
    public static bool TryEmit(IlFunctionEmitter emitter, HelperId helper)
    {
        switch (helper)
        {
            case HelperId.KtimeGetNanoseconds or HelperId.KtimeGetBootNanoseconds:
                emitter.LoadRun();
                emitter.Il.Emit(OpCodes.Call, Time);
                break;
            case HelperId.GetPseudoRandomU32:
                emitter.LoadRun();
                emitter.Il.Emit(OpCodes.Call, NextRandom);
                emitter.Il.Emit(OpCodes.Conv_U8);
                break;
            case HelperId.GetSmpProcessorId:
                emitter.LoadStateField(Cpu);
                emitter.Il.Emit(OpCodes.Conv_U8);
                break;
            default:
                return false;
        }

        emitter.StoreRegister(0);
        return true;
    }
}
