// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>
/// Random functions that the verifier takes: variables in slots, memory at fixed places, bounded loops, switches, atomics, calls. The same
/// seed gives the same function.
/// </summary>
internal sealed class RandomFunctions
{
    public const int ContextSize = 128;

    private const int Variables = 7;

    private readonly Random _random;
    private readonly CpuVersion _version;
    private readonly List<Function> _callees = [];
    private FunctionBuilder _b = null!;
    private StackSlot[] _variables = [];
    private StackSlot _array = null!;
    private Value? _memory;
    private int _budget;

    private RandomFunctions(int seed, CpuVersion version)
    {
        _random = new Random(seed);
        _version = version;
    }

    public static Function Make(int seed, CpuVersion version)
    {
        var make = new RandomFunctions(seed, version);
        int callees = make._random.Next(3);
        for (int i = 0; i < callees; i++)
            make._callees.Add(make.Callee($"callee{i}"));
        return make.Main();
    }

    private Function Main()
    {
        _b = FunctionBuilder.Program(SsaType.Int32);
        _memory = _b.Context;
        Begin(budget: _random.Next(5, 50));
        for (int i = 0; i < _variables.Length; i++)
            _b.Store(SizeOf(_variables[i]), _variables[i], 0, LoadFrom(_b.Context, TypeOf(_variables[i]), i * 8));
        Statements(0, 0);
        for (int i = 0; i < _variables.Length; i++)
            _b.Store(SizeOf(_variables[i]), _b.Context, 64 + (i * 8), Variable(_variables[i]));
        Value result = As(Variable(_variables[0]), SsaType.Int32);
        _b.Return(_b.Binary(BinaryOperator.Xor, result, As(Variable(_variables[1]), SsaType.Int32)));
        return _b.Function;
    }

    private Function Callee(string name)
    {
        var parameters = Enumerable.Range(0, _random.Next(6)).Select(i => ($"p{i}", _random.Next(2) == 0 ? SsaType.Int32 : SsaType.Int64)).ToArray();
        _b = new FunctionBuilder(name, _random.Next(2) == 0 ? SsaType.Int32 : SsaType.Int64, parameters);
        _memory = null;
        Begin(budget: _random.Next(3, 12));
        for (int i = 0; i < _variables.Length; i++)
        {
            Value initial = i < parameters.Length ? As(_b.Function.Parameters[i], TypeOf(_variables[i])) : RandomConstant(TypeOf(_variables[i]));
            _b.Store(SizeOf(_variables[i]), _variables[i], 0, initial);
        }

        Statements(0, 1);
        _b.Return(As(Variable(_variables[0]), _b.Function.ReturnType));
        return _b.Function;
    }

    private void Begin(int budget)
    {
        _budget = budget;
        _variables = [.. Enumerable.Range(0, Variables).Select(i => i % 2 == 0 ? _b.Function.AddSlot(8, 8, $"v{i}") : _b.Function.AddSlot(4, 4, $"v{i}"))];
        _array = _b.Function.AddSlot(32, 8, "array");
        for (int i = 0; i < 4; i++)
            _b.Store(MemorySize.DoubleWord, _array, i * 8, FunctionBuilder.I64(0));
    }

    private void Statements(int depth, int loops)
    {
        int count = _random.Next(1, 6);
        for (int i = 0; i < count && _budget-- > 0; i++)
            Statement(depth, loops);
    }

    private void Statement(int depth, int loops)
    {
        switch (_random.Next(14))
        {
            case 0 or 1 when depth < 4:
                If(depth, loops);
                break;
            case 2 when loops < 2 && depth < 4:
                Loop(depth, loops);
                break;
            case 3 when depth < 4:
                SwitchOver(depth, loops);
                break;
            case 4:
                MemorySize size = RandomSize();
                _b.Store(size, _array, Aligned(size, 32), Expression(size == MemorySize.DoubleWord ? SsaType.Int64 : SsaType.Int32, 2));
                break;
            case 5 when _memory is not null:
                size = RandomSize();
                _b.Store(size, _memory, Aligned(size, 64), Expression(size == MemorySize.DoubleWord ? SsaType.Int64 : SsaType.Int32, 2));
                break;
            case 6:
                Atomic();
                break;
            case 7 when _callees.Count > 0:
                Call();
                break;
            default:
                StackSlot variable = _variables[_random.Next(_variables.Length)];
                _b.Store(SizeOf(variable), variable, 0, Expression(TypeOf(variable), 4));
                break;
        }
    }

