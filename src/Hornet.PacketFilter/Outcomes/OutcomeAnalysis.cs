// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Outcomes;

/// <summary>
/// Finds filters that match nothing or everything, and why. Whether one does, the optimiser says: nothing but 0, or nothing but the snap length,
/// is left to return. Why, is found by asking the same of parts: a least set of tests that cannot hold together. What always matches is what
/// never matches turned round.
/// </summary>
internal sealed class OutcomeAnalysis
{
    /// <summary>How many parts are compiled at most to find the reason; with more, more tests are named than there need be.</summary>
    private const int MaximumTrials = 400;

    /// <summary>Up to so many parts that must all hold are tried two by two when the optimiser does not see through the whole.</summary>
    private const int MaximumPaired = 8;

    private readonly PacketFilterOptions _options;
    private int _trials;

    private OutcomeAnalysis(PacketFilterOptions options) => _options = options;

    /// <summary>Analyses an expression.</summary>
    /// <param name="syntax">The expression.</param>
    /// <param name="options">How it is compiled.</param>
    /// <param name="optimized">What the optimiser made of it; null when it was not asked to.</param>
    /// <exception cref="PacketFilterException">A test has no meaning on the link type.</exception>
    public static FilterOutcome Run(FilterNode syntax, PacketFilterOptions options, ClassicCode? optimized)
    {
        if (syntax is EveryPacket)
            return new FilterOutcome(FilterOutcomeKind.Always, "the expression is empty", [syntax.Span]);
        var analysis = new OutcomeAnalysis(options);
        FilterOutcomeKind kind = optimized is null ? analysis.Decide(syntax) : Decide(optimized);
        if (kind == FilterOutcomeKind.Sometimes)
            return analysis.FindHidden(new Literal(syntax, true)) is { } hidden ? Describe(FilterOutcomeKind.Never, [hidden], options) : FilterOutcome.Sometimes;
        var whole = new Literal(syntax, kind == FilterOutcomeKind.Never);
        ImmutableArray<ImmutableArray<Literal>> conflicts = analysis.FindConflicts(whole);
        return conflicts.All(analysis.HoldsBehindExtensionHeaders) || analysis.ExcludesIpv6(Literal.Conjuncts(whole)) ? Describe(kind, conflicts, options) : FilterOutcome.Sometimes;
    }

    private static FilterOutcome Describe(FilterOutcomeKind kind, ImmutableArray<ImmutableArray<Literal>> conflicts, PacketFilterOptions options) =>
        new(kind, ConflictText.Describe(kind, conflicts, options), [.. conflicts.SelectMany(conflict => conflict.Select(literal => literal.Node.Span))]);

    /// <summary>What a program returns.</summary>
    private static FilterOutcomeKind Decide(ClassicCode code)
    {
        ClassicInstruction[] returns = [.. code.Instructions.Where(instruction => instruction.Code == ClassicOpcodes.Return)];
        bool matches = returns.Any(instruction => instruction.Operand != 0), refuses = returns.Any(instruction => instruction.Operand == 0);
        return matches == refuses ? FilterOutcomeKind.Sometimes : matches ? FilterOutcomeKind.Always : FilterOutcomeKind.Never;
    }

    /// <summary>What is left to return after the optimiser.</summary>
    private FilterOutcomeKind Decide(FilterNode node)
    {
        _trials++;
        Function function = FilterLowering.Lower(node, _options, FilterTarget.Classic);
        Pipeline.OptimizeFilter(function);
        bool matches = false, refuses = false;
        foreach (Block block in function.Blocks)
        {
            if (block.Terminator is not Return { Result: Constant { Bits: var value } })
            {
                if (block.Terminator is Return)
                    return FilterOutcomeKind.Sometimes;
                continue;
            }

            matches |= value != 0;
            refuses |= value == 0;
        }

        return matches == refuses ? FilterOutcomeKind.Sometimes : matches ? FilterOutcomeKind.Always : FilterOutcomeKind.Never;
    }

    private bool IsNever(IEnumerable<Literal> literals)
    {
        FilterNode? all = null;
        foreach (Literal literal in literals)
            all = all is null ? literal.ToNode() : new Conjunction(all, literal.ToNode());
        try
        {
            return all is not null && Decide(all) == FilterOutcomeKind.Never;
        }
        catch (PacketFilterException)
        {
            // Parts by themselves may have no meaning, as mpls on a link where only pppoes before it brings it in: they are no conflict.
            return false;
        }
    }

    /// <summary>
    /// Whether a conflict is one for extended BPF too, where <c>tcp[0]</c> is found behind the extension headers of IPv6, which <c>ip6 proto 6</c>
    /// does not look behind: when it is not about such bytes, or about bytes of one protocol alone, or about IPv4.
    /// </summary>
    private bool HoldsBehindExtensionHeaders(ImmutableArray<Literal> conflict)
    {
        FilterProtocol[][] fields = [.. conflict.Select(literal => TransportFields.Of(literal.Node).ToArray())];
        if (fields.All(protocols => protocols.Length == 0))
            return true;
        if (fields.All(protocols => protocols.Length == 1 && protocols[0] == fields[0][0]) && conflict.All(literal => literal.Node is RelationTest))
            return true;
        return ExcludesIpv6(conflict);
    }

