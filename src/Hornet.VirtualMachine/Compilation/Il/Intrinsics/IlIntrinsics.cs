// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Helpers that compiled code does in place instead of calling them; only in verified programs.</summary>
[RequiresDynamicCode("Emits intermediate language.")]
internal static class IlIntrinsics
{
    /// <summary>Emits what a helper does, if there is a faster way than calling it.</summary>
    /// <param name="emitter">The function; its registers hold the arguments, and R0 takes the result.</param>
    /// <param name="helper">A built-in helper.</param>
    /// <param name="slot">The slot of the call.</param>
    /// <returns>False, with nothing emitted, when the helper must be called.</returns>
    public static bool TryEmit(IlFunctionEmitter emitter, HelperId helper, int slot) => helper switch
    {
        HelperId.Loop => LoopIntrinsics.TryEmitLoop(emitter, slot),
        HelperId.ForEachMapElement => LoopIntrinsics.TryEmitForEach(emitter, slot),
        _ => MachineIntrinsics.TryEmit(emitter, helper) || MapIntrinsics.TryEmit(emitter, helper, slot),
    };
}
