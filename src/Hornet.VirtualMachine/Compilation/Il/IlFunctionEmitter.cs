// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>
/// Emits the code of one function. R0 to R9 are locals, R10 is an argument. Between two instructions the evaluation stack is empty.
/// </summary>
[RequiresDynamicCode("Emits intermediate language.")]
internal sealed unsafe partial class IlFunctionEmitter
{
    private readonly IlProgramBuilder _program;
    private readonly IlFunction _function;
    private readonly IlArguments _arguments;
    private readonly LocalBuilder?[] _registers = new LocalBuilder?[10];
    private readonly ImmutableArray<Instruction> _instructions;
    private readonly Queue<Action> _outOfLine = [];
    private readonly ImmutableArray<IlPiece> _pieces;
    private readonly Dictionary<int, Label> _labels = [];
    private readonly LocalBuilder? _slice;
    private KnownValues? _known;

    /// <summary>Prepares to emit a function.</summary>
    /// <param name="program">The program it is of.</param>
    /// <param name="function">The function.</param>
    /// <param name="pieces">What of it is emitted.</param>
    /// <param name="generator">Where the code goes.</param>
    /// <param name="arguments">Where the method that gets the code has its arguments.</param>
    public IlFunctionEmitter(IlProgramBuilder program, IlFunction function, ImmutableArray<IlPiece> pieces, ILGenerator generator, IlArguments arguments)
    {
        _pieces = pieces;
        _program = program;
        _function = function;
        _arguments = arguments;
        _instructions = program.Input.Linked.Instructions;
        Il = generator;
        _slice = function.Flow.HasLoops && !program.Input.IsBounded ? generator.DeclareLocal(typeof(long)) : null;
    }

    /// <summary>Where the code goes.</summary>
    public ILGenerator Il { get; }

    /// <summary>The program.</summary>
    public CompilationInput Input => _program.Input;

    /// <summary>What is known of a register's value before the call of a function at a slot.</summary>
    public KnownValue Known(int slot, int register)
    {
        _known ??= KnownValues.Of(_function.Flow, _instructions, Input.WideValue);
        return _known.Before(slot, register);
    }

    /// <summary>Whether a register's value is read after the instruction at a slot.</summary>
    public bool IsNeededAfter(int slot, int register) => (_function.Liveness.After(slot) & (1 << register)) != 0;

    /// <summary>Pushes the <see cref="ProgramRun"/>.</summary>
    public void LoadRun() => LoadArgument(_arguments.Run);

    /// <summary>Pushes the pointer to the <see cref="RunState"/>.</summary>
    public void LoadState() => LoadArgument(_arguments.State);

    /// <summary>Pushes R10.</summary>
    public void LoadFramePointer() => LoadArgument(_arguments.FramePointer);

    /// <summary>Pushes all 64 bits of a register.</summary>
    public void LoadRegister(int register)
    {
        if (register == 10)
        {
            LoadFramePointer();
            return;
        }

        Il.Emit(OpCodes.Ldloc, Local(register));
    }

    /// <summary>Pops 64 bits into a register.</summary>
    public void StoreRegister(int register) => Il.Emit(OpCodes.Stloc, Local(register));

    /// <summary>Pushes a 64-bit number.</summary>
    public void LoadNumber(ulong value)
    {
        if ((long)value == (int)value)
        {
            Il.Emit(OpCodes.Ldc_I4, (int)value);
            Il.Emit(OpCodes.Conv_I8);
        }
        else
        {
            Il.Emit(OpCodes.Ldc_I8, (long)value);
        }
    }

    /// <summary>Pushes a pointer to memory that lives as long as the program's code.</summary>
    public void LoadPointer(void* pointer)
    {
        Il.Emit(OpCodes.Ldc_I8, (long)pointer);
        Il.Emit(OpCodes.Conv_U);
    }

    /// <summary>Pushes a field of the state, found by its pointer.</summary>
    public void LoadStateField(System.Reflection.FieldInfo field)
    {
        LoadState();
        Il.Emit(OpCodes.Ldfld, field);
    }

    /// <summary>Notes which instruction runs, for errors and for helpers that ask.</summary>
    public void SetPosition(int slot)
    {
        LoadState();
        LoadPointer(Input.Code.Operations + slot);
        Il.Emit(OpCodes.Stfld, IlMembers.Current);
    }

    /// <summary>Stores R10 where helpers look for it before they call back.</summary>
    public void PublishFramePointer()
    {
        LoadRegisterAddress(10);
        LoadFramePointer();
        Il.Emit(OpCodes.Stind_I8);
    }

    /// <summary>Emits code behind the function's end: what is rarely run. It starts by marking its label and ends by a jump, return or throw.</summary>
    public void OutOfLine(Action emit) => _outOfLine.Enqueue(emit);

    private void LoadArgument(int index) => Il.Emit(OpCodes.Ldarg_S, (byte)index);

    private LocalBuilder Local(int register) => _registers[register] ??= Il.DeclareLocal(typeof(ulong));
}

/// <summary>Where a method has what its code needs of its caller.</summary>
/// <param name="Run">The place of the run among the arguments.</param>
/// <param name="State">The place of the state.</param>
/// <param name="FirstRegister">The place of the first of the function's parameters; the others follow.</param>
/// <param name="FramePointer">The place of R10.</param>
/// <param name="IsEntry">Whether it is the method that runs the program, not one that the program's code calls.</param>
internal readonly record struct IlArguments(int Run, int State, int FirstRegister, int FramePointer, bool IsEntry = false);

/// <summary>Instructions that are run one after the other: a block, or a part of one.</summary>
/// <param name="Start">The slot of the first.</param>
/// <param name="End">One past the last slot.</param>
/// <param name="Live">The registers that are needed at the start.</param>
internal readonly record struct IlPiece(int Start, int End, ushort Live);
