// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Bytecode;

/// <summary>Where a word stands in a text, both counted from 1; 0, 0 for programs that have no text.</summary>
internal readonly record struct SourcePlace(int Line, int Column);

/// <summary>Collects the slots of a program, its labels and what jumps to them; the common end of both text dialects and of <see cref="BpfAssembler"/>.</summary>
internal sealed class ProgramBuilder
{
    /// <summary>Orders a slot after all equal ones, so that a search ends behind them.</summary>
    private static readonly Comparer<int> AfterEqual = Comparer<int>.Create((slot, sought) => slot <= sought ? -1 : 1);

    private readonly List<Instruction> _slots = [];
    private readonly List<int> _lines = [];
    private readonly List<PendingReference> _references = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int>> _numericLabels = [];
    private readonly List<Jump> _jumps = [];

    private int? _firstExit;

    /// <summary>A slot whose target is a label.</summary>
    private readonly record struct Jump(int Slot, string Label, SourcePlace Place);

    /// <summary>The number of slots so far, which is the slot the next instruction gets.</summary>
    public int Count => _slots.Count;

    /// <summary>Whether a target named <c>exit</c> that no label defines is the first exit instruction, as in bpf_conformance.</summary>
    public bool ExitIsLabel { get; init; }

    /// <summary>Numbers of helpers by name; null leaves their names as references.</summary>
    public Func<string, int?>? HelperNumber { get; init; }

    public void Add(Instruction instruction, int line = 0)
    {
        if (instruction.IsExit)
            _firstExit ??= _slots.Count;
        _slots.Add(instruction);
        _lines.Add(line);
    }

    /// <summary>Adds a jump, local call or function address that leads to a label.</summary>
    public void AddJump(Instruction instruction, string label, SourcePlace place)
    {
        _jumps.Add(new Jump(_slots.Count, label, place));
        Add(instruction, place.Line);
    }

    public void AddWide(Register destination, ulong value, WideLoadKind kind, int line = 0)
    {
        (Instruction first, Instruction second) = Instruction.WideLoad(destination, value, kind);
        Add(first, line);
        Add(second, line);
    }

    /// <summary>Remembers that the instruction added next refers to something by name.</summary>
    public void AddReference(PendingReferenceKind kind, string name, int addend = 0) =>
        _references.Add(new PendingReference(_slots.Count, kind, name, addend));

    /// <summary>Defines a label at the slot of the next instruction.</summary>
    public void Define(string label, SourcePlace place)
    {
        if (!_labels.TryAdd(label, _slots.Count))
            throw Fail(place, $"the label '{label}' is already defined");
    }

    /// <summary>Defines a numeric label, which may be defined again and again.</summary>
    public void DefineNumeric(int label)
    {
        if (!_numericLabels.TryGetValue(label, out List<int>? slots))
            _numericLabels.Add(label, slots = []);
        slots.Add(_slots.Count);
    }

    /// <summary>Resolves the labels.</summary>
    /// <exception cref="AssemblyException">A label is not defined, or too far away for its jump. Without a text, a <see cref="BpfException"/>.</exception>
    public AssembledProgram Build()
    {
        foreach (Jump jump in _jumps)
            Resolve(jump);
        _references.RemoveAll(TryResolve);

        return new AssembledProgram
        {
            Instructions = [.. _slots],
            References = [.. _references],
            Labels = _labels.ToImmutableDictionary(StringComparer.Ordinal),
            Lines = _lines.TrueForAll(line => line == 0) ? [] : [.. _lines],
        };
    }

    private void Resolve(Jump jump)
    {
        int target = FindTarget(jump);
        int distance = target - jump.Slot - 1;
        Instruction instruction = _slots[jump.Slot];
        bool isInImmediate = instruction.Opcode == Opcodes.JumpLong || instruction.IsCall || instruction.IsWideLoad;
        if (!isInImmediate && distance is < short.MinValue or > short.MaxValue)
            throw Fail(jump.Place, $"'{jump.Label}' is {distance} slots away, and this jump reaches no farther than {short.MinValue} to {short.MaxValue} (gotol does)");
        _slots[jump.Slot] = isInImmediate ? instruction.WithImmediate(distance) : instruction.WithOffset((short)distance);
    }

    /// <summary>A symbol whose kind the text does not tell may be a function of this program, or a helper.</summary>
    private bool TryResolve(PendingReference reference)
    {
        bool isFunction = reference.Kind == PendingReferenceKind.Function;
        int slot = reference.Instruction;
        if (reference.Kind is PendingReferenceKind.Symbol or PendingReferenceKind.Function
            && reference.Addend == 0 && _labels.TryGetValue(reference.Name, out int target))
        {
            Register kind = isFunction ? (Register)CallKind.Local : (Register)WideLoadKind.Function;
            _slots[slot] = _slots[slot].WithSource(kind).WithImmediate(target - slot - 1);
            return true;
        }

        if ((isFunction || reference.Kind == PendingReferenceKind.Helper) && HelperNumber?.Invoke(reference.Name) is int number)
        {
            _slots[slot] = _slots[slot].WithImmediate(number);
            return true;
        }

        return false;
    }

    private int FindTarget(Jump jump)
    {
        if (_labels.TryGetValue(jump.Label, out int slot))
            return slot;
        if (NumericTarget(jump) is int numeric)
            return numeric;
        return ExitIsLabel && jump.Label == "exit" && _firstExit is int exit ? exit : throw Fail(jump.Place, $"no label '{jump.Label}' is defined");
    }

    /// <summary>The nearest label <c>1</c> behind for <c>1b</c>, ahead for <c>1f</c>.</summary>
    private int? NumericTarget(Jump jump)
    {
        ReadOnlySpan<char> label = jump.Label;
        if (label.Length < 2 || label[^1] is not ('f' or 'b') || !int.TryParse(label[..^1], out int number)
            || !_numericLabels.TryGetValue(number, out List<int>? slots))
            return null;

        // The slots are in order; the first one after the jump's is found by halving, for a text may define a label many times.
        int ahead = slots.BinarySearch(jump.Slot, AfterEqual);
        int index = label[^1] == 'b' ? ~ahead - 1 : ~ahead;
        return index >= 0 && index < slots.Count ? slots[index] : null;
    }

    private static BpfException Fail(SourcePlace place, string problem) =>
        place.Line == 0 ? new BpfException($"Building a program: {problem}.") : new AssemblyException($"Assembling: {problem}", place.Line, place.Column);
}
