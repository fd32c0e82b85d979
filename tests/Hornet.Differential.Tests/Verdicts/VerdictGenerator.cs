// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>
/// Makes programs that are nearly right: it keeps count of what registers and stack slots hold, compares with the packet's end, tests what was
/// looked up, bounds what it adds to addresses. Now and then it forgets to, or goes one too far.
/// </summary>
internal sealed partial class VerdictGenerator
{
    private const string Out = "out";
    private const int LowestSlot = -64;

    private readonly Random _random;
    private readonly VerdictHook _hook;
    private readonly BpfAssembler _code = new();
    private readonly Queue<(string Label, bool IsCallback)> _functions = new();
    private readonly (int Weight, Action Make)[] _steps;

    private Holding[] _registers = new Holding[11];
    private Dictionary<int, Holding> _slots = [];
    private int _labels;
    private int _depth;
    private bool _leaves;
    private bool _isFunction;

    private VerdictGenerator(Random random, VerdictHook hook)
    {
        _random = random;
        _hook = hook;
        _steps =
        [
            (24, Arithmetic), (8, Bound), (6, LoadConstant), (6, Move), (5, ReadContext), (4, WriteContext), (hook.PacketOffset >= 0 ? 8 : 0, ComparePacket),
            (hook.PacketOffset >= 0 ? 8 : 0, AccessPacket), (hook.PacketOffset >= 0 ? 3 : 0, AdvancePacket), (10, StoreToStack), (10, LoadFromStack), (3, AccessStackAtNumber),
            (5, StackAtomic), (8, LookUp), (12, AccessValue), (4, AdvanceValue), (2, AddressOfValue), (3, ValueAtomic), (6, CallMemoryHelper), (3, CallNumberHelper),
            (8, Skip), (3, Loop), (1, MayLoop), (2, CallFunction), (2, CallBack), (1, LeaveEarly), (2, ComparePointers),
            (3, ReserveRecord), (2, MakeDynptr), (2, Iterate), (hook.Type is ProgramType.Xdp or ProgramType.SchedulerClassifier ? 2 : 0, LookUpSocket),
            (hook.Type is ProgramType.SocketFilter or ProgramType.SchedulerClassifier ? 3 : 0, LoadPacket),
        ];
    }

    /// <summary>Makes the program of a seed.</summary>
    public static VerdictProgram Make(int seed)
    {
        var random = new Random(seed);
        VerdictHook hook = VerdictHook.All[random.Next(VerdictHook.All.Length)];
        var generator = new VerdictGenerator(random, hook);
        return ProgramMutator.Mutate(new VerdictProgram(hook, generator.MakeCode()), random);
    }

    private ImmutableArray<Instruction> MakeCode()
    {
        Begin(isFunction: false);
        Steps(_random.Next(3, 30));
        End(_random.Next(3) == 0 ? 0 : _random.Next(_hook.HighestResult + 1));
        while (_functions.TryDequeue(out (string Label, bool IsCallback) function))
        {
            _code.Label(function.Label);
            Begin(isFunction: true);
            if (function.IsCallback)
                _registers[2] = default;
            Steps(_random.Next(1, 8));
            End(function.IsCallback ? _random.Next(2) : _random.Next(100));
        }

        return _code.Build().Instructions;
    }

    private void Begin(bool isFunction)
    {
        _registers = new Holding[11];
        _slots = [];
        _leaves = false;
        _isFunction = isFunction;
        _labels++;
        _registers[10] = new Holding(HoldingKind.Stack);
        if (isFunction)
        {
            _registers[1] = new Holding(HoldingKind.Number);
            return;
        }

        _registers[1] = new Holding(HoldingKind.Context);
        _code.Mov(Register.R6, Register.R1);
        _registers[6] = _registers[1];
    }

    private void End(int result)
    {
        _code.Mov(Register.R0, result).Exit();
        if (_leaves)
            _code.Label(OutLabel).Mov(Register.R0, 0).Exit();
    }

    /// <summary>The label of the place where the function gives up.</summary>
    private string OutLabel => Out + _functionNumber;

    private int _functionNumber;

    private void Steps(int count)
    {
        if (_depth == 0)
            _functionNumber++;
        _depth++;
        int total = _steps.Sum(step => step.Weight);
        for (int i = 0; i < count; i++)
        {
            int at = _random.Next(total);
            foreach ((int weight, Action make) in _steps)
            {
                at -= weight;
                if (at >= 0)
                    continue;
                make();
                break;
            }
        }

        _depth--;
    }

    /// <summary>Whether to make a mistake here.</summary>
    private bool Errs() => _random.Next(40) == 0;

    private string NewLabel() => $"label{++_labels}";

    /// <summary>A jump to where the function gives up, which is marked at its end.</summary>
    private string Leave()
    {
        _leaves = true;
        return OutLabel;
    }

    private Holding this[Register register]
    {
        get => _registers[(int)register];
        set => _registers[(int)register] = value;
    }

    /// <summary>A register to write to.</summary>
    private Register Target() => (Register)_random.Next(Errs() ? 11 : 10);

    /// <summary>A register that holds something of a kind, or null.</summary>
    private Register? Find(params ReadOnlySpan<HoldingKind> kinds)
    {
        int start = _random.Next(11);
        for (int i = 0; i < 11; i++)
        {
            var register = (Register)((start + i) % 11);
            if (kinds.Contains(this[register].Kind))
                return register;
        }

        return null;
    }

    private Register? FindNumber() => Find(HoldingKind.Number, HoldingKind.Small);

    /// <summary>A register with a number, made where there is none.</summary>
    private Register Number()
    {
        if (FindNumber() is { } found && !Errs())
            return found;
        Register register = (Register)_random.Next(10);
        _code.Mov(register, Constant());
        this[register] = new Holding(HoldingKind.Number);
        return register;
    }

    private int Constant() => _random.Next(8) switch
    {
        0 => _random.Next(int.MinValue, int.MaxValue),
        1 => -_random.Next(1, 70),
        2 => 1 << _random.Next(31),
        3 => (1 << _random.Next(1, 31)) - 1,
        _ => _random.Next(0, 66),
    };

    private MemorySize Size() => SizeOf(1 << _random.Next(4));

    private static MemorySize SizeOf(int bytes) => bytes switch
    {
        1 => MemorySize.Byte,
        2 => MemorySize.HalfWord,
        4 => MemorySize.Word,
        _ => MemorySize.DoubleWord,
    };

    private static int BytesOf(MemorySize size) => size switch
    {
        MemorySize.Byte => 1,
        MemorySize.HalfWord => 2,
        MemorySize.Word => 4,
        _ => 8,
    };

    private static Holding Loaded(MemorySize size) => size switch
    {
        MemorySize.Byte => new Holding(HoldingKind.Small, byte.MaxValue),
        MemorySize.HalfWord => new Holding(HoldingKind.Small, ushort.MaxValue),
        _ => new Holding(HoldingKind.Number),
    };

    /// <summary>After a call: R0 has its result, R1 to R5 nothing.</summary>
    private void Called(Holding result)
    {
        for (int i = 1; i <= 5; i++)
            _registers[i] = default;
        _registers[0] = result;
    }
}
