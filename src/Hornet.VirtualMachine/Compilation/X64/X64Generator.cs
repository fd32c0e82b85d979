// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Verification;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <summary>
/// Writes the machine code of one program in one pass over its instructions. What is rarely reached is put behind everything else: paths on which a
/// check fails, refills of the instruction budget.
/// </summary>
/// <remarks>
/// Nothing here calls C#. Where the program needs it, the code stores the registers into the <see cref="RunState"/> and returns the number of the
/// exit (<see cref="X64Exit"/>); <see cref="X64Program"/> does what is to be done and enters again where the exit says.
/// </remarks>
internal sealed unsafe partial class X64Generator
{
    // Machine code is about five bytes for an instruction; twice that is room for checks.
    private const int BytesExpectedPerInstruction = 10;

    private readonly CompilationInput _input;
    private readonly ImmutableArray<BpfInstruction> _instructions;
    private readonly ImmutableArray<InstructionProof> _proofs;
    private readonly Operation* _operations;
    private readonly bool _isChecked;
    private readonly X64Assembler _code;
    private readonly X64Structure _structure;
    private readonly List<X64PendingExit> _exits = [];
    private readonly Queue<RarePath> _rarePaths = new();
    private readonly List<(X64Label Start, int Slot)> _rareLines = [];
    private readonly KnownRegisters _known = new();
    private X64Function _function;
    private int _slot;
    private int _fused = -1;
    private bool _hasCallbackLoop;

    // Whether the program itself has words on the machine's stack here, which exits must set aside as they do those of functions.
    private bool _hasWords;

    /// <summary>Prepares to write a program.</summary>
    public X64Generator(CompilationInput input)
    {
        _input = input;
        _instructions = input.Linked.Instructions;
        _operations = input.Code.Operations;
        _isChecked = input.IsChecked;
        _proofs = input.Proofs?.Instructions ?? default;
        _structure = X64Structure.Of(input);
        _code = new X64Assembler(_instructions.Length + 1, 512 + (BytesExpectedPerInstruction * _instructions.Length));
        foreach (X64Function function in _structure.Functions)
        {
            function.Entry = _code.NewLabel();
        }

        _function = _structure.Functions[0];
        for (int i = 0; i < _leave.Length; i++)
        {
            _leave[i] = _code.NewLabel();
            _reenter[i] = _code.NewLabel();
        }
    }

    /// <summary>Writes everything and makes it executable.</summary>
    public X64Program Generate()
    {
        EmitEnter();
        EmitInstructions();
        while (_rarePaths.TryDequeue(out RarePath path))
        {
            _rareLines.Add((path.Start, path.Slot));
            EmitRarePath(path);
        }

        EmitHashRoutines();
        EmitStubs();
        foreach (X64Function function in _structure.Functions.Where(function => !function.IsMain))
        {
            _code.Bind(function.Return);
            EmitEpilogue(function);
        }

        ExecutableMemory memory = ExecutableMemory.Create(_code.Finish());
        return new X64Program(_input, memory, this)
        {
            IsChecked = _isChecked,
            FrameCount = _structure.FrameCount,
        };
    }

    /// <summary>
    /// Whether every stretch of the code between two exits is so short that the garbage collector may wait for it. Loops and calls are charged, so that
    /// they end with the slice of the budget at the latest; the turns of <c>bpf_loop</c> count one each, however long they are.
    /// </summary>
    public bool IsBrief => !_hasCallbackLoop && _instructions.Length <= X64Compiler.BriefBelow;

    /// <summary>What was found about the program's functions and loops.</summary>
    public X64Structure Structure => _structure;

    /// <summary>The pieces behind everything else, and the instructions they belong to.</summary>
    public IReadOnlyList<(X64Label Start, int Slot)> RareLines => _rareLines;

    /// <summary>The exits, whose numbers are their places here.</summary>
    public IReadOnlyList<X64PendingExit> Exits => _exits;

    /// <summary>Where a label is, in bytes from the start of the code; -1 for what has no code.</summary>
    public int PositionOf(X64Label label) => _code.PositionOf(label);

    /// <summary>The label of the code of an instruction.</summary>
    public static X64Label LabelOf(int slot) => new(slot);

    private void EmitInstructions()
    {
        bool wasReached = true;
        for (_slot = 0; _slot < _instructions.Length; _slot++)
        {
            BpfInstruction instruction = _instructions[_slot];
            if (_structure.FunctionAt(_slot) is { } function)
            {
                BeginFunction(function);
            }

            _code.Bind(LabelOf(_slot));
            if (_structure.IsTarget(_slot))
            {
                _known.Forget();
            }

            if (!_isChecked && (_proofs[_slot].Facts & ProofFacts.Reached) == 0)
            {
                if (wasReached || _structure.FunctionAt(_slot) is not null)
                {
                    EmitExit(X64ExitKind.Unreachable, _slot, isFull: true, default);
                }

                wasReached = false;
            }
            else
            {
                wasReached = true;
                EmitHeaderCharge();
                if (_slot != _fused)
                {
                    EmitInstruction(instruction);
                }

                _known.Follow(instruction, instruction.Opcode == 0x18 ? _input.WideValue(_slot) : 0);
            }

            if (instruction.Opcode == 0x18)
            {
                _slot++;
            }
        }

        _code.Bind(LabelOf(_slot));
        if (_isChecked)
        {
            EmitExit(X64ExitKind.Fault, _slot, isFull: true, default);
        }
    }

