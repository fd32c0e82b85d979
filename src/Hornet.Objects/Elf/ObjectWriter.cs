// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>
/// Writes a <see cref="BpfObject"/> as the relocatable file a compiler would make: programs in sections by their names, subprograms in
/// <c>.text</c>, maps in <c>.maps</c> with the BTF that defines them, data sections, and relocations for everything instructions refer to.
/// </summary>
internal sealed class ObjectWriter
{
    // Type information may claim any size; what it claims is allocated.
    private const uint LargestStructSection = 1 << 28;

    private readonly BpfObject _object;
    private readonly ElfWriter _elf;
    private readonly Dictionary<string, ElfOutputSymbol> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfOutputSymbol> _externs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfOutputSection> _data = new(StringComparer.Ordinal);
    private readonly Dictionary<(ElfOutputSection Section, long Offset), ElfOutputSymbol> _variables = [];
    private readonly HashSet<string> _globals = new(StringComparer.Ordinal);
    private readonly Dictionary<SplitFunction, (ElfOutputSection Section, int Slot, ElfOutputSymbol Symbol)> _functions = [];
    private Dictionary<SplitFunction, SplitFunction> _shared = [];

    public ObjectWriter(BpfObject obj)
    {
        _object = obj;
        _elf = new ElfWriter(obj.IsBigEndian);
    }

    public byte[] Write()
    {
        List<(ProgramSpec Program, List<SplitFunction> Functions)> programs = [.. _object.Programs.Select(program => (program, FunctionSplitter.Split(program)))];
        List<SplitFunction> subprograms = [.. programs.SelectMany(program => program.Functions.Skip(1))];
        _shared = FunctionSplitter.Merge(subprograms);

        var definitions = new MapDefinitionWriter(_object, _elf);
        ReadOnlyMemory<byte>? types = definitions.Types;
        bool needsTypes = _object.Programs.Any(program => program.Lines.Length > 0 || program.CoreRelocations.Length > 0);
        BtfOutput? btf = types is { } encoded ? new BtfOutput(_elf, encoded) : needsTypes ? new BtfOutput(_elf, MapDefinitionWriter.NoTypes(_elf.IsBigEndian)) : null;

        ElfOutputSection? text = subprograms.Count > 0 ? Code(".text") : null;
        foreach ((ProgramSpec program, List<SplitFunction> functions) in programs)
            Place(functions[0], Code(SectionOf(program)), isProgram: true);
        foreach (SplitFunction subprogram in subprograms.Where(function => _shared[function] == function))
            Place(subprogram, text!, isProgram: false);

        definitions.Write(_maps);
        WriteData();
        WriteStrings();
        foreach (SplitFunction function in _functions.Keys.ToList())
            WriteCode(function, btf);
        definitions.WriteInitialValues(name => ProgramSymbol(programs, name), _maps);
        WritePointers(programs);
        btf?.Write();
        return _elf.Build();
    }

    /// <summary>The section a program goes into: the one it came from, or the first whose name tells the program's type and hook.</summary>
    private static string SectionOf(ProgramSpec program)
    {
        string name = program.SectionName;
        if (name.Length == 0)
        {
            SectionName? pattern = SectionName.All.FirstOrDefault(section =>
                section.ProgramType == program.Type && section.AttachType == program.AttachType && section.IsSleepable == program.IsSleepable
                && section.IsXdpFragments == program.IsXdpFragments)
                ?? SectionName.All.FirstOrDefault(section => section.ProgramType == program.Type);
            name = pattern is null ? ".text" : pattern.Pattern.TrimEnd('+');
            if (pattern is not null && pattern.Pattern.EndsWith('+') && program.AttachTarget is { } target)
                name += "/" + target;
        }

        return program.AutoLoad ? name : "?" + name;
    }

    private ElfOutputSection Code(string name) =>
        _elf.Find(name) ?? _elf.AddSection(name, ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Executable, 8);

    private void Place(SplitFunction function, ElfOutputSection section, bool isProgram)
    {
        int slot = section.Bytes.Count / Instruction.SizeInBytes;
        section.Bytes.AddRange(new byte[function.Code.Length * Instruction.SizeInBytes]);
        bool isGlobal = (isProgram || function.Info.IsGlobal) && _globals.Add(function.Name);
        if (isProgram && !isGlobal)
            throw new BpfException($"Writing object '{_object.Name}': there are two programs named '{function.Name}'.");
        ElfOutputSymbol symbol = _elf.AddSymbol(
            function.Name, ElfSymbolType.Function, isGlobal ? ElfSymbolBinding.Global : ElfSymbolBinding.Local, section,
            (long)slot * Instruction.SizeInBytes, (long)function.Code.Length * Instruction.SizeInBytes);
        _functions.Add(function, (section, slot, symbol));
    }

