// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>How strictly two states are compared.</summary>
internal enum Comparison
{
    /// <summary>Numbers that no safety decision depended on do not count.</summary>
    Lenient,

    /// <summary>Every number must lie in the range it had; for states whose paths are not all explored.</summary>
    RangeWithin,

    /// <summary>Everything must be the same; to find loops that make no progress.</summary>
    Exact,
}
