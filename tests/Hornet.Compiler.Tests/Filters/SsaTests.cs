// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Filters;

/// <summary>The printer, the checker, and small functions whose outcome can be read.</summary>
public sealed class SsaTests
{
    [Fact]
    public void FunctionsPrintAnOperationALine()
    {
        Function function = TwoTests(out _, out _);
        SsaPrinter.Print(function).ShouldBe(
            """
            function filter(context: pointer): int32
            b0:
              %0 = load.half word packet[12]
              %1 = equal %0, 0x800
              branch %1, b1, b3
            b1:
              %2 = load.half word packet[12]
              %3 = equal %2, 0x806
              branch %3, b2, b3
            b2:
              return 0xffff
            b3:
              return 0

            """);
    }

    [Fact]
    public void ATestDecidedByAnotherGoes()
    {
        Function function = TwoTests(out _, out _);
        Pipeline.OptimizeFilter(function);
        function.Blocks.Count.ShouldBe(1);
        function.Entry.Terminator.ShouldBeOfType<Return>().Result.ShouldBeOfType<Constant>().Bits.ShouldBe(0u);
    }

    [Fact]
    public void TheCheckerSaysWhatIsWrong()
    {
        Function function = TwoTests(out Block second, out CompareOperation compare);
        SsaChecker.Check(function);
        second.ReplaceTerminator(new Branch(compare.Left, function.Blocks[2], function.Blocks[3]));
        Should.Throw<InvalidOperationException>(() => SsaChecker.Check(function, "a change")).Message
            .ShouldStartWith("After a change, filter is not well formed: b1: operation 2: its condition is not a Boolean.");
        second.ReplaceTerminator(new Jump(new Function("other", SsaType.Void).AddBlock()));
        Should.Throw<InvalidOperationException>(() => SsaChecker.Check(function)).Message.ShouldContain("which is not in the function");
    }

    [Fact]
    public void TheCheckerSeesValuesThatAreNotComputedOnEveryWay()
    {
        var function = new Function("filter", SsaType.Int32, ("context", SsaType.Pointer));
        Block entry = function.AddBlock(), left = function.AddBlock(), end = function.AddBlock();
        PacketLength length = entry.Append(new PacketLength());
        entry.Append(new Branch(entry.Append(new CompareOperation(Comparison.Greater, length, new Constant(SsaType.Int32, 5))), left, end));
        PacketLoad load = left.Append(new PacketLoad(MemorySize.Byte, 0));
        left.Append(new Jump(end));
        end.Append(new Return(load));
        Should.Throw<InvalidOperationException>(() => SsaChecker.Check(function)).Message.ShouldContain("operand 0 is not computed on every way there");
    }

    private static Function TwoTests(out Block second, out CompareOperation compare)
    {
        var function = new Function("filter", SsaType.Int32, ("context", SsaType.Pointer));
        Block first = function.AddBlock();
        second = function.AddBlock();
        Block match = function.AddBlock(), end = function.AddBlock();
        CompareOperation one = Compare(first, 0x800);
        first.Append(new Branch(one, second, end));
        compare = Compare(second, 0x806);
        second.Append(new Branch(compare, match, end));
        match.Append(new Return(new Constant(SsaType.Int32, 0xffff)));
        end.Append(new Return(new Constant(SsaType.Int32, 0)));
        return function;
    }

    private static CompareOperation Compare(Block block, uint type)
    {
        PacketLoad load = block.Append(new PacketLoad(MemorySize.HalfWord, 12));
        return block.Append(new CompareOperation(Comparison.Equal, load, new Constant(SsaType.Int32, type)));
    }
}
