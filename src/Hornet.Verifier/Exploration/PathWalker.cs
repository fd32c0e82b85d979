// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Walks all paths, one after the other.</summary>
internal sealed class PathWalker
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public PathWalker(Analysis analysis) => _analysis = analysis;

    /// <summary>Remembers another way to go on from the current state: a copy of it, to be walked later from an instruction.</summary>
    /// <returns>The copy, for the caller to change.</returns>
    /// <exception cref="Refusal">There are too many ways.</exception>
    public VerifierState Fork(int instruction) => throw new NotImplementedException();
}