    private void WriteCode(SplitFunction function, BtfOutput? btf)
    {
        (ElfOutputSection section, int start, _) = _functions[function];
        Instruction[] code = [.. function.Code];
        foreach ((int slot, SplitFunction target) in function.Calls)
            WriteCall(section, start, code, slot, target);
        foreach (SymbolReference reference in function.References)
            WriteReference(section, start, code, reference);

        Span<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(section.Bytes)[(start * Instruction.SizeInBytes)..];
        for (int i = 0; i < code.Length; i++)
            code[i].Write(bytes[(i * Instruction.SizeInBytes)..], _elf.IsBigEndian);

        if (btf is null)
            return;
        btf.AddFunction(section.Name, start, function.Info.TypeId);
        foreach (LineInfo line in function.Lines)
            btf.AddLine(section.Name, start + line.Instruction, line);
        foreach (CoreRelocation relocation in function.CoreRelocations)
            btf.AddCore(section.Name, start + relocation.Instruction, relocation);
    }

    /// <summary>A call or the address of a function: by its symbol, or for static ones by the section's with the place in the immediate.</summary>
    private void WriteCall(ElfOutputSection section, int start, Instruction[] code, int slot, SplitFunction target)
    {
        (ElfOutputSection targetSection, int targetSlot, ElfOutputSymbol symbol) = _functions[_shared.GetValueOrDefault(target, target)];
        bool isCall = code[slot].Opcode == CodeSection.Call;
        if (isCall && targetSection == section)
        {
            code[slot] = code[slot].WithImmediate(targetSlot - (start + slot) - 1);
            return;
        }

        bool isGlobal = symbol.Binding != ElfSymbolBinding.Local;
        int place = isGlobal ? 0 : targetSlot;
        code[slot] = isCall ? code[slot].WithImmediate(place - 1) : code[slot].WithSource(Register.R0).WithImmediate(place * Instruction.SizeInBytes);
        if (!isCall)
            code[slot + 1] = code[slot + 1].WithImmediate(0);
        Relocate(section, start + slot, isCall ? ElfRelocationType.Call : ElfRelocationType.WideLoad, isGlobal ? symbol : _elf.SectionSymbol(targetSection));
    }

    private void WriteReference(ElfOutputSection section, int start, Instruction[] code, SymbolReference reference)
    {
        int slot = reference.Instruction;
        bool isCall = reference.Kind == SymbolReferenceKind.KernelFunction;
        if (code[slot].Opcode != (isCall ? CodeSection.Call : CodeSection.WideLoad) || (!isCall && slot + 1 == code.Length))
            throw new BpfException($"Writing object '{_object.Name}': instruction {slot} refers to '{reference.Name}' but is no {(isCall ? "call" : "wide load")}.");
        if (isCall)
        {
            code[slot] = code[slot].WithSource(Register.R1).WithImmediate(-1);
            Relocate(section, start + slot, ElfRelocationType.Call, Extern(reference.Name, reference.IsWeak));
            return;
        }

        (ElfOutputSymbol symbol, long addend) = reference.Kind switch
        {
            SymbolReferenceKind.Map => (Map(reference.Name), 0L),
            SymbolReferenceKind.MapValue => DataSymbol(reference),
            _ => (Extern(reference.Name, reference.IsWeak), reference.Addend),
        };
        if (addend is < int.MinValue or > int.MaxValue)
            throw new BpfException($"Writing object '{_object.Name}': a reference to offset {addend} of '{reference.Name}' does not fit an instruction.");
        code[slot] = code[slot].WithSource(Register.R0).WithImmediate((int)addend);
        code[slot + 1] = code[slot + 1].WithImmediate(0);
        Relocate(section, start + slot, ElfRelocationType.WideLoad, symbol);
    }

    private static void Relocate(ElfOutputSection section, int slot, ElfRelocationType type, ElfOutputSymbol symbol) =>
        section.Relocations.Add((slot * Instruction.SizeInBytes, type, symbol));

