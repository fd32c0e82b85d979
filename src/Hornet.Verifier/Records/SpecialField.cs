// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A field that programs may not touch as plain bytes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Bytes from the start of the structure or map value.</param>
/// <param name="Size">Bytes that it covers.</param>
/// <param name="BtfIndex">For pointers and collections: the BTF of the type they hold, as an index into <see cref="VerifiedProgram.Btfs"/>.</param>
/// <param name="TypeId">For pointers and collections: the type they hold.</param>
/// <param name="NodeOffset">For collections: where in the held type the node is.</param>
internal readonly record struct SpecialField(SpecialFieldKind Kind, int Offset, int Size, short BtfIndex = 0, uint TypeId = 0, int NodeOffset = 0);
