// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>Each operation alone, with operands in registers and as constants, on numbers where rules differ.</summary>
public sealed class ArithmeticTests
{
    private static readonly ulong[] Numbers = [0, 1, 2, 31, 33, 0x7f, 0x80, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000001, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue];

    [Theory]
    [InlineData(SsaType.Int32)]
    [InlineData(SsaType.Int64)]
    public void Binary_operations(SsaType type)
    {
        foreach (CpuVersion version in Enum.GetValues<CpuVersion>())
            Check(type, version, (b, left, right) => Enum.GetValues<BinaryOperator>().Select(@operator => b.Binary(@operator, left, right)));
    }

    [Theory]
    [InlineData(SsaType.Int32)]
    [InlineData(SsaType.Int64)]
    public void Binary_operations_with_constants(SsaType type)
    {
        foreach (CpuVersion version in Enum.GetValues<CpuVersion>())
        {
            foreach (ulong number in Numbers)
            {
                Check(type, version, (b, left, _) => Enum.GetValues<BinaryOperator>().SelectMany<BinaryOperator, Value>(
                    @operator => [b.Binary(@operator, left, new Constant(type, number)), b.Binary(@operator, new Constant(type, number), left)]), Numbers.Length);
            }
        }
    }

    [Theory]
    [InlineData(SsaType.Int32)]
    [InlineData(SsaType.Int64)]
    public void Comparisons_as_numbers_and_in_branches(SsaType type)
    {
        foreach (CpuVersion version in Enum.GetValues<CpuVersion>())
        {
            Check(type, version, (b, left, right) => Enum.GetValues<Comparison>().SelectMany<Comparison, Value>(comparison =>
            [
                b.Add(new SelectOperation(b.Compare(comparison, left, right), new Constant(type, 5), new Constant(type, 7))),
                b.Convert(Conversion.ZeroExtend, b.Compare(comparison, left, right), type),
                b.Add(new SelectOperation(b.Unary(UnaryOperator.Not, b.Compare(comparison, left, new Constant(type, 0x80000000))), left, right)),
                b.Add(new SelectOperation(b.Compare(comparison, new Constant(type, ulong.MaxValue), left), left, right)),
            ]));
        }
    }

    [Theory]
    [InlineData(SsaType.Int32)]
    [InlineData(SsaType.Int64)]
    public void Unary_operations_and_conversions(SsaType type)
    {
        SsaType other = type == SsaType.Int32 ? SsaType.Int64 : SsaType.Int32;
        foreach (CpuVersion version in Enum.GetValues<CpuVersion>())
        {
            Check(type, version, (b, left, _) => Enum.GetValues<UnaryOperator>()
                .Where(@operator => type == SsaType.Int64 || @operator is not (UnaryOperator.NetworkOrder64 or UnaryOperator.SwapBytes64))
                .Select(@operator => b.Unary(@operator, left))
                .Concat(type == SsaType.Int32
                    ? [b.Convert(Conversion.ZeroExtend, left, other), b.Convert(Conversion.SignExtend, left, other)]
                    : [b.Convert(Conversion.Truncate, left, other), b.Convert(Conversion.ZeroExtend, b.Convert(Conversion.Truncate, left, other), type)]));
        }
    }

    // Programs that store every result one after the other; the interpreter of operations says what they must be.
    private static void Check(SsaType type, CpuVersion version, Func<FunctionBuilder, Value, Value, IEnumerable<Value>> results, int pairs = 0)
    {
        FunctionBuilder b = FunctionBuilder.Program();
        Value left = Load(b, type, 0);
        Value right = Load(b, type, 8);
        int offset = 16;
        foreach (Value result in results(b, left, right).ToArray())
        {
            b.Store(result.Type == SsaType.Int64 ? MemorySize.DoubleWord : MemorySize.Word, b.Context, offset, result);
            offset += 8;
        }

        b.Return(FunctionBuilder.I32(1));
        var compiled = Engines.Compile(b.Function, version);
        using var runner = new Runner(compiled);
        foreach ((ulong x, ulong y) in Pairs(pairs))
        {
            byte[] context = new byte[offset];
            BinaryPrimitives.WriteUInt64LittleEndian(context, x);
            BinaryPrimitives.WriteUInt64LittleEndian(context.AsSpan(8), y);
            byte[] expected = [.. context];
            var interpreter = new SsaInterpreter();
            interpreter.Run(b.Function, interpreter.Map(expected));
            foreach ((string engine, uint _, byte[] actual) in runner.Run(context))
                actual.ShouldBe(expected, $"{engine} {version} of {x:x} and {y:x}:\n{Engines.Listing(compiled)}");
        }
    }

    private static IEnumerable<(ulong Left, ulong Right)> Pairs(int count) =>
        count > 0 ? Numbers.Select(number => (number, 0UL)) : Numbers.SelectMany(x => Numbers.Select(y => (x, y)));

    private static Value Load(FunctionBuilder b, SsaType type, int offset) => type == SsaType.Int64 ? b.Load64(offset) : b.Load32(offset);
}