    private bool ExcludesIpv6(ImmutableArray<Literal> literals)
    {
        var ip6 = new Literal(new ProtocolName(literals[0].Node.Span, FilterProtocol.Ip6), true);
        return !literals.Any(literal => literal.Encapsulates) && IsNever(literals.Where(literal => !TransportFields.Of(literal.Node).Any()).Append(ip6));
    }

    /// <summary>
    /// Parts that cannot hold though the optimiser does not see it, when nothing is encapsulated: a comparison out of range, a test and its
    /// negative, or any two of a few.
    /// </summary>
    private ImmutableArray<Literal>? FindHidden(Literal literal)
    {
        ImmutableArray<Literal> parts = Literal.Conjuncts(literal);
        foreach (Literal part in parts)
        {
            if (part.Node is RelationTest relation && part.IsTrue && NumberRange.Decide(relation) == false)
                return [part];
        }

        if (parts.Length < 3 || parts.Any(part => part.Encapsulates))
            return null;
        if (FindOpposites(parts) is { } opposites)
            return opposites;
        if (parts.Length > MaximumPaired)
            return null;
        for (int i = 1; i < parts.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (IsNever([parts[j], parts[i]]))
                    return [parts[j], parts[i]];
            }
        }

        return null;
    }

    private static ImmutableArray<Literal>? FindOpposites(ImmutableArray<Literal> parts)
    {
        var seen = new Dictionary<(string Test, bool IsTrue), Literal>();
        foreach (Literal part in parts)
        {
            string test = FilterPrinter.Print(part.Node);
            if (seen.TryGetValue((test, !part.IsTrue), out Literal opposite))
                return [opposite, part];
            seen.TryAdd((test, part.IsTrue), part);
        }

        return null;
    }

    /// <summary>Least sets of literals of one that cannot hold which cannot hold together: one, or one a side of an alternative.</summary>
    private ImmutableArray<ImmutableArray<Literal>> FindConflicts(Literal literal)
    {
        ImmutableArray<Literal> parts = Literal.Conjuncts(literal);
        if (parts.Length == 1)
            return LookInto(parts[0]);
        if (!parts.Any(part => part.Encapsulates) && FindOpposites(parts) is { } opposites)
            return [opposites];
        ImmutableArray<int> all = [.. Enumerable.Range(0, parts.Length)];
        ImmutableArray<int> encapsulations = [.. all.Where(i => parts[i].Encapsulates)];
        ImmutableArray<int> others = [.. all.Except(encapsulations)];

        // What encapsulates stays while the others are tried, as it says which headers they are about; then it goes if the conflict stays without it.
        ImmutableArray<int> least = [.. Least(parts, encapsulations, false, others).Concat(encapsulations).Order()];
        foreach (int index in encapsulations)
        {
            ImmutableArray<int> without = least.Remove(index);
            if (without.Length > 0 && _trials < MaximumTrials && IsNever(without.Select(i => parts[i])))
                least = without;
        }

        return least.Length == 1 ? LookInto(parts[least[0]]) : [[.. least.Select(i => parts[i])]];
    }

    /// <summary>
    /// The least part of some candidates that conflicts with a background, by halving (Junker's QuickXplain): few of many tests are found in a
    /// number of trials that grows with their number and the logarithm of the others'.
    /// </summary>
    private ImmutableArray<int> Least(ImmutableArray<Literal> parts, ImmutableArray<int> background, bool backgroundChanged, ImmutableArray<int> candidates)
    {
        if (_trials >= MaximumTrials)
            return candidates;
        if (backgroundChanged && IsNever(background.Order().Select(i => parts[i])))
            return [];
        if (candidates.Length <= 1)
            return candidates;
        int half = candidates.Length / 2;
        ImmutableArray<int> first = candidates[..half];
        ImmutableArray<int> second = candidates[half..];
        ImmutableArray<int> fromSecond = Least(parts, [.. background, .. first], true, second);
        ImmutableArray<int> fromFirst = Least(parts, [.. background, .. fromSecond], fromSecond.Length > 0, first);
        return [.. fromFirst, .. fromSecond];
    }

    /// <summary>One part that cannot hold by itself. An alternative cannot when none of its sides can.</summary>
    private ImmutableArray<ImmutableArray<Literal>> LookInto(Literal literal)
    {
        if (literal.Node is not Combination)
            return [[literal]];
        var reasons = ImmutableArray.CreateBuilder<ImmutableArray<Literal>>();
        foreach (Literal side in Literal.Conjuncts(literal.Opposite))
        {
            if (_trials >= MaximumTrials)
                return [[literal]];
            reasons.AddRange(FindConflicts(side.Opposite));
        }

        return reasons.ToImmutable();
    }
}
