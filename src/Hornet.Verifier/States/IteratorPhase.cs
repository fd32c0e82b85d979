// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Where an open-coded iterator on the stack stands.</summary>
internal enum IteratorPhase : byte
{
    /// <summary>Not an iterator (or the second slot of one).</summary>
    None,

    /// <summary>There may be a next element.</summary>
    Active,

    /// <summary>The last element was seen.</summary>
    Drained,
}
