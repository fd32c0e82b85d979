// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Linux;

/// <summary>A structure of operations as this kernel lays it out: a value of its map, with holes for the programs.</summary>
/// <param name="TypeName">The kernel's structure, for example <c>tcp_congestion_ops</c>.</param>
/// <param name="TypeId">That structure's type.</param>
/// <param name="ValueTypeId">The type of the map's values, which hold the structure behind a state.</param>
/// <param name="Module">The BTF of the module that both are from, or null for the kernel proper. Not owned.</param>
/// <param name="Value">The bytes of a value, without programs.</param>
/// <param name="Functions">The programs it is filled with.</param>
internal sealed record StructOperationsLayout(string TypeName, uint TypeId, uint ValueTypeId, BpfHandle? Module, ImmutableArray<byte> Value,
    ImmutableArray<StructOperationsFunction> Functions)
{
    /// <summary>The size of a value in bytes.</summary>
    public uint ValueSize => (uint)Value.Length;
}

/// <summary>A program in a structure of operations.</summary>
/// <param name="Program">Its name in the object.</param>
/// <param name="Member">The kernel structure's member, by its position.</param>
/// <param name="MemberName">The member's name.</param>
/// <param name="Offset">Where in the map's value it goes, in bytes.</param>
internal readonly record struct StructOperationsFunction(string Program, int Member, string MemberName, int Offset);
