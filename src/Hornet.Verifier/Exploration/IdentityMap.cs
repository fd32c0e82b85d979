// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>
/// Pairs the identities of two states that are compared: the numbers themselves mean nothing, but values that were the same in one state
/// must be the same in the other.
/// </summary>
internal sealed class IdentityMap
{
    private (uint Old, uint Current)[] _pairs = new (uint, uint)[32];
    private int _count;
    private uint _temporary;

    /// <summary>Forgets all pairs.</summary>
    public void Clear()
    {
        _count = 0;
        // Above any identity that a verification hands out, and below the flag of links.
        _temporary = 0x4000_0000;
    }

    /// <summary>Whether two identities may stand for each other.</summary>
    public bool Match(uint old, uint current)
    {
        if ((old == 0) != (current == 0))
            return false;
        if (old == 0)
            return true;
        for (int i = 0; i < _count; i++)
        {
            if (_pairs[i].Old == old)
                return _pairs[i].Current == current;
            if (_pairs[i].Current == current)
                return false;
        }

        if (_count == _pairs.Length)
            Array.Resize(ref _pairs, _count * 2);
        _pairs[_count++] = (old, current);
        return true;
    }

    /// <summary>Whether two links of scalars may stand for each other: a scalar without link is like one linked to nothing else.</summary>
    public bool MatchScalar(uint old, uint current)
    {
        if (old == 0)
            old = ++_temporary;
        if (current == 0)
            current = ++_temporary;
        return Match(old, current);
    }
}
