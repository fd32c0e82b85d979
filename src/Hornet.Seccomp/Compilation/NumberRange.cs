// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>Numbers that get the same answer: from the first to the one before the next range's first.</summary>
/// <param name="First">The first number.</param>
/// <param name="Answer">The answer.</param>
internal readonly record struct NumberRange(uint First, DecisionNode Answer)
{
    /// <summary>Adds a range behind the others, unless the last has the same answer and so goes on.</summary>
    public static void Append(List<NumberRange> ranges, uint first, DecisionNode answer)
    {
        if (ranges.Count == 0 || ranges[^1].Answer != answer)
            ranges.Add(new NumberRange(first, answer));
    }
}
