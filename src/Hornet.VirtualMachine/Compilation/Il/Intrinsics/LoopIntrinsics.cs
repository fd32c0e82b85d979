// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <summary>
/// <c>bpf_loop</c> and <c>bpf_for_each_map_elem</c> with a callback that is the same on every path to the call: loops around a direct call of its
/// method. Each round is charged against the budget.
/// </summary>
[RequiresDynamicCode("Emits intermediate language.")]
internal static unsafe class LoopIntrinsics
{
    private static readonly MethodInfo Begin = Walk(nameof(MapWalk.Begin));
    private static readonly MethodInfo Next = Walk(nameof(MapWalk.Next));
    private static readonly MethodInfo End = Walk(nameof(MapWalk.End));
    private static readonly FieldInfo Value = typeof(MapWalk).GetField(nameof(MapWalk.Value))!;
    private static readonly FieldInfo Key = typeof(MapWalk).GetField(nameof(MapWalk.Key))!;

    /// <summary>Emits <c>bpf_loop</c>; see <see cref="IlIntrinsics.TryEmit"/>.</summary>
    public static bool TryEmitLoop(IlFunctionEmitter emitter, int slot)
    {
        if (FindCallback(emitter, slot) is not { } callback)
        {
            return false;
        }

        ILGenerator il = emitter.Il;
        LocalBuilder count = il.DeclareLocal(typeof(uint));
        LocalBuilder at = il.DeclareLocal(typeof(uint));
        LocalBuilder result = il.DeclareLocal(typeof(ulong));
        Label badFlags = il.DefineLabel();
        Label tooMany = il.DefineLabel();
        Label test = il.DefineLabel();
        Label stop = il.DefineLabel();
        Label done = il.DefineLabel();

        if (emitter.Known(slot, 4) is not { Kind: KnownValueKind.Number, Value: 0 })
        {
            emitter.LoadRegister(4);
            il.Emit(OpCodes.Brtrue, badFlags);
            EmitError(emitter, badFlags, Errno.EINVAL, done);
        }

        emitter.LoadRegister(1);
        il.Emit(OpCodes.Conv_U4);
        il.Emit(OpCodes.Stloc, count);
        il.Emit(OpCodes.Ldloc, count);
        il.Emit(OpCodes.Ldc_I4, (int)LoopHelpers.MaxLoops);
        il.Emit(OpCodes.Bgt_Un, tooMany);
        EmitError(emitter, tooMany, Errno.E2BIG, done);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Stloc, at);

        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, at);
        il.Emit(OpCodes.Ldloc, count);
        il.Emit(OpCodes.Bge_Un, stop);
        emitter.ChargeBudget(1 + emitter.CostOf(callback), callback);
        emitter.EmitLocalCall(callback, slot, register =>
        {
            switch (register)
            {
                case 1:
                    il.Emit(OpCodes.Ldloc, at);
                    il.Emit(OpCodes.Conv_U8);
                    break;
                case 2:
                    emitter.LoadRegister(3);
                    break;
                default:
                    emitter.LoadNumber(0);
                    break;
            }
        });
        il.Emit(OpCodes.Stloc, result);
        EmitIncrement(il, at);
        il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Brfalse, test);

        il.MarkLabel(stop);
        il.Emit(OpCodes.Ldloc, at);
        il.Emit(OpCodes.Conv_U8);
        emitter.StoreRegister(0);
        il.MarkLabel(done);
        return true;
    }

    /// <summary>Emits <c>bpf_for_each_map_elem</c>; see <see cref="IlIntrinsics.TryEmit"/>.</summary>
    public static bool TryEmitForEach(IlFunctionEmitter emitter, int slot)
    {
        if (FindCallback(emitter, slot) is not { } callback
            || MapIntrinsics.FindMap(emitter, slot) is not { IsEnumerable: true } map
            || emitter.Known(slot, 4) is not { Kind: KnownValueKind.Number, Value: 0 })
        {
            return false;
        }

        ILGenerator il = emitter.Il;
        LocalBuilder walk = il.DeclareLocal(typeof(MapWalk));
        LocalBuilder count = il.DeclareLocal(typeof(uint));
        Label next = il.DefineLabel();
        Label stop = il.DefineLabel();
        emitter.SetPosition(slot);
        il.Emit(OpCodes.Ldloca, walk);
        emitter.LoadRun();
        emitter.LoadNumber(map.Handle);
        il.Emit(OpCodes.Call, Begin);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Stloc, count);

        il.MarkLabel(next);
        il.Emit(OpCodes.Ldloca, walk);
        emitter.LoadRun();
        emitter.LoadNumber(map.Handle);
        il.Emit(OpCodes.Call, Next);
        il.Emit(OpCodes.Brfalse, stop);
        EmitIncrement(il, count);
        emitter.ChargeBudget(1 + emitter.CostOf(callback), callback);
        emitter.EmitLocalCall(callback, slot, register =>
        {
            switch (register)
            {
                case 1:
                    emitter.LoadNumber(map.Handle);
                    break;
                case 2 or 3:
                    il.Emit(OpCodes.Ldloca, walk);
                    il.Emit(OpCodes.Ldfld, register == 2 ? Key : Value);
                    il.Emit(OpCodes.Conv_U8);
                    break;
                case 4:
                    emitter.LoadRegister(3);
                    break;
                default:
                    emitter.LoadNumber(0);
                    break;
            }
        });
        il.Emit(OpCodes.Brfalse, next);

        il.MarkLabel(stop);
        emitter.LoadRun();
        emitter.LoadNumber(map.Handle);
        il.Emit(OpCodes.Call, End);
        il.Emit(OpCodes.Ldloc, count);
        il.Emit(OpCodes.Conv_U8);
        emitter.StoreRegister(0);
        return true;
    }

    /// <summary>The slot of the function that R2 holds before a call, when that is known.</summary>
    private static int? FindCallback(IlFunctionEmitter emitter, int slot) =>
        emitter.Known(slot, 2) is { Kind: KnownValueKind.Number } callback && emitter.Input.Code.IsFunction(callback.Value)
            ? emitter.Input.Code.IndexOf((Operation*)callback.Value)
            : null;

    private static void EmitError(IlFunctionEmitter emitter, Label label, int errno, Label done) => emitter.OutOfLine(() =>
    {
        emitter.Il.MarkLabel(label);
        emitter.LoadNumber(Errno.Result(errno));
        emitter.StoreRegister(0);
        emitter.Il.Emit(OpCodes.Br, done);
    });

    private static void EmitIncrement(ILGenerator il, LocalBuilder number)
    {
        il.Emit(OpCodes.Ldloc, number);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, number);
    }

    private static MethodInfo Walk(string name) => typeof(MapWalk).GetMethod(name)!;
}
