// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>
/// Explains the messages of the verifier: Hornet's own, which has the kernel's wording, and the kernel's (Linux 5.4 to 6.18).
/// </summary>
public static class MessageCatalogue
{
    private const string Poisoned = "poisoned";

    /// <summary>Every message that Hornet explains. The first pattern that matches counts, so special ones stand before general ones.</summary>
    internal static ImmutableArray<MessagePattern> All { get; } =
    [
        .. StructureMessages.All,
        .. TerminationMessages.All,
        .. StackMessages.All,
        .. RegisterMessages.All,
        .. MemoryMessages.All,
        .. ResourceMessages.All,
        .. PolicyMessages.All,
        .. CallMessages.All,
        .. KernelFunctionMessages.All,
    ];

    /// <summary>Explains a message.</summary>
    /// <param name="message">A line as the verifier prints it.</param>
    /// <param name="facts">What is known about the place; null explains in general.</param>
    /// <returns>The explanation; null where Hornet does not know the message.</returns>
    public static MessageExplanation? Explain(string message, MessageFacts? facts = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (MessagePattern pattern in All)
        {
            if (pattern.Match(message) is not { Success: true } match)
                continue;
            MessageFacts known = facts ?? MessageFacts.None;
            var template = new MessageTemplate(match, known);
            string explanation = (pattern.Kind == Poisoned ? ReasonOfPoison(known) : null) ?? template.Fill(pattern.Explanation);
            return new MessageExplanation(pattern.Kind, pattern.FailureKind, explanation, template.Fill(pattern.Advice), NamedInstruction(match));
        }

        return null;
    }

    /// <summary>What CO-RE relocation did not find, where that is why the instruction cannot work. Of a wide load both halves were replaced.</summary>
    private static string? ReasonOfPoison(MessageFacts facts)
    {
        foreach (PoisonedInstruction poisoned in facts.Program?.PoisonedInstructions ?? [])
        {
            if (poisoned.Instruction == facts.Instruction || poisoned.Instruction + 1 == facts.Instruction)
                return poisoned.Explanation;
        }

        return null;
    }

    private static int? NamedInstruction(Match match) =>
        int.TryParse(match.Groups["insn"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int instruction) ? instruction : null;
}
