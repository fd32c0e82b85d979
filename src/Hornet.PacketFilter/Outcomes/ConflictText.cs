// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Outcomes;

/// <summary>Says why tests cannot hold together, in words.</summary>
internal static class ConflictText
{
    /// <summary>More tests, or alternatives, than these are not listed.</summary>
    private const int MaximumListed = 6;

    /// <summary>Describes the conflict of each alternative; for what always matches, those of its negative.</summary>
    public static string Describe(FilterOutcomeKind kind, ImmutableArray<ImmutableArray<Literal>> conflicts, PacketFilterOptions options)
    {
        IEnumerable<string> texts = conflicts.Take(MaximumListed).Select(conflict => kind == FilterOutcomeKind.Never ? Never(conflict, options) : Always(conflict));
        return string.Join("; and ", texts) + (conflicts.Length > MaximumListed ? "; …" : "");
    }

    private static string Never(ImmutableArray<Literal> conflict, PacketFilterOptions options) => conflict.Length switch
    {
        1 => Single(conflict[0], "never", "always"),
        2 => $"{Text(conflict[1])} contradicts {Text(conflict[0])}{What(conflict, options)}",
        _ => $"{List(conflict, ", ")} cannot all hold",
    };

    private static string Always(ImmutableArray<Literal> conflict) => conflict.Length == 1
        ? Single(conflict[0].Opposite, "always", "never")
        : $"every packet is one of {List([.. conflict.Select(literal => literal.Opposite)], " or ")}";

    private static string List(ImmutableArray<Literal> literals, string separator) =>
        string.Join(separator, literals.Take(MaximumListed).Select(Text)) + (literals.Length > MaximumListed ? $"{separator}…" : "");

    private static string Single(Literal literal, string ifTrue, string ifFalse)
    {
        string explanation = literal.Node is RelationTest relation && NumberRange.Explain(relation) is { } bounds ? $": {bounds}" : "";
        return $"`{literal.Node.Span.Text}` {(literal.IsTrue ? ifTrue : ifFalse)} holds{explanation}";
    }

    private static string Text(Literal literal) => $"{(literal.IsTrue ? "" : "not ")}`{literal.Node.Span.Text}`";

    /// <summary>What two tests are about, when that is one thing and the same.</summary>
    private static string What(ImmutableArray<Literal> conflict, PacketFilterOptions options)
    {
        HashSet<string> reads = Reads(conflict[0].Node, options);
        return reads.Count == 1 && reads.SetEquals(Reads(conflict[1].Node, options)) ? $": both test {reads.Single()}" : "";
    }

    private static HashSet<string> Reads(FilterNode node, PacketFilterOptions options)
    {
        try
        {
            IEnumerable<Operation> operations = FilterLowering.Lower(node, options, FilterTarget.Classic).Blocks.SelectMany(block => block.Operations);
            return [.. operations.Select(Name).OfType<string>()];
        }
        catch (PacketFilterException)
        {
            // A test that has a meaning only behind an encapsulation reads nothing that could be named by itself.
            return [];
        }
    }

    private static string? Name(Operation operation) => operation switch
    {
        PacketLoad { Index: not null } => "bytes at a computed offset",
        PacketLoad { Size: MemorySize.Byte } load => $"the byte at offset {load.Offset}",
        PacketLoad { Size: MemorySize.HalfWord } load => $"the 2 bytes at offset {load.Offset}",
        PacketLoad load => $"the 4 bytes at offset {load.Offset}",
        PacketLength => "the length of the packet",
        _ => null,
    };
}
