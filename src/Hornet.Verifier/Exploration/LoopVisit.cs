// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A walk round a loop: the state that entered it, and the states that came back to one already seen.</summary>
/// <param name="Entry">The first state kept in the loop.</param>
internal sealed record LoopVisit(VerifierState Entry)
{
    /// <summary>The states that were covered by one whose paths were not all explored, with that one.</summary>
    public List<(VerifierState Covering, VerifierState Covered)> BackEdges { get; } = [];
}
