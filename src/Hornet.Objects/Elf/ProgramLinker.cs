// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>
/// Makes one program of its main function, every function it reaches, and its exception callback: each is appended once, in the order in which it is first met, and
/// calls and function addresses become relative to where functions were placed. What lies outside the program becomes a reference by name.
/// </summary>
internal sealed class ProgramLinker(ReferenceResolver resolver, BtfExtension? extension, ExceptionCallbacks callbacks)
{
    private const Register PseudoCall = Register.R1;
    private const Register PseudoKernelFunction = Register.R2;
    private const Register PseudoMap = Register.R1;
    private const Register PseudoMapValue = Register.R2;
    private const Register PseudoFunction = Register.R4;

    // The kernel refuses programs above a million instructions; an object of programs that all share long subprograms may add up to more.
    private const int MaximumProgram = 1_000_000;
    private const long MaximumObject = 8_000_000;

    private readonly List<Instruction> _code = [];
    private readonly List<SymbolReference> _references = [];
    private readonly List<FunctionInfo> _functions = [];
    private readonly List<LineInfo> _lines = [];
    private readonly List<CoreRelocation> _coreRelocations = [];
    private readonly Dictionary<ElfFunction, int> _placed = [];
    private readonly Stack<(ElfFunction Function, int Slot)> _pending = [];
    private long _linked;

    /// <summary>Links a program.</summary>
    /// <param name="main">Its main function.</param>
    /// <param name="frame">The properties that do not come from code.</param>
    public ProgramSpec Link(ElfFunction main, ProgramSpec frame)
    {
        Clear();
        LinkWithCallees(main);
        if (callbacks.Find(main) is { } callback && !_placed.ContainsKey(callback))
            LinkWithCallees(callback);
        _references.Sort(static (left, right) => left.Instruction.CompareTo(right.Instruction));
        return frame with
        {
            Instructions = [.. _code],
            References = [.. _references],
            Functions = [.. _functions],
            Lines = [.. _lines],
            CoreRelocations = [.. _coreRelocations],
        };
    }

    private void Clear()
    {
        _code.Clear();
        _references.Clear();
        _functions.Clear();
        _lines.Clear();
        _coreRelocations.Clear();
        _placed.Clear();
        _pending.Clear();
    }

    /// <summary>Places a function, and those that it reaches behind it.</summary>
    private void LinkWithCallees(ElfFunction function)
    {
        Place(function);
        _pending.Push((function, function.Start));
        while (_pending.TryPop(out (ElfFunction Function, int Slot) next))
            LinkFrom(next.Function, next.Slot);
    }

    /// <summary>Goes through a function; a function met for the first time is placed and gone through before the rest.</summary>
    private void LinkFrom(ElfFunction function, int slot)
    {
        CodeSection section = function.Section;
        int shift = _placed[function] - function.Start;
        while (slot < function.End)
        {
            Instruction instruction = section.Instructions[slot];
            int size = instruction.Opcode == CodeSection.WideLoad ? 2 : 1;
            ElfFunction? met = section.TryGetRelocation(slot, out ElfRelocation relocation)
                ? Relocate(function, slot, shift, relocation)
                : RelativeTarget(section, slot, instruction) is { } target ? Refer(function, slot, shift, target.Function, target.Slot) : null;
            slot += size;
            if (met is not null)
            {
                _pending.Push((function, slot));
                _pending.Push((met, met.Start));
                return;
            }
        }
    }

    /// <summary>The function an instruction refers to without a relocation, in its own section, or null.</summary>
    private static (ElfFunction Function, int Slot)? RelativeTarget(CodeSection section, int slot, Instruction instruction)
    {
        bool refers = instruction is { Opcode: CodeSection.Call, Source: PseudoCall } or { Opcode: CodeSection.WideLoad, Source: PseudoFunction };
        if (!refers)
            return null;
        long target = slot + 1L + instruction.Immediate;
        ElfFunction? function = target >= 0 && target < section.Instructions.Length ? section.FunctionAt((int)target) : null;
        return function is null ? throw Fault(section, slot, $"refers to instruction {target}, which is in no function") : (function, (int)target);
    }

