// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Hornet.Linux;

/// <summary>A message of the kernel's verifier with Hornet's own explanation of it.</summary>
/// <param name="Kind">A short word for the kind of mistake.</param>
/// <param name="Pattern">A regular expression for the line; its named groups fill in the texts.</param>
/// <param name="Explanation">What it means. <c>{name}</c> stands for a group, <c>{state}</c> for what the verifier knew of the register in the group <c>reg</c>.</param>
/// <param name="Advice">What to change.</param>
internal sealed record VerifierMessage(string Kind, string Pattern, string Explanation, string Advice)
{
    private Regex? _regex;

    /// <summary>Matches a line of the log from its start.</summary>
    public Match Match(string line) => (_regex ??= new Regex("^(?:" + Pattern + ")", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)).Match(line);
}
