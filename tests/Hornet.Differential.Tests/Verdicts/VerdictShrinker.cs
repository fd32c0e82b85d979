// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Differential.Tests.Verdicts;

/// <summary>Makes a program that two verifiers disagree about as small as it gets.</summary>
internal static class VerdictShrinker
{
    /// <summary>Takes instructions out for as long as the disagreement stays the same.</summary>
    public static VerdictProgram Shrink(VerdictProgram program, Comparison disagreement, VerdictComparer comparer)
    {
        for (bool isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            for (int at = program.Code.Length - 1; at >= 0; at--)
            {
                if (at >= program.Code.Length || program.Code.Length < 2 || program.IsSecondHalf(at))
                    continue;
                VerdictProgram smaller = program.Without(at);
                if (!comparer.Compare(smaller).IsLike(disagreement))
                    continue;
                program = smaller;
                isSmaller = true;
            }
        }

        return program;
    }
}
