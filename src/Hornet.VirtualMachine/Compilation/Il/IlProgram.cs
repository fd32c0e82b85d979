// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>A program compiled by way of intermediate language.</summary>
internal sealed unsafe class IlProgram : CompiledProgram
{
    private readonly CompilationInput _input;
    private readonly IlFunctionTable _functions;
    private readonly CompiledFunction?[] _callbacks;
    private readonly bool _unwinds;

    /// <summary>Takes over methods whose code is emitted.</summary>
    /// <param name="input">What was compiled.</param>
    /// <param name="functions">Its functions.</param>
    /// <param name="entry">The program itself.</param>
    /// <param name="methods">All methods.</param>
    public IlProgram(CompilationInput input, IlFunctionTable functions, DynamicMethod entry, IReadOnlyList<CompiledMethod> methods)
    {
        _input = input;
        _functions = functions;
        _callbacks = new CompiledFunction?[input.Code.Length];
        _unwinds = input.Linked.UnwindHelper >= 0;
        Methods = methods;
        var code = entry.CreateDelegate<CompiledEntry>(this);
        RuntimeHelpers.PrepareDelegate(code);
        Entry = _unwinds ? CatchUnwinding(code) : code;
    }

    /// <inheritdoc/>
    public override Engine Engine => Engine.Jit;

    /// <inheritdoc/>
    public override CompiledEntry Entry { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<CompiledMethod> Methods { get; }

    /// <inheritdoc/>
    /// <remarks>The adapter from the common signature to the function's own is made when the function is first asked for; of two threads that ask, one wins.</remarks>
    public override CompiledFunction FindFunction(int slot)
    {
        CompiledFunction?[] callbacks = _callbacks;
        return callbacks[slot] ?? Interlocked.CompareExchange(ref callbacks[slot], CreateCallback(slot), null) ?? callbacks[slot]!;
    }

    private CompiledFunction CreateCallback(int slot)
    {
        // Programs of this class exist only where code can be made.
        CompiledFunction callback = RuntimeFeature.IsDynamicCodeSupported ? EmitCallback(slot) : throw new PlatformNotSupportedException();
        return _unwinds ? CatchUnwinding(callback) : callback;
    }

    [RequiresDynamicCode("Emits intermediate language.")]
    private CompiledFunction EmitCallback(int slot)
    {
        IlFunction function = _functions.At(slot);
        DynamicMethod method = IlSignatures.CreateMethod($"{_input.Code.Spec.Name}+{slot} callback", IlSignatures.Callback);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        foreach (int register in function.Parameters)
        {
            il.Emit(OpCodes.Ldarg_S, (byte)(2 + register));
        }

        il.Emit(OpCodes.Ldarg_S, (byte)8);
        il.Emit(OpCodes.Call, function.Method);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<CompiledFunction>(this);
    }

    private static CompiledEntry CatchUnwinding(CompiledEntry entry) => (run, state, r1, r2, framePointer) =>
    {
        ulong stackLow = state->StackLow;
        try
        {
            return entry(run, state, r1, r2, framePointer);
        }
        catch (ProgramUnwoundException)
        {
            state->StackLow = stackLow;
            return 0;
        }
    };

    private static CompiledFunction CatchUnwinding(CompiledFunction function) => (run, state, r1, r2, r3, r4, r5, framePointer) =>
    {
        ulong stackLow = state->StackLow;
        try
        {
            return function(run, state, r1, r2, r3, r4, r5, framePointer);
        }
        catch (ProgramUnwoundException)
        {
            state->StackLow = stackLow;
            return 0;
        }
    };
}
