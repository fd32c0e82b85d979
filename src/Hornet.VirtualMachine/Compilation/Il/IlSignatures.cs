// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>The methods' signatures, and the delegates by which they are compiled.</summary>
internal static unsafe class IlSignatures
{
    // A delegate closed over its first argument costs less per call than an open one.
    private static readonly Type Target = typeof(object);

    private delegate ulong Function0(ProgramRun run, RunState* state, ulong framePointer);

    private delegate ulong Function1(ProgramRun run, RunState* state, ulong first, ulong framePointer);

    private delegate ulong Function2(ProgramRun run, RunState* state, ulong first, ulong second, ulong framePointer);

    private delegate ulong Function3(ProgramRun run, RunState* state, ulong first, ulong second, ulong third, ulong framePointer);

    private delegate ulong Function4(ProgramRun run, RunState* state, ulong first, ulong second, ulong third, ulong fourth, ulong framePointer);

    private delegate ulong Function5(
        ProgramRun run, RunState* state, ulong first, ulong second, ulong third, ulong fourth, ulong fifth, ulong framePointer);

    private delegate int Chunk(ProgramRun run, RunState* state, ulong framePointer, int entry, uint* loopBudget);

    /// <summary>The parameters of the method behind a <see cref="CompiledEntry"/>.</summary>
    public static Type[] Entry { get; } = [Target, typeof(ProgramRun), typeof(RunState*), typeof(ulong), typeof(ulong), typeof(ulong)];

    /// <summary>The parameters of the method behind a <see cref="CompiledFunction"/>.</summary>
    public static Type[] Callback { get; } =
    [
        Target, typeof(ProgramRun), typeof(RunState*), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong),
    ];

    /// <summary>The parameters of a chunk's method.</summary>
    public static Type[] ChunkParameters { get; } = [typeof(ProgramRun), typeof(RunState*), typeof(ulong), typeof(int), typeof(uint*)];

    /// <summary>The parameters of a function's method.</summary>
    public static Type[] OfFunction(IlFunction function) =>
        [typeof(ProgramRun), typeof(RunState*), .. function.Parameters.Select(_ => typeof(ulong)), typeof(ulong)];

    /// <summary>Creates a method that may use what is internal here, and returns R0.</summary>
    [RequiresDynamicCode("Emits intermediate language.")]
    public static DynamicMethod CreateMethod(string name, Type[] parameters) => CreateMethod(name, typeof(ulong), parameters);

    /// <summary>Creates the method of a part of a function.</summary>
    [RequiresDynamicCode("Emits intermediate language.")]
    public static DynamicMethod CreateChunk(string name) => CreateMethod(name, typeof(int), ChunkParameters);

    /// <summary>Has the methods of a function's parts compiled.</summary>
    public static void CompileChunks(IlFunction function)
    {
        foreach (DynamicMethod method in function.ChunkMethods)
        {
            RuntimeHelpers.PrepareDelegate(method.CreateDelegate<Chunk>());
        }
    }

    /// <summary>Has a function's method compiled now instead of when it is first called.</summary>
    public static void Compile(IlFunction function) => RuntimeHelpers.PrepareDelegate(function.Method.CreateDelegate(function.Parameters.Length switch
    {
        0 => typeof(Function0),
        1 => typeof(Function1),
        2 => typeof(Function2),
        3 => typeof(Function3),
        4 => typeof(Function4),
        _ => typeof(Function5),
    }));

    [RequiresDynamicCode("Emits intermediate language.")]
    private static DynamicMethod CreateMethod(string name, Type result, Type[] parameters) =>
        new(name, result, parameters, typeof(ProgramRun).Module, skipVisibility: true);
}