    private void If(int depth, int loops)
    {
        (Block yes, Block no, Block rest) = (_b.Block(), _b.Block(), _b.Block());
        _b.Branch(Condition(2), yes, no);
        _b.Current = yes;
        Statements(depth + 1, loops);
        _b.Jump(rest);
        _b.Current = no;
        if (_random.Next(2) == 0)
            Statements(depth + 1, loops);
        _b.Jump(rest);
        _b.Current = rest;
    }

    private void Loop(int depth, int loops)
    {
        StackSlot counter = _b.Function.AddSlot(4, 4, "counter");
        (Block head, Block body, Block rest) = (_b.Block(), _b.Block(), _b.Block());
        _b.Store(MemorySize.Word, counter, 0, FunctionBuilder.I32(0));
        _b.Jump(head);
        _b.Current = head;
        _b.Branch(_b.Compare(Comparison.Less, Variable(counter), FunctionBuilder.I32((uint)_random.Next(1, 5))), body, rest);
        _b.Current = body;
        Statements(depth + 1, loops + 1);
        _b.Store(MemorySize.Word, counter, 0, _b.Binary(BinaryOperator.Add, Variable(counter), FunctionBuilder.I32(1)));
        _b.Jump(head);
        _b.Current = rest;
    }

    private void SwitchOver(int depth, int loops)
    {
        SsaType type = RandomType();
        Block rest = _b.Block();
        Block[] targets = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => _b.Block())];
        Value selector = _random.Next(3) == 0 ? Expression(type, 2) : _b.Binary(BinaryOperator.And, Expression(type, 2), new Constant(type, 15));
        HashSet<ulong> constants = [.. Enumerable.Range(0, _random.Next(1, 20)).Select(_ => _random.Next(4) == 0 ? RandomConstant(type).Bits : (ulong)_random.Next(20))];
        _b.Add(new Switch(selector, [.. constants.Select(constant => (constant, targets[_random.Next(targets.Length)]))], _random.Next(2) == 0 ? rest : targets[0]));
        foreach (Block target in targets)
        {
            _b.Current = target;
            if (_random.Next(3) > 0)
                Statements(depth + 1, loops);
            _b.Jump(rest);
        }

        _b.Current = rest;
    }

    private void Atomic()
    {
        MemorySize size = _random.Next(2) == 0 ? MemorySize.Word : MemorySize.DoubleWord;
        SsaType type = size == MemorySize.Word ? SsaType.Int32 : SsaType.Int64;
        AtomicOperation[] all =
        [
            AtomicOperation.Add, AtomicOperation.Or, AtomicOperation.And, AtomicOperation.Xor, AtomicOperation.FetchAdd, AtomicOperation.FetchOr, AtomicOperation.FetchAnd,
            AtomicOperation.FetchXor, AtomicOperation.Exchange, AtomicOperation.CompareExchange,
        ];
        AtomicOperation operation = _version < CpuVersion.V3 ? AtomicOperation.Add : all[_random.Next(all.Length)];
        Value argument = Expression(type, 2);
        Value? expected = operation == AtomicOperation.CompareExchange ? Expression(type, 1) : null;
        AtomicAccess result = _b.Add(new AtomicAccess(operation, size, _array, Aligned(size, 32), argument, expected));
        StackSlot variable = _variables[type == SsaType.Int64 ? 0 : 1];
        if (operation is not (AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor) && _random.Next(2) == 0)
            _b.Store(SizeOf(variable), variable, 0, result);
    }

    private void Call()
    {
        Function callee = _callees[_random.Next(_callees.Count)];
        Value[] arguments = [.. callee.Parameters.Select(parameter => Expression(parameter.Type, 2))];
        Value result = _b.Add(new CallOperation(new FunctionTarget(callee), callee.ReturnType, arguments));
        StackSlot variable = _variables[_random.Next(_variables.Length)];
        _b.Store(SizeOf(variable), variable, 0, As(result, TypeOf(variable)));
    }

    private Value Expression(SsaType type, int depth)
    {
        if (depth == 0 || _random.Next(5) == 0)
            return Leaf(type);
        switch (_random.Next(9))
        {
            case 0:
                return _b.Unary(RandomUnary(type), Expression(type, depth - 1));
            case 1:
                SsaType other = type == SsaType.Int32 ? SsaType.Int64 : SsaType.Int32;
                return As(Expression(other, depth - 1), type);
            case 2:
                return _b.Add(new SelectOperation(Condition(depth - 1), Expression(type, depth - 1), Expression(type, depth - 1)));
            case 3:
                return _b.Convert(Conversion.ZeroExtend, Condition(depth - 1), type);
            default:
                BinaryOperator[] all = Enum.GetValues<BinaryOperator>();
                return _b.Binary(all[_random.Next(all.Length)], Expression(type, depth - 1), Expression(type, depth - 1));
        }
    }

    private Value Condition(int depth)
    {
        if (depth > 0 && _random.Next(8) == 0)
            return _b.Unary(UnaryOperator.Not, Condition(depth - 1));
        SsaType type = RandomType();
        Comparison[] all = Enum.GetValues<Comparison>();
        return _b.Compare(all[_random.Next(all.Length)], Expression(type, depth), Expression(type, depth));
    }

    private Value Leaf(SsaType type)
    {
        switch (_random.Next(4))
        {
            case 0:
                return RandomConstant(type);
            case 1:
                MemorySize size = type == SsaType.Int64 ? RandomSize() : new[] { MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word }[_random.Next(3)];
                bool inContext = _memory is not null && _random.Next(2) == 0;
                return _b.Load(type, size, inContext ? _memory! : _array, Aligned(size, inContext ? 64 : 32), _random.Next(2) == 0);
            default:
                return As(Variable(_variables[_random.Next(_variables.Length)]), type);
        }
    }

    private Value Variable(StackSlot slot) => _b.Load(TypeOf(slot), SizeOf(slot), slot, 0);

    private Value As(Value value, SsaType type) => (value.Type, type) switch
    {
        (SsaType.Int32, SsaType.Int64) => _b.Convert(_random.Next(2) == 0 ? Conversion.ZeroExtend : Conversion.SignExtend, value, type),
        (SsaType.Int64, SsaType.Int32) => _b.Convert(Conversion.Truncate, value, type),
        _ => value,
    };

    private Value LoadFrom(Value address, SsaType type, int offset) => _b.Load(type, type == SsaType.Int64 ? MemorySize.DoubleWord : MemorySize.Word, address, offset);

    private Constant RandomConstant(SsaType type) => new(type, _random.Next(6) switch
    {
        0 => 0,
        1 => (ulong)_random.Next(256),
        2 => ulong.MaxValue - (ulong)_random.Next(3),
        3 => 0x80000000,
        4 => 1UL << _random.Next(64),
        _ => (ulong)_random.NextInt64(),
    });

    private UnaryOperator RandomUnary(SsaType type)
    {
        UnaryOperator[] all = Enum.GetValues<UnaryOperator>();
        while (true)
        {
            UnaryOperator @operator = all[_random.Next(all.Length)];
            if (type == SsaType.Int64 || @operator is not (UnaryOperator.NetworkOrder64 or UnaryOperator.SwapBytes64))
                return @operator;
        }
    }

    private SsaType RandomType() => _random.Next(2) == 0 ? SsaType.Int32 : SsaType.Int64;

    private MemorySize RandomSize() => new[] { MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word, MemorySize.DoubleWord }[_random.Next(4)];

    private int Aligned(MemorySize size, int limit)
    {
        int bytes = size switch
        {
            MemorySize.Byte => 1,
            MemorySize.HalfWord => 2,
            MemorySize.Word => 4,
            _ => 8,
        };
        return _random.Next(limit / bytes) * bytes;
    }

    private static SsaType TypeOf(StackSlot slot) => slot.Size == 8 ? SsaType.Int64 : SsaType.Int32;

    private static MemorySize SizeOf(StackSlot slot) => slot.Size == 8 ? MemorySize.DoubleWord : MemorySize.Word;
}