    private void EmitInstruction(BpfInstruction instruction)
    {
        if (_input.Linked.Poisoned.Count != 0 && _input.Linked.Poisoned.ContainsKey(_slot))
        {
            EmitExit(X64ExitKind.Fault, _slot, isFull: true, default);
            return;
        }

        switch (instruction.Opcode & 7)
        {
            case 0 when instruction.Opcode == 0x18:
                LoadConstant(Of(instruction.Destination), _input.WideValue(_slot));
                break;
            case 0:
                EmitPacketLoad(instruction);
                break;
            case 1:
                EmitLoad(instruction);
                break;
            case 2:
                EmitStoreImmediate(instruction);
                break;
            case 3 when (instruction.Opcode & 0xe0) == 0xc0:
                EmitAtomic(instruction);
                break;
            case 3:
                EmitStore(instruction);
                break;
            case 4 or 7:
                EmitAlu(instruction);
                break;
            default:
                EmitJump(instruction);
                break;
        }
    }

    private static Register Of(Hornet.Bytecode.Register register) => OfProgram[(int)register];

    private static Register Of(Register register, bool isWide) => isWide ? register : register.Low32();

    /// <summary>Memory of the run's state.</summary>
    private static MemoryOperand InState(int offset) => X64Assembler.Memory(State, offset);

    /// <summary>Loads a constant by the shortest instruction.</summary>
    private void LoadConstant(Register register, ulong value)
    {
        if (value == 0)
        {
            _code.Emit(Code.Xor_r32_rm32, register.Low32(), register.Low32());
        }
        else if (value <= uint.MaxValue)
        {
            _code.Emit(Instruction.Create(Code.Mov_r32_imm32, register.Low32(), (uint)value));
        }
        else if ((long)value == (int)value)
        {
            _code.Emit(Code.Mov_rm64_imm32, register, (int)value);
        }
        else
        {
            _code.Emit(Instruction.Create(Code.Mov_r64_imm64, register, value));
        }
    }

    private void Move(Register to, Register from)
    {
        if (to != from)
        {
            _code.Emit(Code.Mov_r64_rm64, to, from);
        }
    }

    /// <summary>Code that is put behind everything else.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Slot">The instruction it belongs to.</param>
    /// <param name="Start">Where the rest jumps to it.</param>
    /// <param name="Resume">Where it goes back to.</param>
    /// <param name="Function">The function it is in.</param>
    /// <param name="HasWords">Whether there are words of the program itself on the machine's stack.</param>
    /// <param name="Distance">For a jump that is taken when <c>may_goto</c> is used up: to where.</param>
    /// <param name="Done">Where it goes on when C# has made the access.</param>
    private readonly record struct RarePath(RareKind Kind, int Slot, X64Label Start, X64Label Resume, X64Function Function, bool HasWords, int Distance, X64Label Done);

    private enum RareKind : byte
    {
        Refill,
        CallDepth,
        ForgetWindows,
        Load,
        Store,
        Atomic,
        PacketLoad,
        LoopsUsedUp,
        NullValue,
    }

    private X64Label AddRarePath(RareKind kind, int slot, X64Label resume, int distance = 0, X64Label done = default)
    {
        X64Label start = _code.NewLabel();
        _rarePaths.Enqueue(new RarePath(kind, slot, start, resume, _function, _hasWords, distance, done));
        return start;
    }

    private void EmitRarePath(RarePath path)
    {
        _code.Bind(path.Start);
        _function = path.Function;
        _hasWords = path.HasWords;
        _slot = path.Slot;
        switch (path.Kind)
        {
            case RareKind.Refill:
                EmitExit(X64ExitKind.Refill, path.Slot, isFull: true, path.Resume);
                break;
            case RareKind.CallDepth:
                EmitExit(X64ExitKind.CallDepth, path.Slot, isFull: true, path.Resume);
                break;
            case RareKind.ForgetWindows:
                EmitExit(X64ExitKind.ForgetWindows, path.Slot, isFull: true, path.Resume);
                break;
            case RareKind.PacketLoad:
                EmitExit(X64ExitKind.PacketLoad, path.Slot, isFull: true, path.Resume, path.Function.Return);
                break;
            case RareKind.NullValue:
                LoadConstant(Register.RAX, 0);
                _code.Jump(path.Resume);
                break;
            case RareKind.LoopsUsedUp:
                EmitLoopsUsedUp(path.Slot, path.Distance);
                break;
            default:
                EmitWindowTest(path);
                break;
        }
    }
}

/// <summary>An exit whose addresses are not known yet.</summary>
/// <param name="Kind">Why it is left.</param>
/// <param name="Slot">The instruction.</param>
/// <param name="IsNested">Whether inside a function that was called.</param>
/// <param name="IsFull">Whether all registers are kept, not only those that calls keep.</param>
/// <param name="Resume">Where machine code goes on.</param>
/// <param name="Return">Where it goes on to return from its function.</param>
/// <param name="Map">For helpers and tail calls: the map that they always get, if that is known.</param>
internal readonly record struct X64PendingExit(X64ExitKind Kind, int Slot, bool IsNested, bool IsFull, X64Label Resume, X64Label Return, NativeMap? Map);
