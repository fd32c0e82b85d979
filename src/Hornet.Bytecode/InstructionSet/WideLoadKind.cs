// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>What the 64-bit immediate of a wide load means: its source register field (RFC 9669, section 5.4; Linux uapi/linux/bpf.h, <c>BPF_PSEUDO_*</c>).</summary>
public enum WideLoadKind : byte
{
    /// <summary>The value itself.</summary>
    Immediate = 0,

    /// <summary>The map with the file descriptor in the low half (<c>BPF_PSEUDO_MAP_FD</c>).</summary>
    MapDescriptor = 1,

    /// <summary>The address of the only value of the map with the file descriptor in the low half, plus the high half (<c>BPF_PSEUDO_MAP_VALUE</c>).</summary>
    MapValue = 2,

    /// <summary>The address of a kernel variable: BTF type id in the low half, descriptor of its BTF object in the high half (<c>BPF_PSEUDO_BTF_ID</c>).</summary>
    Variable = 3,

    /// <summary>The address of a local function, for callbacks: distance in the low half, in slots from the slot after this one (<c>BPF_PSEUDO_FUNC</c>).</summary>
    Function = 4,

    /// <summary>As <see cref="MapDescriptor"/>, with an index into the loader's descriptor array (<c>BPF_PSEUDO_MAP_IDX</c>).</summary>
    MapIndex = 5,

    /// <summary>As <see cref="MapValue"/>, with an index into the loader's descriptor array (<c>BPF_PSEUDO_MAP_IDX_VALUE</c>).</summary>
    MapIndexValue = 6,
}
