// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>A fault that an instruction stands for.</summary>
/// <param name="Error">Why.</param>
/// <param name="Message">What the program did.</param>
/// <param name="StackOffset">For a stack access outside the frame: its offset from R10.</param>
/// <param name="Size">For a stack access outside the frame: its size in bytes.</param>
/// <param name="Access">For a stack access outside the frame: what it does.</param>
internal readonly record struct Fault(ExecutionError Error, string Message, int StackOffset = 0, uint Size = 0, MemoryAccess Access = MemoryAccess.None);

/// <summary>A decoded program in native memory. Operation <c>n</c> is instruction slot <c>n</c>. Not changed after decoding; any number of runs share it.</summary>
internal sealed unsafe class ProgramCode : IDisposable
{
    private readonly BitArray _functionEntries;
    private readonly BitArray _starts;
    private readonly List<CompiledProgram> _replaced = [];
    private Operation* _operations;
    private CompiledProgram? _compiled;
    private volatile TailCallTarget? _tailCallTarget;
    private volatile bool _isRetired;

    /// <summary>Takes over decoded operations.</summary>
    public ProgramCode(
        LinkedProgram program,
        HelperSet helpers,
        Operation* operations,
        BitArray functionEntries,
        BitArray starts,
        HelperFunction[] functions,
        Fault[] faults)
    {
        Linked = program;
        Type = program.Spec.Type;
        Length = program.Instructions.Length;
        HelperSet = helpers;
        _operations = operations;
        _functionEntries = functionEntries;
        _starts = starts;
        Functions = functions;
        Faults = faults;
    }

    /// <summary>The number by which frames and prog arrays know the program; unique in its machine.</summary>
    public int Id { get; set; }

    /// <summary>What was decoded.</summary>
    public LinkedProgram Linked { get; }

    /// <summary>The helpers the program was decoded with.</summary>
    public HelperSet HelperSet { get; }

    /// <summary>The program as its object has it.</summary>
    public ProgramSpec Spec => Linked.Spec;

    /// <summary>The program's type.</summary>
    public ProgramType Type { get; }

    /// <summary>Whether its object was disposed: runs that go on in it may do so, but none may come to it any more.</summary>
    public bool IsRetired => _isRetired;

    /// <summary>What the verifier proved of it; null for a program that was not verified.</summary>
    public ProgramProofs? Proofs { get; init; }

    /// <summary>
    /// Bytes below R10 that are zero when a run starts: those the program was proven to use, or the whole frame where nothing was proven or where a tail call
    /// may hand it on.
    /// </summary>
    public int StackReach { get; init; } = RunState.FrameSize;

    /// <summary>The program as a compiler made it; null while it is interpreted. Changed while the program runs: a run takes it once, when it starts.</summary>
    public CompiledProgram? Compiled => Volatile.Read(ref _compiled);

    /// <summary>What a tail call to the program needs of <see cref="Compiled"/>; null when it takes more than a jump, or the program is retired.</summary>
    public TailCallTarget? TailCallTarget => _tailCallTarget;

    /// <summary>What decides on <see cref="Compiled"/>; null for code that nobody runs.</summary>
    public ProgramTier? Tier { get; set; }

    /// <summary>The operations: one for each slot, and one more that catches execution past the end.</summary>
    public Operation* Operations => _operations;

    /// <summary>The number of instruction slots.</summary>
    public int Length { get; }

    /// <summary>The functions that calls of registered helpers and kernel functions refer to.</summary>
    public HelperFunction[] Functions { get; }

    /// <summary>The faults that operations refer to.</summary>
    public Fault[] Faults { get; }

    /// <summary>The slot of an operation, or -1 when it is not of this program.</summary>
    public int IndexOf(Operation* operation)
    {
        long index = operation - _operations;
        return index >= 0 && index <= Length ? (int)index : -1;
    }

    /// <summary>Whether an address is the start of a function of this program, as a wide load of a function's address yields it.</summary>
    public bool IsFunction(ulong address) => IsMarked(address, _functionEntries);

    /// <summary>Whether an address is the start of an instruction of this program.</summary>
    public bool IsInstruction(ulong address) => IsMarked(address, _starts);

    /// <summary>Has runs that start from now on use machine code, or the interpreter. Runs that are under way keep what they use, until the program is unloaded.</summary>
    public void Use(CompiledProgram? compiled)
    {
        if (Interlocked.Exchange(ref _compiled, compiled) is { } old)
        {
            _replaced.Add(old);
        }

        _tailCallTarget = compiled is { IsChecked: false } ? new TailCallTarget(this, compiled) : null;
        Interlocked.MemoryBarrier();
        if (_isRetired)
        {
            _tailCallTarget = null;
        }
    }

    /// <summary>Keeps new runs and tail calls from it.</summary>
    public void Retire()
    {
        _isRetired = true;
        Interlocked.MemoryBarrier();
        _tailCallTarget = null;
    }

    /// <summary>Whether the operation at a slot stands for a fault.</summary>
    public bool IsFault(int slot) => _operations[slot].Destination == Operation.FaultMark;

    /// <inheritdoc/>
    public void Dispose()
    {
        Tier?.Retire();
        Compiled?.Dispose();
        foreach (CompiledProgram old in _replaced)
        {
            old.Dispose();
        }

        NativeMemory.AlignedFree(_operations);
        _operations = null;
    }

    private bool IsMarked(ulong address, BitArray marks)
    {
        ulong offset = address - (ulong)_operations;
        return offset % (ulong)sizeof(Operation) == 0 && offset / (ulong)sizeof(Operation) < (ulong)Length && marks[(int)(offset / (ulong)sizeof(Operation))];
    }
}
