// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Hornet.Verification;

/// <summary>A message of the verifier with Hornet's own explanation of it. Texts hold placeholders; see <see cref="MessageTemplate"/>.</summary>
/// <param name="FailureKind">What kind of rule was broken.</param>
/// <param name="Kind">A short word for the kind of mistake; several wordings can share it.</param>
/// <param name="Pattern">A regular expression for the start of the line; its named groups fill in the texts.</param>
/// <param name="Explanation">What it means, and why what is known is not enough.</param>
/// <param name="Advice">The smallest change that usually mends it.</param>
internal sealed record MessagePattern(FailureKind FailureKind, string Kind, string Pattern, string Explanation, string Advice)
{
    private Regex? _regex;

    /// <summary>Matches a line of the log from its start.</summary>
    public Match Match(string line) => (_regex ??= new Regex("^(?:" + Pattern + ")", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)).Match(line);
}
