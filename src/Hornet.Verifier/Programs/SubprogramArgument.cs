// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>An argument of a global function, by its BTF type and tags.</summary>
/// <param name="Kind">What the function gets: a scalar, the context, memory, an arena address, a dynptr, a BTF object, or whatever (<see cref="ValueKind.Uninitialized"/>, unused).</param>
/// <param name="Flags">What more is asked of it.</param>
/// <param name="MemorySize">For memory: its size in bytes.</param>
/// <param name="BtfIndex">For a BTF object: the BTF of its type.</param>
/// <param name="TypeId">For a BTF object: its type.</param>
internal readonly record struct SubprogramArgument(ValueKind Kind, ValueFlags Flags = ValueFlags.None, int MemorySize = 0, short BtfIndex = 0, uint TypeId = 0);
