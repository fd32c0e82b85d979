// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification.Corpus;

/// <summary>One program of the corpus with the verdict it must get.</summary>
/// <param name="Place">Where it stands: <c>file:line</c>.</param>
/// <param name="Name">What it shows.</param>
/// <param name="Object">The program with its maps and types.</param>
/// <param name="IsAccepted">Whether it must be accepted.</param>
/// <param name="Message">What a refusal must say; one that ends in an ellipsis gives the beginning.</param>
/// <param name="Reason">Why that is the verdict.</param>
/// <param name="IsUnprivileged">Whether the rules for unprivileged programs apply.</param>
/// <param name="IsStrict">Whether accesses must be aligned.</param>
/// <param name="Unchecked">Why the running kernel is not asked, or null.</param>
internal sealed record CorpusCase(
    string Place, string Name, BpfObject Object, bool IsAccepted, string Message, string Reason, bool IsUnprivileged, bool IsStrict, string? Unchecked)
{
    private const char Ellipsis = '…';

    /// <summary>The program.</summary>
    public ProgramSpec Program => Object.Programs[0];

    /// <summary>The text of the message that must be there.</summary>
    public string Required => Message.TrimEnd(Ellipsis);

    /// <summary>Whether a verifier's message, or a line of one that says both what is wrong and where it matters, is the expected one.</summary>
    public bool Matches(string message) => Message.EndsWith(Ellipsis)
        ? message.StartsWith(Required, StringComparison.Ordinal)
        : message == Message || message.Split('\n').Contains(Message);

    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Name}";
}
