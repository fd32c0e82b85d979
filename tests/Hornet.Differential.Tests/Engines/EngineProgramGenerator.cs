// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Differential.Tests.Verdicts;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Engines;

/// <summary>
/// Makes objects for compilers to stumble over: tangled jumps, nested loops, code that never runs, stack slots of mixed sizes that overlap, numbers whose
/// upper halves matter, values that live across calls, functions with many arguments, callbacks, tail calls, atomic operations, programs of thousands of
/// instructions. Most are what the verifier accepts; some do what only the checked mode runs.
/// </summary>
/// <remarks>
/// R6 has the working memory of <see cref="WorkSize"/> bytes: the packet, the context or the value of a map. Registers start from the input and end in the
/// working memory, and so does the stack: one comparison sees everything.
/// </remarks>
internal sealed partial class EngineProgramGenerator
{
    private const int WorkSize = 256;
    private const int StackSize = 96;
    private const short ContextSlot = -StackSize - 8;
    private const short WorkSlot = -StackSize - 16;
    private const short FirstCounterSlot = -StackSize - 24;
    private const short KeySlot = -StackSize - 40;
    private const short ValueSlot = -StackSize - 64;
    private const int StackIn = 80;

    private readonly Random _random;
    private readonly NumberInstructions _numbers;
    private readonly BpfAssembler _code = new();
    private readonly Queue<Function> _functions = new();
    private readonly List<Function> _known = [];
    private readonly ProgramFeatures _features;
    private readonly (int Weight, Action Make)[] _steps;
    private readonly int _weights;

    // What the function that is being made has.
    private Register[] _free = [];
    private int _workSize;
    private bool _isWorkAligned;
    private bool _isWorkAtomic;
    private FunctionKind _kind;
    private int _callDepth;
    private int _loops;
    private int _labels;

    private EngineProgramGenerator(Random random, ProgramFeatures features)
    {
        _random = random;
        _features = features;
        _numbers = new NumberInstructions(random, Any);
        _steps =
        [
            (34, Arithmetic), (4, LoadWide), (6, MixWidths), (14, AccessStack), (9, AccessWork), (5, AtomicOnStack), (3, AtomicOnWork), (8, Diamond),
            (3, DecidedBranch), (3, Tangle), (4, CountedLoop), (1, AllowedLoop), (4, CallFunction), (2, CallBack), (3, CallNumberHelper), (3, UseMap),
            (2, LeaveEarly), (features.HasTailCalls ? 2 : 0, TailCall), (2, SpillAndReload), (features.IsLoose ? 4 : 0, Loosely),
        ];
        _weights = _steps.Sum(step => step.Weight);
    }

    /// <summary>The case of a seed.</summary>
    public static EngineCase Make(int seed)
    {
        var random = new Random(seed);
        ProgramFeatures features = ProgramFeatures.Choose(random);
        int programs = features.HasTailCalls ? random.Next(2, 5) : 1;
        var specs = ImmutableArray.CreateBuilder<ProgramSpec>();
        for (int i = 0; i < programs; i++)
            specs.Add(new EngineProgramGenerator(random, features).MakeProgram(EngineMaps.ProgramName(i)));
        var inputs = ImmutableArray.CreateBuilder<EngineInput>();
        for (int i = 0; i < 4; i++)
            inputs.Add(MakeInput(random, features, EngineMaps.ProgramName(random.Next(programs))));
        return new EngineCase(
            new BpfObject
            {
                Name = "random",
                License = "GPL",
                Maps = EngineMaps.For(programs),
                Btf = VerdictProgram.FunctionBtf,
                Programs = specs.ToImmutable(),
            },
            inputs.ToImmutable());
    }

    private static EngineInput MakeInput(Random random, ProgramFeatures features, string program)
    {
        byte[] bytes = new byte[features.Type == ProgramType.Xdp && random.Next(8) == 0 ? random.Next(14, WorkSize) : WorkSize + random.Next(64)];
        random.NextBytes(bytes);
        ReadOnlySpan<ulong> edges = [0, 1, ulong.MaxValue, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, long.MaxValue, 0x8000_0000_0000_0000, 64, 32, 0xffff_ffff_8000_0000];
        for (int at = 0; at + 8 <= Math.Min(bytes.Length, StackIn); at += 8)
        {
            if (random.Next(2) == 0)
                BitConverter.TryWriteBytes(bytes.AsSpan(at), edges[random.Next(edges.Length)]);
        }

        return new EngineInput(program, bytes, []);
    }