    private ElfFunction? Relocate(ElfFunction function, int slot, int shift, ElfRelocation relocation)
    {
        CodeSection section = function.Section;
        Instruction instruction = section.Instructions[slot];
        bool isCall = instruction.Opcode == CodeSection.Call;
        if (!isCall && (instruction.Opcode != CodeSection.WideLoad || slot + 1 >= function.End))
            throw Fault(section, slot, $"has a relocation (type {(uint)relocation.Type}) but is neither a call nor a wide load");

        ReferenceTarget target = resolver.Resolve(section, slot, instruction, relocation);
        if (target.Addend is < int.MinValue or > int.MaxValue || (target.Addend < 0 && target.Kind == ReferenceTargetKind.MapValue))
            throw Fault(section, slot, $"refers to offset {target.Addend} of '{target.Name}'");
        int placed = slot + shift;
        switch (target.Kind)
        {
            case ReferenceTargetKind.Function:
                return Refer(function, slot, shift, target.Function!, target.Slot);
            case ReferenceTargetKind.Extern when isCall:
                _code[placed] = instruction.WithSource(PseudoKernelFunction).WithImmediate(0);
                _references.Add(new SymbolReference(placed, SymbolReferenceKind.KernelFunction, target.Name, 0, target.IsWeak));
                return null;
            case ReferenceTargetKind.Extern:
                _references.Add(new SymbolReference(placed, SymbolReferenceKind.KernelSymbol, target.Name, target.Addend, target.IsWeak));
                return null;
            case ReferenceTargetKind.Map when !isCall:
                SetWide(placed, PseudoMap, 0, 0);
                _references.Add(new SymbolReference(placed, SymbolReferenceKind.Map, target.Name));
                return null;
            case ReferenceTargetKind.MapValue when !isCall:
                SetWide(placed, PseudoMapValue, 0, (int)target.Addend);
                _references.Add(new SymbolReference(placed, SymbolReferenceKind.MapValue, target.Name, target.Addend));
                return null;
            default:
                throw Fault(section, slot, $"calls '{target.Name}', which is data");
        }
    }

    /// <summary>Makes an instruction refer to a function; returns the function if it was met for the first time.</summary>
    private ElfFunction? Refer(ElfFunction function, int slot, int shift, ElfFunction target, int targetSlot)
    {
        Instruction instruction = function.Section.Instructions[slot];
        bool isNew = !_placed.ContainsKey(target);
        if (isNew)
            Place(target);
        int placed = slot + shift;
        int distance = _placed[target] + (targetSlot - target.Start) - placed - 1;
        if (instruction.Opcode == CodeSection.Call)
            _code[placed] = instruction.WithSource(PseudoCall).WithImmediate(distance);
        else
            SetWide(placed, PseudoFunction, distance, 0);
        return isNew ? target : null;
    }

    private void SetWide(int placed, Register kind, int low, int high)
    {
        _code[placed] = _code[placed].WithSource(kind).WithImmediate(low);
        _code[placed + 1] = _code[placed + 1].WithImmediate(high);
    }

    private void Place(ElfFunction function)
    {
        if (function.Count > MaximumProgram - _code.Count)
            throw Fault(function.Section, function.Start, $"would make a program of more than {MaximumProgram} instructions");
        _linked += function.Count;
        if (_linked > MaximumObject)
            throw Fault(function.Section, function.Start, $"would make an object of more than {MaximumObject} linked instructions");
        int placedAt = _code.Count;
        _placed.Add(function, placedAt);
        _code.AddRange(function.Section.Instructions.AsSpan(function.Start, function.Count));
        uint type = extension?.FunctionType(function.Section.Name, function.Start) ?? 0;
        _functions.Add(new FunctionInfo(placedAt, function.Name, type, !function.IsLocal && !function.IsHidden));
        extension?.CopyTo(function, placedAt, _lines, _coreRelocations);
    }

    private static ObjectFormatException Fault(CodeSection section, int slot, string fault)
    {
        string where = section.FunctionAt(slot) is { } function ? $" of function '{function.Name}'" : "";
        long offset = (long)slot * Instruction.SizeInBytes;
        return new ObjectFormatException($"Linking section '{section.Name}': the instruction at offset {offset}{where} {fault}.", section.Name, offset);
    }
}
