// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>A function's frame: its registers and its stack, with what led into the function.</summary>
internal sealed class StackFrame
{
    /// <summary>Registers of a frame.</summary>
    public const int RegisterCount = 11;

    /// <summary>Bytes of a slot.</summary>
    public const int SlotSize = 8;

    private SlotKind[] _kinds = [];
    private RegisterState[] _slots = [];

    /// <summary>R0 to R10.</summary>
    public RegisterState[] Registers { get; } = new RegisterState[RegisterCount];

    /// <summary>The frame's place: 0 is the outermost.</summary>
    public int Index { get; set; }

    /// <summary>The calling instruction in the frame above; -1 for the outermost.</summary>
    public int CallSite { get; set; } = -1;

    /// <summary>Which function runs.</summary>
    public int Subprogram { get; set; }

    /// <summary>Slots of stack in use, counted from the top: slot 0 is the eight bytes below R10.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Whether the function is a callback that its caller's helper or kernel function calls.</summary>
    public bool IsCallback { get; set; }

    /// <summary>Whether the function is called later, from another context (timers, work queues).</summary>
    public bool IsAsyncCallback { get; set; }

    /// <summary>Whether the function is the program's exception callback.</summary>
    public bool IsExceptionCallback { get; set; }

    /// <summary>How many asynchronous callbacks were begun before this one on the same path; tells loops of them apart.</summary>
    public int AsyncEntries { get; set; }

    /// <summary>How often the callback was entered on this path, for helpers that call it again and again.</summary>
    public int CallbackDepth { get; set; }

    /// <summary>What a callback may return.</summary>
    public ReturnRange CallbackReturn { get; set; } = new(0, 0);

    /// <summary>Bytes of stack in use.</summary>
    public int StackDepth => SlotCount * SlotSize;

    /// <summary>The kind of each byte in use; slot n has the bytes 8n to 8n+7, its byte 0 being the one at the highest address.</summary>
    /// <remarks>The byte of the frame at R10-k has the index k-1.</remarks>
    public Span<SlotKind> Kinds => _kinds.AsSpan(0, SlotCount * SlotSize);

    /// <summary>What each slot holds, where it is a spilled register, dynptr, iterator or saved flags.</summary>
    public Span<RegisterState> Slots => _slots.AsSpan(0, SlotCount);

    /// <summary>The kinds of a slot's eight bytes; index 7 is the byte at the lowest address, which is the first of a little-endian value.</summary>
    public Span<SlotKind> KindsOf(int slot) => _kinds.AsSpan(slot * SlotSize, SlotSize);

    /// <summary>The slot of a byte at a (negative) offset from R10.</summary>
    public static int SlotOf(int offset) => (-offset - 1) / SlotSize;

    /// <summary>Whether a slot holds a whole spilled register (possibly a narrower scalar with its upper bytes elsewhere).</summary>
    public bool IsSpill(int slot) => _kinds[(slot * SlotSize) + SlotSize - 1] == SlotKind.Spill;

    /// <summary>Whether a slot holds a spilled number.</summary>
    public bool IsScalarSpill(int slot) => IsSpill(slot) && _slots[slot].Kind == ValueKind.Scalar;

    /// <summary>Whether a slot holds a register spilled with all of its eight bytes.</summary>
    public bool IsFullSpill(int slot) => _kinds[slot * SlotSize] == SlotKind.Spill;

    /// <summary>Makes slots usable down to an offset.</summary>
    /// <param name="slots">How many slots from the top.</param>
    public void Grow(int slots)
    {
        if (slots <= SlotCount)
            return;
        if (slots > _slots.Length)
        {
            int capacity = Math.Min(64, Math.Max(slots, _slots.Length * 2));
            capacity = Math.Max(capacity, slots);
            Array.Resize(ref _slots, capacity);
            Array.Resize(ref _kinds, capacity * SlotSize);
        }

        Array.Clear(_slots, SlotCount, slots - SlotCount);
        Array.Clear(_kinds, SlotCount * SlotSize, (slots - SlotCount) * SlotSize);
        SlotCount = slots;
    }

    /// <summary>Becomes a copy of another frame.</summary>
    public void CopyFrom(StackFrame other)
    {
        other.Registers.AsSpan().CopyTo(Registers);
        if (_slots.Length < other.SlotCount)
        {
            _slots = new RegisterState[other.SlotCount];
            _kinds = new SlotKind[other.SlotCount * SlotSize];
        }

        other.Slots.CopyTo(_slots);
        other.Kinds.CopyTo(_kinds);
        SlotCount = other.SlotCount;
        Index = other.Index;
        CallSite = other.CallSite;
        Subprogram = other.Subprogram;
        IsCallback = other.IsCallback;
        IsAsyncCallback = other.IsAsyncCallback;
        IsExceptionCallback = other.IsExceptionCallback;
        AsyncEntries = other.AsyncEntries;
        CallbackDepth = other.CallbackDepth;
        CallbackReturn = other.CallbackReturn;
    }

    /// <summary>Becomes the frame of a function that was just called: nothing known but R10.</summary>
    public void Reset(int index, int callSite, int subprogram)
    {
        Array.Clear(Registers);
        SlotCount = 0;
        Index = index;
        CallSite = callSite;
        Subprogram = subprogram;
        IsCallback = IsAsyncCallback = IsExceptionCallback = false;
        AsyncEntries = 0;
        CallbackDepth = 0;
        CallbackReturn = new ReturnRange(0, 0);
        ref RegisterState top = ref Registers[10];
        top = RegisterState.Pointer(ValueKind.Stack);
        top.Frame = (byte)index;
    }

    /// <summary>The kinds of a slot's bytes as one word, for quick comparison.</summary>
    public ulong KindWord(int slot) => MemoryMarshal.Cast<SlotKind, ulong>(_kinds.AsSpan(slot * SlotSize, SlotSize))[0];
}
