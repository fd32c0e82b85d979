// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>
/// The log of an analysis in the manner of the kernel's: each instruction of each path, the source lines, and what changed. At level 1 paths that ended
/// well are taken out again, so that what remains is the path to the fault.
/// </summary>
/// <remarks>Callers ask <see cref="IsEnabled"/> before every other call, so that an analysis without a log pays for one comparison.</remarks>
internal sealed class VerifierLog
{
    /// <summary>Where the notes behind an instruction begin, and the steps in which longer instructions move them.</summary>
    private const int NotesColumn = 40, NotesStep = 8;

    /// <summary>Characters that are kept; of a longer log the beginning is dropped.</summary>
    private const int MaximumLength = 1 << 24;

    private readonly StringBuilder _text = new();
    private readonly VerifiedProgram _program;
    private readonly StateText _states;
    private readonly Lazy<InstructionTexts> _instructions;
    private readonly StackFrame _before = new();
    private int _pending = -1;
    private int _branch = -1;
    private PathStart _start;
    private int _lineStart;
    private LineInfo? _lastLine;
    private long _dropped;

    /// <summary>Begins a log.</summary>
    /// <param name="program">The program.</param>
    /// <param name="level">0 for none, 1 for the path to the fault, 2 for all.</param>
    public VerifierLog(VerifiedProgram program, int level)
    {
        _program = program;
        _states = new StateText(program);
        _instructions = new Lazy<InstructionTexts>(() => new InstructionTexts(program.Spec), isThreadSafe: false);
        Level = level;
    }

    /// <summary>How much is written.</summary>
    public int Level { get; }

    /// <summary>Whether anything is written.</summary>
    public bool IsEnabled => Level > 0;

    /// <summary>How long the log is: the place to go back to with <see cref="Rewind"/>.</summary>
    public long Position => _dropped + _text.Length;

    /// <summary>Writes the functions, and at level 2 the registers that matter before each instruction.</summary>
    public void Begin()
    {
        if (Level < 2)
            return;
        foreach (Subprogram function in _program.Subprograms)
            _text.Append(CultureInfo.InvariantCulture, $"func#{function.Index} @{function.Start}\n");
        _text.Append("Live regs before insn:\n");
        for (int index = 0; index < _program.Instructions.Length; index++)
        {
            AppendLiveRegisters(index);
            if (_program.Instructions[index].IsWideLoad)
                index++;
        }
    }

    /// <summary>Says where a path begins: the start of a function, or the other way of a branch. It is written with the path's first instruction.</summary>
    /// <param name="from">The branch, or -1 for none.</param>
    public void StartPath(int from)
    {
        EndInstruction();
        _start = from >= 0 ? PathStart.Branch : PathStart.Function;
        _branch = from;
        _lastLine = null;
    }

    /// <summary>Writes an instruction that is about to be processed, after what the one before it changed.</summary>
    public void Write(VerifierState state, int instruction)
    {
        EndInstruction(state);
        WriteStart(state, instruction);
        WriteSource(instruction);
        _lineStart = _text.Length;
        _text.Append(CultureInfo.InvariantCulture, $"{instruction}: ({_program.Instructions[instruction].Opcode:x2}) ");
        _instructions.Value.AppendTo(_text, instruction);
        _pending = instruction;
        _before.CopyFrom(state.Frame);
        Trim();
    }

    /// <summary>Writes that a path need not be walked further, since one like it was.</summary>
    public void Prune(VerifierState state, int instruction)
    {
        EndInstruction(state);
        _text.Append(_start == PathStart.Branch
            ? string.Create(CultureInfo.InvariantCulture, $"\nfrom {_branch} to {instruction}{Speculative(state)}: safe\n")
            : string.Create(CultureInfo.InvariantCulture, $"{instruction}: safe\n"));
        _start = PathStart.None;
    }

    /// <summary>Writes the frames of a call, when the called function's is set up.</summary>
    public void Enter(VerifierState state)
    {
        EndInstruction();
        _text.Append("caller:\n");
        _states.AppendFrame(_text, state, state[state.FrameIndex - 1]);
        _text.Append("\ncallee:\n");
        _states.AppendFrame(_text, state, state.Frame);
        _text.Append('\n');
        _start = PathStart.Function;
    }

    /// <summary>Writes the frame of a function that is about to return.</summary>
    public void Leave(VerifierState state)
    {
        _branch = _pending;
        EndInstruction();
        _text.Append("returning from callee:\n");
        _states.AppendFrame(_text, state, state.Frame);
        _text.Append('\n');
    }

    /// <summary>Writes the frame that a function has returned to.</summary>
    public void Resume(VerifierState state, int instruction)
    {
        _text.Append(CultureInfo.InvariantCulture, $"to caller at {instruction}:\n");
        _states.AppendFrame(_text, state, state.Frame);
        _text.Append('\n');
        _start = PathStart.Return;
    }

    /// <summary>Writes a line of its own: a fault, or what is verified next.</summary>
    public void WriteLine(string line)
    {
        EndInstruction();
        _text.Append(line).Append('\n');
    }

    /// <summary>Writes a fault, if anything is written.</summary>
    public void WriteRefusal(string message)
    {
        if (IsEnabled)
            WriteLine(message);
    }

