// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>Where the value of an extern comes from.</summary>
public enum ExternKind
{
    /// <summary>The kernel's configuration (<c>__kconfig</c>): the host writes the value into the <c>.kconfig</c> map.</summary>
    Configuration,

    /// <summary>The address of a kernel variable (<c>__ksym</c> on a variable).</summary>
    KernelVariable,

    /// <summary>A kernel function (<c>__ksym</c> on a function).</summary>
    KernelFunction,
}

/// <summary>Something an object expects of the kernel it is loaded into.</summary>
/// <param name="Name">Its name, for example <c>CONFIG_HZ</c>, <c>LINUX_KERNEL_VERSION</c>, <c>bpf_prog_active</c>.</param>
/// <param name="Kind">Where its value comes from.</param>
/// <param name="TypeId">
/// The type in the object's BTF: of a variable, or the <c>FUNC_PROTO</c> of a function. 0 (<c>void</c>) for a variable without a type, which is
/// found by its symbol alone, and for objects without BTF.
/// </param>
/// <param name="IsWeak">Whether the program copes with its absence (value or address 0).</param>
/// <param name="Offset">For a configuration value, its byte offset in the <c>.kconfig</c> map; otherwise 0.</param>
/// <param name="Size">For a configuration value, its size in bytes; otherwise 0.</param>
public readonly record struct ExternSpec(string Name, ExternKind Kind, uint TypeId, bool IsWeak, int Offset = 0, int Size = 0);
