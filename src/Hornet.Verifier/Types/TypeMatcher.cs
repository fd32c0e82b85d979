// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Says whether what a pointer points to is of the type that is wanted.</summary>
internal sealed class TypeMatcher
{
    private readonly BtfSet _btfs;
    private readonly TypeWalker _walker;

    /// <summary>Works on the types of a verification.</summary>
    public TypeMatcher(BtfSet btfs, TypeWalker walker)
    {
        _btfs = btfs;
        _walker = walker;
    }

    /// <summary>Whether at an offset of a structure there is one of the wanted type: itself, or a nested one.</summary>
    /// <param name="btfIndex">The structure's BTF.</param>
    /// <param name="typeId">The structure.</param>
    /// <param name="offset">Bytes from its start.</param>
    /// <param name="wantedBtf">The wanted type's BTF.</param>
    /// <param name="wantedId">The wanted type.</param>
    /// <param name="isStrict">Whether a nested structure will not do, not even at the start.</param>
    public bool AreSame(short btfIndex, uint typeId, int offset, short wantedBtf, uint wantedId, bool isStrict)
    {
        if (offset == 0 && IsSameType(btfIndex, typeId, wantedBtf, wantedId))
            return true;
        if (isStrict || offset < 0)
            return false;
        for (int depth = 0; depth < TypeWalker.MaxDepth; depth++)
        {
            FieldAccess step = _walker.Step(btfIndex, typeId, offset, 1, ValueFlags.None);
            if (step.Kind != FieldAccessKind.Structure)
                return false;
            if (IsSameType(btfIndex, step.TypeId, wantedBtf, wantedId))
                return true;
            (typeId, offset) = (step.TypeId, 0);
        }

        return false;
    }

    /// <summary>Whether two ids name one type: in one BTF, or in the base that both continue.</summary>
    public bool IsSameType(short btfIndex, uint typeId, short otherBtf, uint otherId)
    {
        if (typeId != otherId)
            return false;
        if (btfIndex == otherBtf)
            return true;
        Btf owner = OwnerOf(_btfs[btfIndex], typeId);
        return ReferenceEquals(owner, OwnerOf(_btfs[otherBtf], otherId));
    }

    private static Btf OwnerOf(Btf btf, uint id)
    {
        while (id < btf.FirstId && btf.Base is { } below)
            btf = below;
        return btf;
    }
}