    private ProgramSpec MakeProgram(string name)
    {
        Begin();
        Steps(_features.Length(_random));
        End();
        while (_functions.TryDequeue(out Function function))
            MakeFunction(function);
        AssembledProgram program = _code.Build();
        return new ProgramSpec
        {
            Name = name,
            Type = _features.Type,
            IsSleepable = _features.Type == ProgramType.Syscall,
            Instructions = program.Instructions,
            References =
            [
                .. program.References.Select(reference => new SymbolReference(
                    reference.Instruction,
                    reference.Kind == PendingReferenceKind.MapValue ? SymbolReferenceKind.MapValue : SymbolReferenceKind.Map,
                    reference.Name,
                    reference.Addend)),
            ],
            Functions = new VerdictProgram(VerdictHook.All[0], program.Instructions).Functions,
        };
    }

    private void Begin()
    {
        _code.Store(MemorySize.DoubleWord, Register.R10, ContextSlot, Register.R1);
        Register input = Register.R1;
        if (_features.Type == ProgramType.Xdp)
        {
            _code.Load(MemorySize.Word, Register.R2, Register.R1, 0).Load(MemorySize.Word, Register.R3, Register.R1, 4)
                .Mov(Register.R4, Register.R2).Add(Register.R4, WorkSize).JumpIf(Register.R4, JumpOperation.LessOrEqual, Register.R3, "enough")
                .Mov(Register.R0, 7).Exit().Label("enough");
            input = Register.R2;
        }

        if (_features.Work == WorkKind.Value)
        {
            _code.LoadMapValue(Register.R6, EngineMaps.Work);
            if (input != Register.R6)
                _code.Mov(Register.R1, input);
            input = Register.R1;
        }
        else
        {
            _code.Mov(Register.R6, input);
            input = Register.R6;
        }

        _code.Store(MemorySize.DoubleWord, Register.R10, WorkSlot, Register.R6);
        for (int at = 0; at < StackSize; at += 8)
        {
            // What is not written is 0, but for the target of a tail call.
            if (_features.HasTailCalls || !OneIn(5))
            {
                _code.Load(MemorySize.DoubleWord, Register.R0, input, (short)(StackIn + at % 64));
                _code.Store(MemorySize.DoubleWord, Register.R10, (short)(at - StackSize), Register.R0);
            }
        }

        _free = [Register.R0, Register.R1, Register.R2, Register.R3, Register.R4, Register.R5, Register.R7, Register.R8, Register.R9];
        _kind = FunctionKind.Main;
        _workSize = WorkSize;
        _isWorkAligned = _features.Work == WorkKind.Context;
        _isWorkAtomic = _features.Work == WorkKind.Value;
        foreach (Register register in _free.OrderBy(register => register == input))
            _code.Load(MemorySize.DoubleWord, register, input, (short)(8 * (int)register));
    }

    // Everything into the working memory, which comes from the stack again.
    private void End()
    {
        _code.Load(MemorySize.DoubleWord, Register.R6, Register.R10, WorkSlot);
        foreach (Register register in _free)
            _code.Store(MemorySize.DoubleWord, Register.R6, (short)(8 * (int)register), register);
        for (int at = 0; at < StackSize; at += 8)
            _code.Load(MemorySize.DoubleWord, Register.R1, Register.R10, (short)(at - StackSize)).Store(MemorySize.DoubleWord, Register.R6, (short)(StackIn + at), Register.R1);
        _code.Exit();
    }

    private void Steps(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int at = _random.Next(_weights);
            foreach ((int weight, Action make) in _steps)
            {
                at -= weight;
                if (at >= 0)
                    continue;
                make();
                break;
            }
        }
    }

    private string NewLabel() => $"label{++_labels}";

    /// <summary>A register with a number, which may be changed.</summary>
    private Register Any() => _free[_random.Next(_free.Length)];

    /// <summary>Makes what is done inside leave a register alone.</summary>
    private void Without(Register register, Action make)
    {
        Register[] before = _free;
        _free = [.. _free.Where(free => free != register)];
        make();
        _free = before;
    }

    private Register Pick(params ReadOnlySpan<Register> registers) => registers[_random.Next(registers.Length)];

    private bool OneIn(int count) => _random.Next(count) == 0;
}
