// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.VirtualMachines;

/// <summary>Runs a compiled program from its first instruction on.</summary>
/// <param name="run">The run.</param>
/// <param name="state">Its machine state.</param>
/// <param name="r1">R1: the context.</param>
/// <param name="r2">R2; only bare bytecode gets one, the length of its memory.</param>
/// <param name="framePointer">R10: one past the frame, which lies in the run's stack. A tail call hands on its own.</param>
/// <returns>R0.</returns>
internal unsafe delegate ulong CompiledEntry(ProgramRun run, RunState* state, ulong r1, ulong r2, ulong framePointer);

/// <summary>Runs a function of a compiled program: a callback that a helper or timer calls.</summary>
internal unsafe delegate ulong CompiledFunction(ProgramRun run, RunState* state, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5, ulong framePointer);

/// <summary>A piece of a compiled program that has a name.</summary>
/// <param name="Name">Its name, unique in the program.</param>
/// <param name="Slot">The slot of the first instruction of the function it is of.</param>
internal readonly record struct CompiledMethod(string Name, int Slot);

/// <summary>A program as a compiler made it. Any number of runs share it; it lives as long as its <see cref="ProgramCode"/>.</summary>
internal abstract class CompiledProgram : IDisposable
{
    private CompiledEntry? _entry;

    /// <summary>Which compiler made it.</summary>
    public abstract Engine Engine { get; }

    /// <summary>Whether every access is tested (checked mode), because nothing was proven.</summary>
    public required bool IsChecked { get; init; }

    /// <summary>The most frames the program needs (<see cref="FlowGraph.MaximumDepth"/>).</summary>
    public required int FrameCount { get; init; }

    /// <summary>The program it was made of; set when it has been made.</summary>
    public ProgramCode? Code { get; set; }

    /// <summary>How long compiling took.</summary>
    public TimeSpan CompileTime { get; set; }

    /// <summary>Runs the program.</summary>
    public abstract CompiledEntry Entry { get; }

    /// <summary><see cref="Entry"/>, without asking the kind of compiler for it each time.</summary>
    public CompiledEntry CachedEntry => _entry ??= Entry;

    /// <summary>A function, by the slot of its first instruction.</summary>
    public abstract CompiledFunction FindFunction(int slot);

    /// <summary>The methods of machine code it consists of.</summary>
    public virtual IReadOnlyList<CompiledMethod> Methods => [];

    /// <summary>The machine code, for listings; null where only watching the runtime's compiler at work tells it (<see cref="DynamicMethodWatcher"/>).</summary>
    public virtual ImmutableArray<MachineFunction>? ReadMachineCode() => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the garbage collector does not.</summary>
    protected virtual void Free()
    {
    }
}
