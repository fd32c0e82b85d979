// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What the kernel says about a BTF object (<c>struct bpf_btf_info</c>).</summary>
/// <param name="Id">Its number in this kernel.</param>
/// <param name="Name"><c>vmlinux</c> or the module's name, for types of the kernel itself; otherwise empty.</param>
/// <param name="IsKernel">Whether it holds the types of the kernel or of a module.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record KernelBtfInfo(uint Id, string Name, bool IsKernel, uint Size)
{
    /// <summary>Whether it continues the kernel's own types: that of a module.</summary>
    public bool IsModule => IsKernel && Name != "vmlinux";
}
