// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The layout of a member: one element, or an array of any number of dimensions laid out flat.</summary>
/// <param name="ElementTypeId">The type of an element, without typedefs and qualifiers.</param>
/// <param name="ElementSize">Bytes of an element.</param>
/// <param name="Size">Bytes in all.</param>
/// <param name="IsArray">Whether it is an array.</param>
internal readonly record struct TypeShape(uint ElementTypeId, long ElementSize, long Size, bool IsArray)
{
    /// <summary>The layout of a type; false for types without a size.</summary>
    public static bool TryFind(Btf btf, uint typeId, out TypeShape shape)
    {
        long count = 1;
        bool isArray = false;
        uint id = btf.Resolve(typeId);
        for (int depth = 0; btf.KindOf(id) == BtfKind.Array; depth++)
        {
            if (depth == TypeWalker.MaxDepth || count > uint.MaxValue)
                break;
            var array = (BtfArray)btf[id];
            isArray = true;
            count *= array.Length;
            id = btf.Resolve(array.ElementTypeId);
        }

        shape = default;
        if (btf.KindOf(id) == BtfKind.Array || !btf.TryGetSize(id, out long size) || (Int128)size * count > uint.MaxValue)
            return false;
        shape = new TypeShape(id, size, size * count, isArray);
        return true;
    }
}
