// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>The kernel host: loads objects into the running Linux kernel through <c>bpf(2)</c>, and attaches their programs. Needs root, or the capabilities its errors name.</summary>
/// <remarks>It keeps nothing but what it learnt about the kernel: disposing it does not unload objects. Safe for several threads.</remarks>
/// <example>
/// <code>
/// using var kernel = new LinuxKernel();
/// using KernelObject live = kernel.Load(BpfObject.Load("opens.o"));
/// using KernelLink link = live.Program("count_opens").Attach();
/// </code>
/// </example>
public sealed class LinuxKernel : IBpfHost
{
    /// <summary>Loads an object: makes and fills its maps, relocates its programs against the kernel's types, resolves what they refer to, and loads them.</summary>
    /// <param name="bpfObject">The object; not changed.</param>
    /// <param name="options">What differs from the object's own settings; <see cref="KernelLoadOptions"/> has more than the base.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; for a program the verifier's log is in the error.</exception>
    /// <exception cref="Bytecode.BpfException">Something else of the object cannot be loaded; the message says what and why.</exception>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Hosts are instances: the virtual machine loads in the same way.")]
    public KernelObject Load(BpfObject bpfObject, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bpfObject);
        return new ObjectLoader(bpfObject, options as KernelLoadOptions ?? KernelLoadOptions.From(options)).Load();
    }

    LoadedObject IBpfHost.Load(BpfObject bpfObject, LoadOptions? options) => Load(bpfObject, options);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
