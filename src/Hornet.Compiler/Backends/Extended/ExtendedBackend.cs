// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Generates extended BPF (RFC 9669): ten registers, a stack of 512 bytes, calls.</summary>
public static class ExtendedBackend
{
    /// <summary>Generates an object of a module's programs, with line information.</summary>
    /// <param name="module">The module; packet operations are lowered already.</param>
    public static BpfObject Generate(Module module) => throw new NotImplementedException(module.Name);
}
