// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// Helpers on a map that is the same on every path to the call. Look-ups in arrays become a comparison and an address; those in hash tables call the
/// look-up for the size of the key with the table's address; the rest calls what <see cref="KnownMapHelpers"/> has for the kind of map.
/// </summary>
[RequiresDynamicCode("Emits intermediate language.")]
internal static unsafe class MapIntrinsics
{
    private static readonly FieldInfo Cpu = typeof(RunState).GetField(nameof(RunState.Cpu))!;
    private static readonly Type[] HelperParameters = [typeof(ProgramRun), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong)];

    /// <summary>Emits a helper that takes a map first; see <see cref="IlIntrinsics.TryEmit"/>.</summary>
    public static bool TryEmit(IlFunctionEmitter emitter, HelperId helper, int slot)
    {
        if (FindMap(emitter, slot) is not { } map)
        {
            return false;
        }

        switch (helper, map)
        {
            case (HelperId.MapLookupElement, NativeArrayMap array):
                EmitArrayLookup(emitter, slot, array.FirstValue, map, cpuStride: 0);
                return true;
            case (HelperId.MapLookupElement, NativePerCpuArrayMap array):
                EmitArrayLookup(emitter, slot, array.FirstValue, map, map.CpuCount == 1 ? 0 : array.CpuStride);
                return true;
            case (HelperId.MapLookupElement, NativeHashMap or NativeLruHashMap):
                EmitHashLookup(emitter, (NativeHashBase)map);
                return true;
        }

        var function = KnownMapHelpers.Find(helper, map);
        if (function == null)
        {
            return false;
        }

        EmitCall(emitter, (nint)function, ArgumentCount(helper));
        return true;
    }

    /// <summary>The map that R1 points to before a call, when that is known.</summary>
    public static NativeMap? FindMap(IlFunctionEmitter emitter, int slot) =>
        emitter.Known(slot, 1) is { Kind: KnownValueKind.Number } map ? emitter.Input.FindMap(map.Value) : null;

    /// <summary>Whether R2 holds the same prog array on every path to a tail call of a verified program.</summary>
    public static bool IsKnownProgramArray(IlFunctionEmitter emitter, int slot) =>
        !emitter.Input.IsChecked
        && emitter.Known(slot, 2) is { Kind: KnownValueKind.Number } map
        && emitter.Input.FindMap(map.Value) is NativeDescriptorArray { Type: MapType.ProgramArray };

    /// <summary>Emits a call of a function with a helper's parameters, of which it reads the first few.</summary>
    private static void EmitCall(IlFunctionEmitter emitter, nint function, int arguments)
    {
        emitter.LoadRun();
        for (int register = 1; register <= 5; register++)
        {
            if (register <= arguments)
            {
                emitter.LoadRegister(register);
            }
            else
            {
                emitter.LoadNumber(0);
            }
        }

        emitter.LoadPointer((void*)function);
        emitter.Il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, typeof(ulong), HelperParameters, null);
        emitter.StoreRegister(0);
    }

    private static int ArgumentCount(HelperId helper) => helper switch
    {
        HelperId.MapUpdateElement or HelperId.RingBufferOutput => 4,
        HelperId.MapPushElement or HelperId.RingBufferReserve => 3,
        _ => 2,
    };

    /// <summary>Emits <c>index &lt; count ? values + cpu * cpuStride + index * stride : null</c>.</summary>
    private static void EmitArrayLookup(IlFunctionEmitter emitter, int slot, byte* values, NativeMap map, ulong cpuStride)
    {
        ILGenerator il = emitter.Il;
        LocalBuilder index = il.DeclareLocal(typeof(uint));
        Label outside = il.DefineLabel();
        Label done = il.DefineLabel();
        if (!emitter.TryLoadKey(slot))
        {
            emitter.LoadRegister(2);
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Unaligned, (byte)1);
            il.Emit(OpCodes.Ldind_U4);
        }

        il.Emit(OpCodes.Stloc, index);
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldc_I4, (int)map.MaxEntries);
        il.Emit(OpCodes.Bge_Un, outside);
        emitter.LoadNumber((ulong)values);
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Conv_U8);
        emitter.LoadNumber((ulong)map.ValueStride);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
        if (cpuStride != 0)
        {
            emitter.LoadStateField(Cpu);
            il.Emit(OpCodes.Conv_U8);
            emitter.LoadNumber(cpuStride);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
        }

        emitter.StoreRegister(0);
        il.Emit(OpCodes.Br, done);
        il.MarkLabel(outside);
        emitter.LoadNumber(0);
        emitter.StoreRegister(0);
        il.MarkLabel(done);
    }

    private static void EmitHashLookup(IlFunctionEmitter emitter, NativeHashBase map)
    {
        ILGenerator il = emitter.Il;
        bool notesUse = map is NativeLruHashMap;
        emitter.LoadPointer(map.View);
        emitter.LoadRegister(2);
        il.Emit(OpCodes.Conv_U);
        if (map.IsPerCpu)
        {
            emitter.LoadStateField(Cpu);
        }

        il.Emit(OpCodes.Call, map.KeySize switch
        {
            4 => FindLookup<HashKey4>(map.IsPerCpu, notesUse),
            8 => FindLookup<HashKey8>(map.IsPerCpu, notesUse),
            <= 16 => FindLookup<HashKeyShort>(map.IsPerCpu, notesUse),
            _ => FindLookup<HashKeyLong>(map.IsPerCpu, notesUse),
        });
        il.Emit(OpCodes.Conv_U8);
        emitter.StoreRegister(0);
    }

    private static MethodInfo FindLookup<TKey>(bool isPerCpu, bool notesUse)
        where TKey : struct, IHashKey
    {
        string name = (isPerCpu, notesUse) switch
        {
            (false, false) => nameof(HashLookup<>.Value),
            (false, true) => nameof(HashLookup<>.UsedValue),
            (true, false) => nameof(HashLookup<>.CpuValue),
            (true, true) => nameof(HashLookup<>.UsedCpuValue),
        };
        return typeof(HashLookup<TKey>).GetMethod(name)!;
    }
}
