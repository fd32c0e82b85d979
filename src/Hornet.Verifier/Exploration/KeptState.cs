// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A state kept for pruning, with how useful it was.</summary>
internal sealed class KeptState
{
    /// <summary>Keeps a state.</summary>
    public KeptState(VerifierState state) => State = state;

    /// <summary>The state.</summary>
    public VerifierState State { get; }

    /// <summary>How often it covered another.</summary>
    public int Hits { get; set; }

    /// <summary>How often it did not.</summary>
    public int Misses { get; set; }
}
