// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a wide load loads, resolved.</summary>
/// <param name="Kind">What.</param>
/// <param name="Constant">A number; for map values and kernel variables the offset.</param>
/// <param name="Index">The map, or the function.</param>
/// <param name="BtfIndex">For kernel variables: the BTF.</param>
/// <param name="TypeId">For kernel variables: the structure.</param>
/// <param name="Size">For memory: its size.</param>
/// <param name="Flags">Flags of the pointer.</param>
internal readonly record struct WideValue(WideValueKind Kind, ulong Constant, int Index = -1, short BtfIndex = 0, uint TypeId = 0, int Size = 0, ValueFlags Flags = ValueFlags.None);