    private ElfOutputSymbol Map(string name) =>
        _maps.TryGetValue(name, out ElfOutputSymbol? symbol) ? symbol : throw new BpfException($"Writing object '{_object.Name}': there is no map '{name}'.");

    private (ElfOutputSymbol Symbol, long Addend) DataSymbol(SymbolReference reference)
    {
        if (_data.TryGetValue(reference.Name, out ElfOutputSection? section))
            return _variables.TryGetValue((section, reference.Addend), out ElfOutputSymbol? variable) ? (variable, 0) : (_elf.SectionSymbol(section), reference.Addend);
        ExternSpec value = _object.Externs.LastOrDefault(value => value.Kind == ExternKind.Configuration && value.Offset <= reference.Addend);
        if (reference.Name == DataSections.Configuration && value.Name is not null)
            return (Extern(value.Name, value.IsWeak), reference.Addend - value.Offset);
        throw new BpfException($"Writing object '{_object.Name}': the value of map '{reference.Name}' has no section, so that no file can refer to it.");
    }

    private ElfOutputSymbol Extern(string name, bool isWeak)
    {
        if (!_externs.TryGetValue(name, out ElfOutputSymbol? symbol))
        {
            _externs[name] = symbol = _elf.AddSymbol(
                name, ElfSymbolType.None, isWeak ? ElfSymbolBinding.Weak : ElfSymbolBinding.Global, null);
        }

        return symbol;
    }

    private void WriteStrings()
    {
        foreach (ExternSpec value in _object.Externs)
            Extern(value.Name, value.IsWeak);
        if (_object.License.Length > 0)
        {
            ElfOutputSection license = _elf.AddSection("license", ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Write, 1);
            license.Bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(_object.License));
            license.Bytes.Add(0);
        }

