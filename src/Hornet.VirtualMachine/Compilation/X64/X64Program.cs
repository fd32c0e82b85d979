// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// A program as machine code. Native code runs until the program ends or something must be done in C#; then it returns the number of the exit, and is
/// entered again behind it. So the garbage collector never has to look through frames of it, and errors are ordinary exceptions.
/// </summary>
internal sealed unsafe partial class X64Program : CompiledProgram
{
    private readonly ExecutableMemory _memory;
    private readonly ProgramCode _code;
    private readonly Dictionary<int, Function> _functions = [];
    private readonly X64Exit[] _exits;
    private readonly int[] _positions;
    private readonly MachineCodeLine[] _rareLines;
    private readonly byte* _enter;
    private readonly byte* _main;
    private readonly bool _isBrief;

    /// <summary>Takes over machine code.</summary>
    /// <param name="input">What it was made of.</param>
    /// <param name="memory">The code.</param>
    /// <param name="generator">What wrote it.</param>
    public X64Program(CompilationInput input, ExecutableMemory memory, X64Generator generator)
    {
        _memory = memory;
        _code = input.Code;
        _isBrief = generator.IsBrief;
        _enter = memory.Start + generator.PositionOf(generator.Enter);
        _positions = new int[input.Code.Length + 1];
        for (int slot = 0; slot < _positions.Length; slot++)
        {
            _positions[slot] = generator.PositionOf(X64Generator.LabelOf(slot));
        }

        _rareLines = [.. generator.RareLines.Select(line => new MachineCodeLine(generator.PositionOf(line.Start), line.Slot))];
        foreach (X64Function function in generator.Structure.Functions)
        {
            byte* start = function.IsMain ? null : memory.Start + generator.PositionOf(function.Entry);
            _functions.Add(function.Start, new Function(this, start));
        }

        X64Function main = generator.Structure.Functions[0];
        _main = main.IsMain ? null : memory.Start + generator.PositionOf(main.Entry);
        _exits = new X64Exit[generator.Exits.Count];
        for (int i = 0; i < _exits.Length; i++)
        {
            _exits[i] = CreateExit(input, generator, generator.Exits[i]);
        }

        Entry = _isBrief ? Run<BriefEntrance> : Run<LongEntrance>;
    }

    /// <inheritdoc/>
    public override Engine Engine => Engine.X64;

    /// <inheritdoc/>
    public override CompiledEntry Entry { get; }

    /// <inheritdoc/>
    public override CompiledFunction FindFunction(int slot) => _functions[slot].Entry;

    /// <inheritdoc/>
    public override ImmutableArray<MachineFunction>? ReadMachineCode()
    {
        ObjectDisposedException.ThrowIf(_memory.IsClosed, this);

        // An instruction without code is where the next one is.
        var lines = ImmutableArray.CreateBuilder<MachineCodeLine>();
        for (int slot = 0; slot < _code.Length; slot++)
        {
            if (_positions[slot] >= 0 && _positions[slot] != _positions[slot + 1])
            {
                lines.Add(new MachineCodeLine(_positions[slot], slot));
            }
        }

        lines.AddRange(_rareLines);
        return
        [
            new MachineFunction
            {
                Instruction = 0,
                Address = (ulong)_memory.Start,
                Code = [.. new ReadOnlySpan<byte>(_memory.Start, _memory.Length)],
                Lines = lines.ToImmutable(),
                IsExact = true,
            },
        ];
    }

    /// <inheritdoc/>
    protected override void Free() => _memory.Dispose();

    private X64Exit CreateExit(CompilationInput input, X64Generator generator, X64PendingExit exit)
    {
        Hornet.Bytecode.Instruction instruction = exit.Slot < input.Linked.Instructions.Length ? input.Linked.Instructions[exit.Slot] : default;
        return new X64Exit
        {
            Kind = exit.Kind,
            Helper = exit.Kind == X64ExitKind.Helper ? FindHelper(input, instruction.Immediate, exit.Map) : null,
            IsMapKnown = exit.Map is NativeDescriptorArray { Type: MapType.ProgramArray },
            IsNested = exit.IsNested,
            Opcode = instruction.Opcode,
            Access = X64Generator.AtomicAccess(instruction),
            Operation = input.Code.Operations + exit.Slot,
            Reenter = _memory.Start + generator.PositionOf(generator.Reenter(exit.IsNested, exit.IsFull)),
            Resume = _memory.Start + generator.PositionOf(exit.Resume),
            Return = _memory.Start + generator.PositionOf(exit.Return),
        };
    }

    /// <summary>The function for a built-in helper: for the one map it always gets, if there is such a function.</summary>
    private static delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> FindHelper(CompilationInput input, int number, NativeMap? map)
    {
        var known = map is null ? null : KnownMapHelpers.Find((HelperId)number, map);
        return known != null ? known : input.Code.HelperSet.Table[number];
    }

    private ulong Run<TEntrance>(ProgramRun run, RunState* state, ulong r1, ulong r2, ulong framePointer)
        where TEntrance : struct, IEntrance
    {
        int exit = EnterMain<TEntrance>(state, r1, r2, framePointer);
        return exit < 0 ? state->Registers[0] : Serve<TEntrance>(this, run, state, exit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EnterMain<TEntrance>(RunState* state, ulong r1, ulong r2, ulong framePointer)
        where TEntrance : struct, IEntrance
    {
        state->Registers[1] = r1;
        state->Registers[2] = r2;
        state->Registers[10] = framePointer;
        return TEntrance.Enter(_enter, state, _main);
    }

    /// <summary>A function that is called from C#, with the registers of what called the helper kept.</summary>
    private sealed class Function
    {
        private readonly X64Program _program;

        public Function(X64Program program, byte* start)
        {
            _program = program;
            Start = start;
            Entry = program._isBrief ? Run<BriefEntrance> : Run<LongEntrance>;
        }

        public byte* Start { get; }

        public CompiledFunction Entry { get; }

        private ulong Run<TEntrance>(ProgramRun run, RunState* state, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5, ulong framePointer)
            where TEntrance : struct, IEntrance
        {
            RunState.RegisterFile kept = state->Registers;
            ulong stackLow = state->StackLow;
            state->Registers[1] = r1;
            state->Registers[2] = r2;
            state->Registers[3] = r3;
            state->Registers[4] = r4;
            state->Registers[5] = r5;
            state->Registers[10] = framePointer;
            int exit = TEntrance.Enter(_program._enter, state, Start);
            ulong result = exit < 0 ? state->Registers[0] : Serve<TEntrance>(_program, run, state, exit);
            state->Registers = kept;
            state->StackLow = stackLow;
            return result;
        }
    }
}
