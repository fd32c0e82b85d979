// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// The words that values of arithmetic live in. They are taken in turn and given back after use, as libpcap does, so that without optimisation the
/// numbers in a listing are the same; where 16 do not suffice there are more, and only classic BPF that is not optimised has to refuse.
/// </summary>
/// <param name="function">The function whose stack they are on.</param>
internal sealed class ScratchWords(Function function)
{
    private const int ScratchMemory = 16;

    private readonly List<bool> _isUsed = [.. new bool[ScratchMemory]];
    private int _current;

    /// <summary>Takes a word.</summary>
    public StackSlot Take()
    {
        for (int i = 0; i < _isUsed.Count; i++, _current = (_current + 1) % _isUsed.Count)
        {
            if (!_isUsed[_current])
                return Use(_current);
        }

        _isUsed.Add(false);
        _current = _isUsed.Count - 1;
        return Use(_current);
    }

    /// <summary>Gives a word back.</summary>
    public void Release(StackSlot word) => _isUsed[word.Index] = false;

    private StackSlot Use(int index)
    {
        _isUsed[index] = true;
        while (function.Slots.Count <= index)
            function.AddSlot(sizeof(uint), sizeof(uint), string.Create(CultureInfo.InvariantCulture, $"m{function.Slots.Count}"));
        return function.Slots[index];
    }
}
