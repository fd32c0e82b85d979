// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>What the immediate of a call means: its source register field (RFC 9669, section 4.3.1).</summary>
public enum CallKind : byte
{
    /// <summary>A helper, by its number.</summary>
    Helper = 0,

    /// <summary>A function of the program: distance in slots from the next instruction (<c>BPF_PSEUDO_CALL</c>).</summary>
    Local = 1,

    /// <summary>A function of the kernel, by its BTF type id; the offset is an index into the loader's array of module BTF (<c>BPF_PSEUDO_KFUNC_CALL</c>).</summary>
    KernelFunction = 2,
}
