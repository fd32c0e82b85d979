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
    private readonly HashSet<int> _taken = [];
    private int _current;
    private bool _fresh;

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

    /// <summary>
    /// Takes a word that no value had before. What is computed before all tests needs one: a test that was lowered earlier, and has given its word back,
    /// still writes to it later. (libpcap has no such rule, and loses the length of the radio header in <c>len &gt; 5 or type mgt</c>.)
    /// </summary>
    public StackSlot TakeFresh()
    {
        var passed = new List<StackSlot>();
        int current = _current;
        StackSlot word = Take();
        while (!_fresh)
        {
            passed.Add(word);
            word = Take();
        }

        passed.ForEach(Release);
        if (passed.Count > 0)
            _current = current;
        return word;
    }

    /// <summary>Gives a word back.</summary>
    public void Release(StackSlot word) => _isUsed[word.Index] = false;

    private StackSlot Use(int index)
    {
        _isUsed[index] = true;
        _fresh = _taken.Add(index);
        while (function.Slots.Count <= index)
            function.AddSlot(sizeof(uint), sizeof(uint), string.Create(CultureInfo.InvariantCulture, $"m{function.Slots.Count}"));
        return function.Slots[index];
    }
}
