// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Up to six places of the scalars that a conditional jump compared, packed into a word.</summary>
/// <remarks>Ten bits a place: three of the frame, one for a stack slot, six of the register or slot. The lowest four bits count them.</remarks>
internal struct LinkedScalars
{
    /// <summary>How many places fit; more scalars lose their link.</summary>
    public const int Capacity = 6;

    private const int PlaceBits = 10, CountBits = 4;

    private ulong _packed;

    /// <summary>How many places.</summary>
    public readonly int Count => (int)(_packed & ((1 << CountBits) - 1));

    /// <summary>A place.</summary>
    public readonly (int Frame, bool IsSlot, int Index) this[int place]
    {
        get
        {
            int bits = (int)(_packed >> (CountBits + (place * PlaceBits)));
            return (bits & 7, (bits & 8) != 0, bits >> 4 & 0x3f);
        }
    }

    /// <summary>Adds a place.</summary>
    /// <returns>Whether it fitted.</returns>
    public bool TryAdd(int frame, bool isSlot, int index)
    {
        int count = Count;
        if (count == Capacity)
            return false;
        ulong bits = (uint)frame | (isSlot ? 8u : 0) | ((uint)index << 4);
        _packed = (_packed | (bits << (CountBits + (count * PlaceBits)))) + 1;
        return true;
    }
}
