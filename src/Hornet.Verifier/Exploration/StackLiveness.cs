// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Which stack slots may still be read, at each instruction of each function, as far as paths were walked.</summary>
/// <remarks>
/// A backward data flow over the flow graph whose facts come from the walk: which slots an instruction was seen to read, and which it
/// overwrote whole each time. A read of a caller's stack counts for the call instruction in the caller. Facts only ever make more slots
/// live, so each new one is carried back at once. For a state whose paths are all explored every read is known, so what is not live then
/// cannot matter.
/// </remarks>
internal sealed class StackLiveness
{
    private readonly VerifiedProgram _program;
    private readonly ulong[] _reads;
    private readonly ulong[] _overwrites;
    private readonly ulong[] _live;
    private readonly Stack<int> _pending = new();

    // The slots that the instruction being processed overwrites whole.
    private ulong _current;

    /// <summary>Works on a program.</summary>
    public StackLiveness(VerifiedProgram program)
    {
        _program = program;
        int count = program.Instructions.Length;
        _reads = new ulong[count];
        _live = new ulong[count];
        _overwrites = new ulong[count];
        Array.Fill(_overwrites, ulong.MaxValue);
    }

    /// <summary>The slots of an instruction's function that may be read from there on; bit n is slot n.</summary>
    public ulong LiveAt(int instruction) => _live[instruction];

    /// <summary>Notes that the current instruction reads a slot of a frame.</summary>
    /// <param name="state">The current state.</param>
    /// <param name="instruction">The current instruction.</param>
    /// <param name="frame">The frame read.</param>
    /// <param name="slot">The slot.</param>
    public void Read(VerifierState state, int instruction, StackFrame frame, int slot)
    {
        int at = frame.Index == state.FrameIndex ? instruction : state[frame.Index + 1].CallSite;
        ulong bit = 1UL << slot;
        NoteCall(instruction, frame, slot);
        if ((_reads[at] & bit) != 0)
            return;
        _reads[at] |= bit;
        Update(at);
    }

    /// <summary>Notes that the current instruction overwrites a slot whole. Of a caller's frame that says nothing: another path through the callee may not.</summary>
    /// <param name="state">The current state.</param>
    /// <param name="instruction">The current instruction.</param>
    /// <param name="frame">The frame written.</param>
    /// <param name="slot">The slot.</param>
    public void Overwrite(VerifierState state, int instruction, StackFrame frame, int slot)
    {
        NoteCall(instruction, frame, slot);
        if (frame.Index == state.FrameIndex)
            _current |= 1UL << slot;
    }

    /// <summary>Ends an instruction: what it did not overwrite this time it does not always overwrite.</summary>
    public void EndInstruction(int instruction)
    {
        ulong always = _overwrites[instruction] & _current;
        _current = 0;
        if (always == _overwrites[instruction])
            return;
        _overwrites[instruction] = always;
        Update(instruction);
    }

    // Dynptrs, iterators and saved flags are the business of the functions that are called with their addresses.
    private void NoteCall(int instruction, StackFrame frame, int slot)
    {
        if (_program.Instructions[instruction].IsCall)
            _program.Subprograms[frame.Subprogram].MarkEscaping(-(slot + 1) * StackFrame.SlotSize, -slot * StackFrame.SlotSize);
    }

    private void Update(int start)
    {
        _pending.Push(start);
        while (_pending.TryPop(out int instruction))
        {
            (int first, int second) = _program.Successors(instruction);
            ulong after = (first >= 0 ? _live[first] : 0) | (second >= 0 ? _live[second] : 0);
            ulong live = _reads[instruction] | (after & ~_overwrites[instruction]);
            if (live == _live[instruction])
                continue;
            _live[instruction] |= live;
            foreach (int previous in _program.Predecessors(instruction))
                _pending.Push(previous);
        }
    }
}
