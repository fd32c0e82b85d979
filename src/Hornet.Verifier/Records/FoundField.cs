// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A special field as a type declares it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Bytes from the start of the value.</param>
/// <param name="HeldTypeId">For pointers and collections: the structure they hold, in the same BTF.</param>
/// <param name="Node">For collections: the name of the node in the held structure.</param>
internal readonly record struct FoundField(SpecialFieldKind Kind, int Offset, uint HeldTypeId, string Node);
