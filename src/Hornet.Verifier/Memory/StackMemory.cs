// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Loads and stores of the stack: spilled registers, partly written slots, variable offsets.</summary>
internal sealed partial class StackMemory
{
    /// <summary>Bytes of stack that a function may use.</summary>
    public const int MaxDepth = 512;

    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public StackMemory(Analysis analysis) => _analysis = analysis;

    private bool IsPrivileged => _analysis.Program.IsPrivileged;

    /// <summary>Loads from the stack through a pointer in a register.</summary>
    /// <param name="pointer">The pointer; it may be the register that is loaded.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="destination">The register that is loaded, or -1.</param>
    public void Read(in RegisterState pointer, int register, int offset, int size, int destination)
    {
        int at = offset + pointer.Offset;
        StackFrame frame = CheckBounds(in pointer, register, at, size, AccessKind.Read);
        if (pointer.HasFixedOffset)
        {
            ReadAt(frame, at + (int)pointer.Number.ConstantValue, size, destination);
            return;
        }

        if (destination < 0)
        {
            throw _analysis.Unsafe(
                $"variable offset stack pointer cannot be passed into helper function; var_off={pointer.Number.Bits} off={at} size={size}");
        }

        RequirePrivilegedForVariableOffset(in pointer, register);
        CheckInitialized(in pointer, register, at, size, AccessKind.Read);
        int first = (int)pointer.Number.SignedMin + at;
        LoadBytes(frame, first, (int)pointer.Number.SignedMax + at + size - first, destination);
    }

    /// <summary>Stores to the stack.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="source">The register that is stored, or -1 for the instruction's immediate or an unknown number.</param>
    public void Write(in RegisterState pointer, int register, int offset, int size, int source)
    {
        int at = offset + pointer.Offset;
        StackFrame frame = CheckBounds(in pointer, register, at, size, AccessKind.Write);
        if (pointer.HasFixedOffset)
            WriteAt(frame, at + (int)pointer.Number.ConstantValue, size, source);
        else
            WriteSomewhere(frame, in pointer, at, size, source);
    }

    /// <summary>Checks that an access lies inside the stack, and makes the frame so deep.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">What is added to the pointer's variable part.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">Read or write.</param>
    /// <returns>The frame.</returns>
    private StackFrame CheckBounds(in RegisterState pointer, int register, int offset, int size, AccessKind access)
    {
        StackFrame frame = _analysis.State[pointer.Frame];
        long first, end;
        if (pointer.HasFixedOffset)
        {
            first = (long)pointer.Number.ConstantValue + offset;
            end = first + size;
        }
        else
        {
            if (pointer.Number.SignedMax >= MemoryBounds.MaxVariableOffset || pointer.Number.SignedMin <= -MemoryBounds.MaxVariableOffset)
                throw _analysis.Unsafe($"invalid unbounded variable-offset {WayOf(access)} stack R{register}");
            first = pointer.Number.SignedMin + offset;
            end = pointer.Number.SignedMax + offset + size;
        }

        // Whoever may see kernel memory may also read stack that nobody wrote.
        int lowest = access == AccessKind.Write || IsPrivileged ? -MaxDepth : -frame.StackDepth;
        if (first < lowest || first > -1 || end > 0 || size < 0)
            throw OutOfBounds(in pointer, register, offset, size, access, first);
        FastCalls.NoteAccess(_analysis.Program, frame.Subprogram, _analysis.Instruction, first);
        Grow(frame, (int)-first);
        if (!pointer.HasFixedOffset || frame.Index != _analysis.State.FrameIndex || !IsPlainAccess)
            _analysis.Program.Subprograms[frame.Subprogram].MarkEscaping((int)first, (int)end);
        return frame;
    }

    // Loads and stores at one place can be replaced by registers; what calls and atomics touch must stay memory.
    private bool IsPlainAccess => _analysis.Program.Instructions[_analysis.Instruction] is { IsMemoryClass: true, IsAtomic: false };

    private Refusal OutOfBounds(in RegisterState pointer, int register, int offset, int size, AccessKind access, long first) => pointer.HasFixedOffset
        ? _analysis.Unsafe($"invalid {WayOf(access)} stack R{register} off={first} size={size}")
        : _analysis.Unsafe($"invalid variable-offset {WayOf(access)} stack R{register} var_off={pointer.Number.Bits} off={offset} size={size}");

    private static string WayOf(AccessKind access) => access == AccessKind.Read ? "read from" : "write to";

    private void Grow(StackFrame frame, int bytes)
    {
        int slots = (bytes + StackFrame.SlotSize - 1) / StackFrame.SlotSize;
        if (slots <= frame.SlotCount)
            return;
        frame.Grow(slots);
        Subprogram subprogram = _analysis.Program.Subprograms[frame.Subprogram];
        subprogram.StackDepth = Math.Max(subprogram.StackDepth, frame.StackDepth);
    }

    private void RequirePrivilegedForVariableOffset(in RegisterState pointer, int register)
    {
        if (!IsPrivileged)
            throw _analysis.Unsafe($"R{register} variable offset stack access prohibited for !root, var_off={pointer.Number.Bits}");
    }

    // The kind of the byte at an offset from the frame's top.
    private static ref SlotKind KindAt(StackFrame frame, int offset) => ref frame.Kinds[-offset - 1];

    private void NoteRead(StackFrame frame, int slot) => _analysis.Liveness.Read(_analysis.State, _analysis.Instruction, frame, slot);

    private void NoteSpill(StackFrame frame, int slot)
    {
        ref HistoryEntry entry = ref _analysis.State.History.Last;
        entry.Slot = (byte)slot;
        entry.SlotFrame = (byte)frame.Index;
    }

    private static bool FitsIn(in RegisterState scalar, int bytes) => bytes == sizeof(ulong) || scalar.Number.UnsignedMax >> (8 * bytes) == 0;

    private static SlotKind Scrubbed(SlotKind kind) => kind == SlotKind.Invalid ? SlotKind.Invalid : SlotKind.Misc;

    private static void Scrub(StackFrame frame, int slot)
    {
        foreach (ref SlotKind kind in frame.KindsOf(slot))
            kind = Scrubbed(kind);
    }

    // Of an instruction that stores its immediate, whether that is 0; of one that stores a register, whether that is known to be 0.
    private bool IsStoringZero(int source, out bool isImmediate)
    {
        Instruction instruction = _analysis.Program.Instructions[_analysis.Instruction];
        isImmediate = source < 0 && instruction.Class == InstructionClass.Store && instruction.MemoryMode == MemoryMode.Memory;
        return source >= 0 ? _analysis.Register(source).IsZero : isImmediate && instruction.Immediate == 0;
    }
}
