// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A hook of the kernel. Each kind of hook is a record of its own, which knows how a program gets there.</summary>
public abstract record KernelTarget : AttachTarget
{
    private protected KernelTarget()
    {
    }

    /// <summary>Attaches a program here.</summary>
    /// <exception cref="Bytecode.BpfException">The program's type does not go with this hook, or the kernel refused.</exception>
    internal abstract KernelLink Attach(KernelProgram program);
}
