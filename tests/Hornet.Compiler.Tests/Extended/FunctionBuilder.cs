// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>Writes functions for tests with few words.</summary>
internal sealed class FunctionBuilder
{
    public FunctionBuilder(string name, SsaType returnType, params (string Name, SsaType Type)[] parameters)
    {
        Function = new Function(name, returnType, parameters);
        Current = Function.AddBlock();
    }

    public Function Function { get; }

    public Block Current { get; set; }

    public Value Context => Function.Parameters[0];

    public static FunctionBuilder Program(SsaType returnType = SsaType.Int32) => new("program", returnType, ("context", SsaType.Pointer));

    public static Constant I32(uint value) => new(SsaType.Int32, value);

    public static Constant I64(ulong value) => new(SsaType.Int64, value);

    public Block Block() => Function.AddBlock();

    public T Add<T>(T operation) where T : Operation => Current.Append(operation);

    public Value Binary(BinaryOperator @operator, Value left, Value right) => Add(new BinaryOperation(@operator, left, right));

    public Value Unary(UnaryOperator @operator, Value operand) => Add(new UnaryOperation(@operator, operand));

    public Value Compare(Comparison comparison, Value left, Value right) => Add(new CompareOperation(comparison, left, right));

    public Value Convert(Conversion conversion, Value operand, SsaType type) => Add(new ConvertOperation(conversion, operand, type));

    public Value Load(SsaType type, MemorySize size, Value address, int offset, bool signed = false) => Add(new LoadOperation(type, size, address, offset, signed));

    public Value Load32(int offset) => Load(SsaType.Int32, MemorySize.Word, Context, offset);

    public Value Load64(int offset) => Load(SsaType.Int64, MemorySize.DoubleWord, Context, offset);

    public void Store(MemorySize size, Value address, int offset, Value value) => Add(new StoreOperation(size, address, offset, value));

    public void Jump(Block target) => Add(new Jump(target));

    public void Branch(Value condition, Block ifTrue, Block ifFalse) => Add(new Branch(condition, ifTrue, ifFalse));

    public void Return(Value? value) => Add(new Return(value));
}
