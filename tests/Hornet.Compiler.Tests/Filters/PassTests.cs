// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Passes.Filters;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Filters;

/// <summary>Passes leave functions well formed, and their results as they were.</summary>
public sealed class PassTests
{
    private const int Functions = 600;
    private const int Packets = 40;

    [Fact]
    public void PromotedSlotsHoldWhatWasStored() => Compare(1, PromoteSlots.Run);

    [Fact]
    public void FoldedFunctionsReturnTheSame() => Compare(2, f => PromoteSlots.Run(f) | FoldConstants.Run(f));

    [Fact]
    public void SimplifiedControlFlowReturnsTheSame() =>
        Compare(3, f => PromoteSlots.Run(f) | FoldConstants.Run(f) | SimplifyControlFlow.Run(f));

    [Fact]
    public void DeadCodeIsNotMissed() =>
        Compare(4, f => PromoteSlots.Run(f) | FoldConstants.Run(f) | SimplifyControlFlow.Run(f) | RemoveDeadCode.Run(f));

    [Fact]
    public void ReadingAndWritingAsAGraphChangesNothing() => Compare(5, f => Rewrite(f, _ => { }));

    [Fact]
    public void ThreadedWaysReturnTheSameHoweverPacketsAreCut() => Compare(6, f => Rewrite(f, g => ThreadWays.Run(g, ReadOrder.AsWritten)));

    [Fact]
    public void GroupedTestsReturnTheSameHoweverPacketsAreCut() => Compare(7, f => Rewrite(f, g => GroupTests.Run(g, ReadOrder.AsWritten)));

    [Fact]
    public void MergedStepsReturnTheSame() => Compare(8, f => Rewrite(f, MergeSteps.Run));

    [Fact]
    public void OptimisedFiltersReturnTheSameHoweverPacketsAreCut() => Compare(9, f => Optimize(f, ReadOrder.AsWritten));

    [Fact]
    public void OptimisedFiltersInAnyOrderDifferOnlyWhereAReadLiesOutside()
    {
        // A packet long enough for every read but those by an index of the packet; those are left out here.
        Compare(10, f => Optimize(f, ReadOrder.Any), packet => packet.Length >= 11, f => !f.Blocks.SelectMany(b => b.Operations).Any(o => o is PacketLoad { Index: not null }));
    }

    [Fact]
    public void GeneratedClassicCodeReturnsTheSame()
    {
        var random = new RandomFilters(11);
        for (int i = 0; i < Functions; i++)
        {
            Function function = random.NextFunction();
            byte[][] packets = [.. Enumerable.Range(0, Packets).Select(_ => random.NextPacket())];
            uint[] expected = [.. packets.Select(p => PacketInterpreter.Run(function, p))];
            string before = SsaPrinter.Print(function);
            Optimize(function, ReadOrder.AsWritten);
            ClassicCode code = ClassicBackend.Generate(function, optimize: true);
            code.Locations.Length.ShouldBe(code.Instructions.Length);
            var filter = new ClassicFilter(code.Instructions.AsSpan());
            for (int p = 0; p < packets.Length; p++)
            {
                if (filter.Run(packets[p]) != expected[p])
                    Assert.Fail($"{before}\n{SsaPrinter.Print(function)}\n{ClassicText.Format(code.Instructions.AsSpan(), ClassicTextFormat.Listing)}\n{Convert.ToHexString(packets[p])}");
            }
        }
    }

    private static bool Rewrite(Function function, Action<FilterGraph> pass)
    {
        FilterGraph? graph = FilterGraph.TryRead(function);
        if (graph is null)
            return false;
        pass(graph);
        graph.WriteTo(function);
        return true;
    }

    private static bool Optimize(Function function, ReadOrder reads)
    {
        Pipeline.OptimizeFilter(function, reads);
        return true;
    }

    private static void Compare(int seed, Func<Function, bool> pass, Func<byte[], bool>? choose = null, Func<Function, bool>? chooseFunction = null)
    {
        var random = new RandomFilters(seed);
        int changed = 0;
        for (int i = 0; i < Functions; i++)
        {
            Function function = random.NextFunction();
            if (chooseFunction?.Invoke(function) == false)
                continue;
            SsaChecker.Check(function);
            string before = SsaPrinter.Print(function);
            byte[][] packets = [.. Enumerable.Range(0, Packets).Select(_ => random.NextPacket()).Where(p => choose?.Invoke(p) != false)];
            uint[] expected = [.. packets.Select(p => PacketInterpreter.Run(function, p))];
            changed += pass(function) ? 1 : 0;
            SsaChecker.Check(function, "the pass");
            for (int p = 0; p < packets.Length; p++)
            {
                if (PacketInterpreter.Run(function, packets[p]) != expected[p])
                    Assert.Fail($"{before}\n{SsaPrinter.Print(function)}\n{Convert.ToHexString(packets[p])}");
            }
        }

        changed.ShouldBeGreaterThan(100);
    }
}
