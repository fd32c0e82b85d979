// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>The instructions processed since the last kept state, for walking back when a number turns out to matter.</summary>
internal sealed class History
{
    private HistoryEntry[] _entries = [];

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The entries, the oldest first.</summary>
    public ReadOnlySpan<HistoryEntry> Entries => _entries.AsSpan(0, Count);

    /// <summary>The entry of the instruction being processed, to add to.</summary>
    public ref HistoryEntry Last => ref _entries[Count - 1];

    /// <summary>Adds an instruction.</summary>
    public void Add(int instruction)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Math.Max(16, Count * 2));
        _entries[Count++] = new HistoryEntry { Instruction = instruction, Slot = HistoryEntry.NoSlot };
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Becomes a copy.</summary>
    public void CopyFrom(History other)
    {
        if (_entries.Length < other.Count)
            _entries = new HistoryEntry[other.Count];
        other.Entries.CopyTo(_entries);
        Count = other.Count;
    }
}
