// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Lowering;

/// <summary>What a filter is compiled to, where that makes a difference to what can be reached.</summary>
public enum FilterTarget
{
    /// <summary>Classic BPF: <c>tcp[…]</c> and the like find the transport header of IPv6 directly behind the fixed header.</summary>
    Classic,

    /// <summary>Extended BPF: <c>tcp[…]</c> and the like follow the extension headers of IPv6.</summary>
    Extended,
}