        if (_object.KernelVersion is { } version)
            _elf.Append32(_elf.AddSection("version", ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Write, 4).Bytes, version);
    }

    private void WriteData()
    {
        foreach (MapSpec map in _object.Maps)
        {
            if (map.Type == MapType.Arena && (map.InitialValues.Length > 0 || map.Variables.Length > 0))
                WriteData(map, DataSections.Arena, ElfSectionType.ProgramBits, map.InitialValues.Length > 0 ? map.InitialValues[0].Value.Length : 0);
            else if (DataSections.IsData(map.Name) && map.Name != DataSections.Configuration)
                WriteData(map, map.Name, DataSections.IsZero(map.Name) ? ElfSectionType.NoBits : ElfSectionType.ProgramBits, (int)map.ValueSize);
        }
    }

    private void WriteData(MapSpec map, string name, ElfSectionType type, int size)
    {
        ElfSectionFlags flags = ElfSectionFlags.Allocate | (map.IsReadOnlyData ? 0 : ElfSectionFlags.Write);
        ElfOutputSection section = _elf.AddSection(name, type, flags, 8);
        _data.Add(map.Name, section);
        ReadOnlySpan<byte> bytes = map.InitialValues.Length > 0 ? map.InitialValues[0].Value.AsSpan() : [];
        if (bytes.Length > size)
            bytes = bytes[..size];
        if (type != ElfSectionType.NoBits)
        {
            section.Bytes.AddRange(bytes);
            section.Bytes.AddRange(new byte[size - bytes.Length]);
        }
        else if (!bytes.ContainsAnyExcept((byte)0))
        {
            section.EmptySize = size;
        }
        else
        {
            throw new BpfException($"Writing object '{_object.Name}': section '{name}' cannot hold other bytes than zeros.");
        }

        foreach (VariableSpec variable in map.Variables)
        {
            ElfSymbolBinding binding = !IsStatic(variable) && _globals.Add(variable.Name) ? ElfSymbolBinding.Global : ElfSymbolBinding.Local;
            ElfOutputSymbol symbol = _elf.AddSymbol(variable.Name, ElfSymbolType.Object, binding, section, variable.Offset, variable.Size);
            _variables.TryAdd((section, variable.Offset), symbol);
        }
    }

    private bool IsStatic(VariableSpec variable) =>
        _object.Btf is { } btf && btf.FindByName(variable.Name, BtfKind.Variable) is BtfVariable { Linkage: BtfLinkage.Static };

    /// <summary>Pointers in data sections and functions in structures of operations.</summary>
    private void WritePointers(List<(ProgramSpec Program, List<SplitFunction> Functions)> programs)
    {
        foreach (MapSpec map in _object.Maps)
        {
            if (map.Type == MapType.StructOperations)
                WriteStructOperations(map, programs);
            else if (map.DataReferences.Length > 0 && _data.TryGetValue(map.Name, out ElfOutputSection? section))
                WritePointers(section, 0, map.DataReferences, programs);
        }
    }

    private void WriteStructOperations(MapSpec map, List<(ProgramSpec Program, List<SplitFunction> Functions)> programs)
    {
        string name = StructOperationsReader.SectionOf(map);
        if (_object.Btf?.FindByName(name, BtfKind.DataSection) is not BtfDataSection data
            || data.Variables.FirstOrDefault(place => _object.Btf.NameOf(place.TypeId) == map.Name) is not { TypeId: not 0 } place)
        {
            throw new BpfException($"Writing object '{_object.Name}': the type information does not place structure '{map.Name}' in section '{name}'.");
        }

        if (data.Size > LargestStructSection || (long)place.Offset + map.InitialValues[0].Value.Length > data.Size)
            throw new BpfException($"Writing object '{_object.Name}': section '{name}' has {data.Size} bytes by its type information, which do not fit structure '{map.Name}' or a file.");
        ElfOutputSection section = _elf.Find(name) ?? _elf.AddSection(name, ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Write, 8);
        if (section.Bytes.Count < data.Size)
            section.Bytes.AddRange(new byte[data.Size - section.Bytes.Count]);
        map.InitialValues[0].Value.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(section.Bytes)[(int)place.Offset..]);
        _elf.AddSymbol(map.Name, ElfSymbolType.Object, ElfSymbolBinding.Global, section, place.Offset, place.Size);
        WritePointers(section, (int)place.Offset, map.DataReferences, programs);
    }

    private void WritePointers(
        ElfOutputSection section, int start, ImmutableArray<DataReference> references, List<(ProgramSpec Program, List<SplitFunction> Functions)> programs)
    {
        Span<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(section.Bytes);
        foreach (DataReference reference in references)
        {
            (ElfOutputSymbol symbol, long addend) = reference.Kind switch
            {
                DataReferenceKind.Map => (Map(reference.Name), 0L),
                DataReferenceKind.MapValue when _data.TryGetValue(reference.Name, out ElfOutputSection? target) => (_elf.SectionSymbol(target), reference.Addend),
                DataReferenceKind.MapValue => DataSymbol(new SymbolReference(0, SymbolReferenceKind.MapValue, reference.Name, reference.Addend)),
                DataReferenceKind.Function => FunctionSymbol(programs, reference.Name),
                _ => (Extern(reference.Name, false), reference.Addend),
            };
            Span<byte> place = bytes.Slice(start + reference.Offset, reference.Size);
            WritePointer(place, addend);
            section.Relocations.Add((start + reference.Offset, reference.Size == 4 ? ElfRelocationType.Absolute32 : ElfRelocationType.Absolute64, symbol));
        }
    }

    private void WritePointer(Span<byte> place, long value)
    {
        if (place.Length == 4 && _elf.IsBigEndian)
            BinaryPrimitives.WriteInt32BigEndian(place, (int)value);
        else if (place.Length == 4)
            BinaryPrimitives.WriteInt32LittleEndian(place, (int)value);
        else if (_elf.IsBigEndian)
            BinaryPrimitives.WriteInt64BigEndian(place, value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(place, value);
    }

    private (ElfOutputSymbol Symbol, long Addend) FunctionSymbol(List<(ProgramSpec Program, List<SplitFunction> Functions)> programs, string name)
    {
        SplitFunction? function = programs.Select(program => program.Functions[0]).FirstOrDefault(function => function.Name == name)
            ?? _functions.Keys.FirstOrDefault(function => function.Name == name);
        if (function is null)
            throw new BpfException($"Writing object '{_object.Name}': there is no function '{name}'.");
        (ElfOutputSection section, int slot, ElfOutputSymbol symbol) = _functions[function];
        return symbol.Binding == ElfSymbolBinding.Local ? (_elf.SectionSymbol(section), (long)slot * Instruction.SizeInBytes) : (symbol, 0);
    }

    private ElfOutputSymbol ProgramSymbol(List<(ProgramSpec Program, List<SplitFunction> Functions)> programs, string name) =>
        programs.Where(program => program.Program.Name == name).Select(program => _functions[program.Functions[0]].Symbol).FirstOrDefault()
            ?? throw new BpfException($"Writing object '{_object.Name}': there is no program '{name}'.");
}
