// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hornet.Verification;

/// <summary>
/// Explains the messages of the verifier: Hornet's own, which has the kernel's wording, and the kernel's (Linux 5.4 to 6.18).
/// </summary>
public static class MessageCatalogue
{
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
            var template = new MessageTemplate(match, facts ?? MessageFacts.None);
            return new MessageExplanation(pattern.Kind, pattern.FailureKind, template.Fill(pattern.Explanation), template.Fill(pattern.Advice), NamedInstruction(match));
        }

        return null;
    }

    private static int? NamedInstruction(Match match) =>
        int.TryParse(match.Groups["insn"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int instruction) ? instruction : null;
}
