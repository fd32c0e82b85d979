// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Passes;

/// <summary>What an optimised filter does with a packet that was captured in part, so that a read of it lies outside.</summary>
internal enum ReadOrder
{
    /// <summary>
    /// A read whose value makes no difference may be left out, and tests may be taken in another order: the filter never lets a packet pass of which the missing bytes
    /// could make the expression false, and decides as written when no read is outside. libpcap's optimiser works so.
    /// </summary>
    Any,

    /// <summary>The packet is refused exactly when the program as written refuses it.</summary>
    AsWritten,
}
