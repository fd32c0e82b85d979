// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What the loader knows about why the verifier refused a program, and the verifier cannot know: what an instruction was before it was linked, what the object declares.</summary>
internal static partial class RefusalReason
{
    /// <summary>The reason, or an empty text.</summary>
    /// <param name="program">The linked program.</param>
    /// <param name="license">The licence the object declares.</param>
    /// <param name="log">The verifier's log.</param>
    public static string Find(ProgramSpec program, string license, string log)
    {
        // The last line about such a call is the one that was refused; those before may be of paths that were cut off.
        Match? call = PoisonedCall().Matches(log).LastOrDefault();
        if (call is not null)
        {
            int at = int.Parse(call.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            foreach (PoisonedInstruction poisoned in program.PoisonedInstructions)
            {
                // Of a wide load both halves were replaced.
                if (poisoned.Instruction == at || poisoned.Instruction + 1 == at)
                    return $"instruction {at} can be reached, and cannot work on this kernel: {poisoned.Explanation.TrimEnd('.')}";
            }
        }

        return log.Contains("GPL", StringComparison.Ordinal) && log.Contains("compatible", StringComparison.Ordinal)
            ? $"what the program does is for GPL-compatible licences, and the object declares {(license.Length == 0 ? "none" : $"'{license}'")}"
            : "";
    }

    [GeneratedRegex(@"^(\d{1,9}): \(85\) call unknown#195896080\b", RegexOptions.Multiline)]
    private static partial Regex PoisonedCall();
}
