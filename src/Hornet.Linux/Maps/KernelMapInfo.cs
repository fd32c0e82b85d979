// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What the kernel says about a map (<c>struct bpf_map_info</c>).</summary>
/// <param name="Id">Its number in this kernel.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Name">Its name, at most 15 characters.</param>
/// <param name="KeySize">Size of a key in bytes.</param>
/// <param name="ValueSize">Size of a value in bytes, of one CPU for per-CPU maps.</param>
/// <param name="MaxEntries">Its capacity.</param>
/// <param name="Flags">Its creation flags.</param>
/// <param name="Extra">The type-specific extra.</param>
/// <param name="BtfId">The number of its BTF in this kernel, or 0.</param>
/// <param name="KeyTypeId">The key's type in that BTF, or 0.</param>
/// <param name="ValueTypeId">The value's type in that BTF, or 0.</param>
public sealed record KernelMapInfo(uint Id, MapType Type, string Name, uint KeySize, uint ValueSize, uint MaxEntries, MapCreateFlags Flags,
    ulong Extra, uint BtfId, uint KeyTypeId, uint ValueTypeId);
