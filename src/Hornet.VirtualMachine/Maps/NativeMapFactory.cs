// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>Makes maps from their definitions.</summary>
internal static class NativeMapFactory
{
    /// <summary>Creates a map of the kind its definition asks for.</summary>
    /// <exception cref="MapException">The kernel would refuse the definition, with the error it would give.</exception>
    public static NativeMap Create(MapRegistry registry, MapSpec spec, Btf? btf) => spec.Type switch
    {
        _ => throw new MapException("Creating", spec.Name, MapError.Invalid, $"the kind {spec.Type} is not known {btf?.GetType().Name}{registry.CpuCount}"),
    };
}