    /// <summary>Takes out what was written since a position, at level 1.</summary>
    public void Rewind(long position)
    {
        if (Level != 1)
            return;
        _text.Length = (int)Math.Clamp(position - _dropped, 0, _text.Length);
        if (_text.Length > 0 && _text[^1] != '\n')
            _text.Append('\n');
        _pending = -1;
        _lastLine = null;
        _start = PathStart.None;
    }

    /// <summary>The log, with the numbers that end it.</summary>
    public string Finish(VerificationResult result)
    {
        EndInstruction();
        _text.Append(CultureInfo.InvariantCulture,
            $"processed {result.InstructionsProcessed} insns (limit {_program.Options.InstructionLimit}) max_states_per_insn {result.MaxStatesPerInstruction} total_states {result.TotalStates} peak_states {result.PeakStates} mark_read 0\n");
        return _dropped > 0 ? "...\n" + _text : _text.ToString();
    }

    /// <summary>Writes all that is known where a path, a function or the rest of a caller begins.</summary>
    private void WriteStart(VerifierState state, int instruction)
    {
        if (_start is PathStart.Branch or PathStart.Return)
        {
            _text.Append(CultureInfo.InvariantCulture, $"\nfrom {_branch} to {instruction}{Speculative(state)}:");
            _states.AppendFrame(_text, state, state.Frame);
            _text.Append('\n');
        }

        if (_start is PathStart.Branch or PathStart.Function)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{instruction}:");
            _states.AppendFrame(_text, state, state.Frame);
            _text.Append('\n');
        }

        _start = PathStart.None;
    }

    private static string Speculative(VerifierState state) => state.IsSpeculative ? " (speculative execution)" : "";

    /// <summary>Ends the line of an instruction whose outcome is not told, such as one that left the function.</summary>
    private void EndInstruction()
    {
        if (_pending >= 0)
            _text.Append('\n');
        _pending = -1;
    }

    /// <summary>Ends the line of an instruction with the registers and slots that it used or changed.</summary>
    private void EndInstruction(VerifierState state)
    {
        if (_pending >= 0 && state.Frame.Index == _before.Index)
        {
            int column = _text.Length - _lineStart + 1;
            int aligned = (Math.Max(column + (NotesStep / 2), NotesColumn) + NotesStep - 1) / NotesStep * NotesStep;
            int registers = UsedRegisters(state.Frame);
            ulong slots = ChangedSlots(state.Frame);
            if (registers != 0 || slots != 0)
            {
                _text.Append(' ', aligned - column - 1).Append(';');
                _states.AppendFrame(_text, state, state.Frame, registers, slots);
            }
        }

        EndInstruction();
    }

    private int UsedRegisters(StackFrame after)
    {
        Instruction instruction = _program.Instructions[_pending];
        InstructionInfo information = InstructionSet.Describe(instruction);
        if (!instruction.IsCall)
            return (int)(information.Reads | information.Writes);
        int used = (int)RegisterSet.R0;
        for (int number = 0; number < StackFrame.RegisterCount; number++)
        {
            if (!RegisterComparison.AreSame(_before.Registers[number], after.Registers[number]))
                used |= 1 << number;
        }

        return used;
    }

    private ulong ChangedSlots(StackFrame after)
    {
        ulong changed = 0;
        for (int slot = 0; slot < after.SlotCount; slot++)
        {
            if (slot >= _before.SlotCount || _before.KindWord(slot) != after.KindWord(slot) || !RegisterComparison.AreSame(_before.Slots[slot], after.Slots[slot]))
                changed |= 1UL << slot;
        }

        return changed;
    }

    private void WriteSource(int instruction)
    {
        // Several entries in a row can be of one line.
        if (_program.Spec.FindLine(instruction) is not { } line || (_lastLine is { } last && last.Line == line.Line && last.File == line.File))
            return;
        _lastLine = line;
        _text.Append(CultureInfo.InvariantCulture, $"; {line.Text.Trim()} @ {Path.GetFileName(line.File)}:{line.Line}\n");
    }

    private void AppendLiveRegisters(int index)
    {
        InstructionFacts facts = _program.Facts[index];
        _text.Append(facts.Loop == 0 ? "   " : string.Create(CultureInfo.InvariantCulture, $"{facts.Loop,3}"));
        _text.Append(CultureInfo.InvariantCulture, $"{index,4}: ");
        for (int number = 0; number < 10; number++)
            _text.Append((facts.LiveRegisters & (1 << number)) == 0 ? '.' : (char)('0' + number));
        _text.Append(CultureInfo.InvariantCulture, $" ({_program.Instructions[index].Opcode:x2}) ");
        _instructions.Value.AppendTo(_text, index);
        _text.Append('\n');
    }

    private void Trim()
    {
        if (_text.Length <= MaximumLength)
            return;
        int removed = MaximumLength / 2;
        _text.Remove(0, removed);
        _lineStart -= removed;
        _dropped += removed;
    }

    /// <summary>What is told before the next instruction.</summary>
    private enum PathStart
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>The state at the start of a function.</summary>
        Function,

        /// <summary>The other way of a branch.</summary>
        Branch,

        /// <summary>The rest of a caller.</summary>
        Return,
    }
}
