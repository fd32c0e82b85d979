// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Whether what is at an offset of a structure is, or begins with, a structure of another type.</summary>
internal static class NestedTypes
{
    /// <summary>Compares types.</summary>
    /// <param name="btfs">The BTFs of the verification.</param>
    /// <param name="btfIndex">The BTF of the outer structure.</param>
    /// <param name="typeId">The outer structure.</param>
    /// <param name="offset">Bytes from its start.</param>
    /// <param name="wantedBtfIndex">The BTF of the wanted structure.</param>
    /// <param name="wantedTypeId">The wanted structure.</param>
    /// <param name="isExact">Whether only the outer structure itself will do.</param>
    public static bool Matches(BtfSet btfs, short btfIndex, uint typeId, long offset, short wantedBtfIndex, uint wantedTypeId, bool isExact)
    {
        Btf btf = btfs[btfIndex];
        Btf wanted = btfs[wantedBtfIndex];
        while (offset != 0 || !IsSame(btf, typeId, wanted, wantedTypeId))
        {
            if (isExact || !TryEnter(btf, ref typeId, ref offset))
                return false;
        }

        return true;
    }

    // A module's BTF has the kernel's types as its own.
    private static bool IsSame(Btf btf, uint typeId, Btf wanted, uint wantedTypeId) =>
        typeId == wantedTypeId && (ReferenceEquals(btf, wanted) || (ReferenceEquals(btf.Base, wanted) && typeId < btf.FirstId));

    // Goes to the structure that is a member, or an element of an array member, at the offset.
    private static bool TryEnter(Btf btf, ref uint typeId, ref long offset)
    {
        if (btf[typeId] is not BtfStruct structure)
            return false;
        foreach (BtfMember member in structure.Members)
        {
            long start = member.BitOffset / 8;
            if (member.BitfieldSize != 0 || start > offset || !btf.TryGetSize(member.TypeId, out long size) || offset >= start + size)
                continue;
            uint inner = btf.Resolve(member.TypeId);
            long inside = offset - start;
            while (btf[inner] is BtfArray array)
            {
                inner = btf.Resolve(array.ElementTypeId);
                if (!btf.TryGetSize(inner, out long elementSize) || elementSize == 0)
                    return false;
                inside %= elementSize;
            }

            if (btf[inner] is not BtfStruct)
                return false;
            (typeId, offset) = (inner, inside);
            return true;
        }

        return false;
    }
}
