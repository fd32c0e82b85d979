// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// Turns the tests of an expression into branches over packet reads: a function that returns the snap length or 0. What each test reads, and in which
/// order, is libpcap's where its meaning is that of pcap-filter(7); nothing is left out that a test before has decided already, which is for the
/// optimiser to find.
/// </summary>
internal static class FilterLowering
{
    /// <summary>Lowers an expression to a function with the context as its one parameter.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="options">The link type and the rest.</param>
    /// <param name="target">What it is compiled to.</param>
    /// <exception cref="PacketFilterException">A test has no meaning on the link type.</exception>
    public static Function Lower(FilterNode expression, PacketFilterOptions options, FilterTarget target)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(options);
        var builder = new FilterBuilder(options, target);
        LinkLayer link = LinkLayerRegistry.Find(options.LinkType);
        EncapsulationState state = link.Begin();
        Block entry = expression is EveryPacket ? Accept(builder, expression.Span) : LowerTests(builder, state, expression);
        builder.Function.SetEntry(entry);
        RemoveUnreachable(builder.Function);
        return builder.Function;
    }

    private static Block LowerTests(FilterBuilder builder, EncapsulationState state, FilterNode expression)
    {
        var scope = new Scope(builder, state, expression.Span);
        Outcome outcome = ExpressionLowering.Lower(builder, state, expression);
        Block accept = Accept(builder, expression.Span);
        foreach ((_, Edges ways) in outcome.True)
            ways.ConnectTo(accept);
        Block reject = Return(builder, 0, expression.Span);
        outcome.False.ConnectTo(reject);

        Block entry = outcome.Entry;
        if (state.Link.Prepare(scope) is { } preparation)
        {
            preparation.True.ConnectTo(entry);
            preparation.False.ConnectTo(reject);
            entry = preparation.Entry;
        }

        return entry;
    }

    private static Block Accept(FilterBuilder builder, SourceSpan span) => Return(builder, builder.Options.SnapLength, span);

    private static Block Return(FilterBuilder builder, uint value, SourceSpan span)
    {
        Block block = builder.NewBlock(span);
        block.Append(new Return(new Constant(SsaType.Int32, value, span), span));
        return block;
    }

    private static void RemoveUnreachable(Function function)
    {
        var reached = new HashSet<Block> { function.Entry };
        var pending = new Stack<Block>(reached);
        while (pending.TryPop(out Block? block))
        {
            foreach (Block target in block.Terminator.Targets)
            {
                if (reached.Add(target))
                    pending.Push(target);
            }
        }

        function.RemoveBlocks(block => !reached.Contains(block));
    }
}
