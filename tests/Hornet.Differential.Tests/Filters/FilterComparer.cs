// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Tests.Reference;

namespace Hornet.Differential.Tests.Filters;

/// <summary>Compares what each way to run an expression makes of a packet with what the reference evaluator makes of it.</summary>
internal sealed class FilterComparer
{
    private const int Fillings = 8;

    /// <summary>How many packets an expression was evaluated on.</summary>
    public long Pairs { get; private set; }

    /// <summary>How many of them match.</summary>
    public long Matches { get; private set; }

    /// <summary>How many of them are too short for the expression.</summary>
    public long Truncated { get; private set; }

    /// <summary>How many decisions were compared.</summary>
    public long Decisions { get; private set; }

    /// <summary>The first difference, or null.</summary>
    public string? Compare(CompiledExpression expression, byte[] packet)
    {
        Pairs++;
        bool isCounted = false;
        foreach (FilterDecision decision in expression.Decisions)
        {
            ReferenceResult expected = expression.Reference(decision, packet, packet.Length);
            if (!isCounted)
            {
                isCounted = true;
                Matches += expected.Matches ? 1 : 0;
                Truncated += expected.HasEnded ? 1 : 0;
            }

            Decisions++;
            bool actual = decision.Matches(packet);
            if (actual == expected.Matches || (!decision.IsExact && IsAllowed(expression, decision, packet, expected)))
                continue;
            return $"{decision.Name}: {(actual ? "match" : "no match")}; reference: {(expected.Matches ? "match" : expected.HasEnded ? "no match, it reads outside the packet" : "no match")}; "
                + $"packet {Convert.ToHexStringLower(packet)}";
        }

        return null;
    }

    /// <summary>
    /// An optimised program may accept a packet that is too short when it matches whatever its missing bytes are; that is tried with some.
    /// </summary>
    private static bool IsAllowed(CompiledExpression expression, FilterDecision decision, byte[] packet, ReferenceResult expected)
    {
        if (!expected.HasEnded)
            return false;
        var random = new Random(packet.Length);
        byte[] longer = new byte[packet.Length + 400];
        for (int filling = 0; filling < Fillings; filling++)
        {
            if (filling == 1)
                Array.Fill(longer, (byte)0xff);
            else if (filling > 1)
                random.NextBytes(longer);
            packet.CopyTo(longer, 0);
            ReferenceResult result = expression.Reference(decision, longer, packet.Length);
            if (!result.Matches && !result.HasEnded)
                return false;
        }

        return true;
    }
}
