// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>A structure of functions that the kernel calls (<c>struct_ops</c>), such as a TCP congestion control; programs of an object are its members.</summary>
/// <param name="TypeName">The kernel's structure, for example <c>tcp_congestion_ops</c>.</param>
/// <param name="Name">The name of the object's variable, and so of the map that holds it.</param>
public sealed record StructOperationsTarget(string TypeName, string Name) : KernelTarget
{
    /// <summary>The type and name, as in C.</summary>
    public override string ToString() => $"{TypeName} {Name}";

    internal override bool CanReplaceProgram => false;

    internal override KernelLink Attach(KernelProgram program) =>
        throw new BpfException($"{Attaching(program)}: a structure of operations is attached as a whole ({nameof(KernelObject)}.{nameof(KernelObject.AttachStructOperations)}).");
}
