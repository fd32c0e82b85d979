// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>One function of a code section. Its start and length are counted in instruction slots.</summary>
internal sealed class ElfFunction(CodeSection section, string name, int start, int count, bool isLocal, bool isHidden)
{
    public CodeSection Section { get; } = section;

    public string Name { get; } = name;

    public int Start { get; } = start;

    public int Count { get; } = count;

    public int End => Start + Count;

    public bool IsLocal { get; } = isLocal;

    public bool IsHidden { get; } = isHidden;
}

/// <summary>An executable section: its instructions, the functions in it and what its instructions are to be relocated against.</summary>
internal sealed class CodeSection
{
    /// <summary>The opcode of calls.</summary>
    public const byte Call = 0x85;

    /// <summary>The opcode of wide loads.</summary>
    public const byte WideLoad = 0x18;

    private readonly List<ElfRelocation> _relocations = [];

    // For each instruction, the number of its relocation from 1, or 0.
    private readonly int[] _relocationOf;

    // Without aliases: where several functions share a start, the first in the symbol table stands for all.
    private ElfFunction[] _distinct = [];

    private CodeSection(ElfSection section, Instruction[] instructions)
    {
        Section = section;
        Instructions = instructions;
        _relocationOf = new int[instructions.Length];
    }

    public ElfSection Section { get; }

    public string Name => Section.Name;

    /// <summary>Whether this is the section of subprograms, as opposed to one whose name tells a program type.</summary>
    public bool IsText => Name == ".text";

    public Instruction[] Instructions { get; }

    /// <summary>The functions, ordered by their start.</summary>
    public ElfFunction[] Functions { get; private set; } = [];

    /// <summary>Reads the section.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="section">An executable section.</param>
    /// <param name="symbols">The symbols of that section.</param>
    public static CodeSection Read(ElfFile elf, ElfSection section, IReadOnlyList<ElfSymbol> symbols)
    {
        SectionBytes bytes = elf.Bytes(section);
        if (bytes.Length % Instruction.SizeInBytes != 0)
            throw bytes.Error($"{bytes.Length} bytes are no whole number of instructions");
        var instructions = new Instruction[bytes.Length / Instruction.SizeInBytes];
        ReadOnlySpan<byte> span = bytes.Memory.Span;
        for (int i = 0; i < instructions.Length; i++)
            instructions[i] = Instruction.Read(span.Slice(i * Instruction.SizeInBytes, Instruction.SizeInBytes), elf.IsBigEndian);

        var code = new CodeSection(section, instructions);
        code.FindFunctions(bytes, symbols);
        foreach (ElfRelocation relocation in elf.Relocations(section))
        {
            if (relocation.Type == ElfRelocationType.None)
                continue;
            if (relocation.Offset % Instruction.SizeInBytes != 0 || relocation.Offset >= (ulong)bytes.Length)
                throw bytes.Error($"a relocation at offset {relocation.Offset} is not at an instruction", unchecked((long)relocation.Offset));
            code._relocations.Add(relocation);
            code._relocationOf[(int)(relocation.Offset / Instruction.SizeInBytes)] = code._relocations.Count;
        }

        return code;
    }

    /// <summary>The relocation of an instruction, if it has one.</summary>
    public bool TryGetRelocation(int slot, out ElfRelocation relocation)
    {
        int number = _relocationOf[slot];
        relocation = number == 0 ? default : _relocations[number - 1];
        return number != 0;
    }

    /// <summary>The function that holds an instruction: the one starting there if any, otherwise the nearest one before.</summary>
    public ElfFunction? FunctionAt(int slot)
    {
        int low = 0, high = _distinct.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_distinct[middle].Start <= slot)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && slot < _distinct[low - 1].End ? _distinct[low - 1] : null;
    }

    /// <summary>The instructions that calls and function addresses of this section refer to, inside the section.</summary>
    /// <param name="resolver">Resolves those with a relocation.</param>
    public HashSet<int> InternalTargets(ReferenceResolver resolver)
    {
        HashSet<int> targets = [];
        for (int slot = 0; slot < Instructions.Length; slot++)
        {
            Instruction instruction = Instructions[slot];
            if (instruction.Opcode is not (Call or WideLoad))
                continue;
            if (TryGetRelocation(slot, out ElfRelocation relocation))
            {
                if (resolver.Resolve(this, slot, instruction, relocation) is { Kind: ReferenceTargetKind.Function } target && target.Function!.Section == this)
                    targets.Add(target.Slot);
            }
            else if (instruction is { Opcode: Call, Source: Register.R1 } or { Opcode: WideLoad, Source: Register.R4 })
            {
                targets.Add((int)Math.Clamp(slot + 1L + instruction.Immediate, -1, int.MaxValue));
            }

            if (instruction.Opcode == WideLoad)
                slot++;
        }

        return targets;
    }

    private void FindFunctions(SectionBytes bytes, IReadOnlyList<ElfSymbol> symbols)
    {
        List<ElfSymbol> functions = symbols.Where(symbol => symbol.Type == ElfSymbolType.Function).OrderBy(symbol => symbol.Value).ToList();
        if (functions.Count == 0 && Instructions.Length > 0)
        {
            // Hand-written assembly may name its entry by a plain label, or not at all: then the section is one function.
            ElfSymbol entry = symbols.FirstOrDefault(symbol => symbol is { Type: ElfSymbolType.None, Value: 0, Name.Length: > 0 });
            string name = entry.Name is { Length: > 0 } ? entry.Name : Name;
            Functions = _distinct = [new ElfFunction(this, name, 0, Instructions.Length, false, false)];
            return;
        }

        Functions = new ElfFunction[functions.Count];
        ulong next = (ulong)bytes.Length;
        for (int i = functions.Count - 1; i >= 0; i--)
        {
            if (i + 1 < functions.Count && functions[i + 1].Value > functions[i].Value)
                next = functions[i + 1].Value;
            Functions[i] = Function(bytes, functions[i], next);
        }

        _distinct = Functions.DistinctBy(function => function.Start).ToArray();
    }

    private ElfFunction Function(SectionBytes bytes, ElfSymbol symbol, ulong next)
    {
        if (symbol.Value > (ulong)bytes.Length)
            throw bytes.Error($"function '{symbol.Name}' starts at offset {symbol.Value}, past the section's end");

        // Without a .size directive a function goes on to the next one.
        ulong size = symbol.Size == 0 ? next - symbol.Value : symbol.Size;
        if (size > (ulong)bytes.Length - symbol.Value)
            throw bytes.Error($"function '{symbol.Name}' ({size} bytes at offset {symbol.Value}) crosses the section's end", (long)symbol.Value);
        if (symbol.Value % Instruction.SizeInBytes != 0 || size % Instruction.SizeInBytes != 0)
            throw bytes.Error($"function '{symbol.Name}' ({size} bytes at offset {symbol.Value}) is no whole number of instructions", (long)symbol.Value);
        return new ElfFunction(
            this, symbol.Name, (int)(symbol.Value / Instruction.SizeInBytes), (int)(size / Instruction.SizeInBytes),
            symbol.Binding == ElfSymbolBinding.Local, symbol.IsHidden);
    }
}
