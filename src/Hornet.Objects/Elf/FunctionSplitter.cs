// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>A function taken out of a linked program: what it refers to is again a matter of names.</summary>
internal sealed class SplitFunction(FunctionInfo info, ImmutableArray<Instruction> code)
{
    public string Name => Info.Name;

    public FunctionInfo Info { get; } = info;

    /// <summary>The instructions; what calls and function addresses hold has no meaning.</summary>
    public ImmutableArray<Instruction> Code { get; } = code;

    /// <summary>The instructions that refer to other functions, or to instructions of this one.</summary>
    public List<(int Slot, SplitFunction Target)> Calls { get; } = [];

    public List<SymbolReference> References { get; } = [];

    public List<LineInfo> Lines { get; } = [];

    public List<CoreRelocation> CoreRelocations { get; } = [];
}

/// <summary>The reverse of linking: cuts programs into functions and finds those that several programs share.</summary>
internal static class FunctionSplitter
{
    /// <summary>Cuts a program; the first function is the program's own.</summary>
    public static List<SplitFunction> Split(ProgramSpec program)
    {
        List<FunctionInfo> starts = Starts(program);
        List<SplitFunction> functions = [];
        for (int i = 0; i < starts.Count; i++)
        {
            int start = starts[i].Instruction;
            int end = i + 1 < starts.Count ? starts[i + 1].Instruction : program.Instructions.Length;
            functions.Add(new SplitFunction(starts[i], program.Instructions.AsSpan(start, end - start).ToImmutableArray()));
        }

        for (int slot = 0; slot < program.Instructions.Length; slot++)
        {
            Instruction instruction = program.Instructions[slot];
            if (Target(instruction, slot) is { } target)
            {
                SplitFunction function = At(functions, slot);
                function.Calls.Add((slot - function.Info.Instruction, At(functions, target)));
            }

            if (instruction.Opcode == CodeSection.WideLoad)
                slot++;
        }

        foreach (SymbolReference reference in program.References)
            Add(functions, reference.Instruction, (function, slot) => function.References.Add(reference with { Instruction = slot }));
        foreach (LineInfo line in program.Lines)
            Add(functions, line.Instruction, (function, slot) => function.Lines.Add(line with { Instruction = slot }));
        foreach (CoreRelocation relocation in program.CoreRelocations)
            Add(functions, relocation.Instruction, (function, slot) => function.CoreRelocations.Add(relocation with { Instruction = slot }));
        return functions;
    }

    /// <summary>
    /// One function for each set of equal subprograms: those of one name and code that refer to the same things, and whose callees are equal
    /// in turn.
    /// </summary>
    public static Dictionary<SplitFunction, SplitFunction> Merge(IReadOnlyList<SplitFunction> subprograms)
    {
        Dictionary<SplitFunction, int> classes = Classify(subprograms, Content);
        while (true)
        {
            Dictionary<SplitFunction, int> finer = Classify(subprograms, function =>
                $"{classes[function]}:{string.Join(',', function.Calls.Select(call => classes.TryGetValue(call.Target, out int callee) ? callee : -1))}");
            if (finer.Values.Distinct().Count() == classes.Values.Distinct().Count())
                break;
            classes = finer;
        }

        Dictionary<int, SplitFunction> first = [];
        Dictionary<SplitFunction, SplitFunction> merged = [];
        foreach (SplitFunction function in subprograms)
        {
            first.TryAdd(classes[function], function);
            merged[function] = first[classes[function]];
        }

        return merged;
    }

    private static Dictionary<SplitFunction, int> Classify(IReadOnlyList<SplitFunction> functions, Func<SplitFunction, string> key)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        Dictionary<SplitFunction, int> classes = [];
        foreach (SplitFunction function in functions)
        {
            string text = key(function);
            if (!numbers.TryGetValue(text, out int number))
                numbers[text] = number = numbers.Count;
            classes[function] = number;
        }

        return classes;
    }

    private static string Content(SplitFunction function)
    {
        HashSet<int> calls = [.. function.Calls.Select(call => call.Slot)];
        var text = new System.Text.StringBuilder(function.Name);
        for (int slot = 0; slot < function.Code.Length; slot++)
        {
            Instruction instruction = calls.Contains(slot) ? function.Code[slot].WithImmediate(0) : function.Code[slot];
            text.Append(' ').Append(instruction.Opcode).Append('.').Append((int)instruction.Destination).Append('.').Append((int)instruction.Source)
                .Append('.').Append(instruction.Offset).Append('.').Append(instruction.Immediate);
        }

        foreach (SymbolReference reference in function.References)
            text.Append(' ').Append(reference);
        return text.ToString();
    }

    /// <summary>Where functions start: as recorded, and where calls lead besides.</summary>
    private static List<FunctionInfo> Starts(ProgramSpec program)
    {
        SortedDictionary<int, FunctionInfo> starts = [];
        foreach (FunctionInfo function in program.Functions)
            starts.TryAdd(function.Instruction, function);
        starts.TryAdd(0, new FunctionInfo(0, program.Name, 0, true));
        for (int slot = 0; slot < program.Instructions.Length; slot++)
        {
            Instruction instruction = program.Instructions[slot];
            if (Target(instruction, slot) is { } target)
            {
                if (target < 0 || target >= program.Instructions.Length)
                    throw new BpfException($"Writing program '{program.Name}': instruction {slot} refers to instruction {target} of {program.Instructions.Length}.");
                starts.TryAdd(target, new FunctionInfo(target, $"{program.Name}_{target}"));
            }

            if (instruction.Opcode == CodeSection.WideLoad)
                slot++;
        }

        if (starts.Keys.Last() >= program.Instructions.Length)
            throw new BpfException($"Writing program '{program.Name}': function '{starts.Values.Last().Name}' starts past its end.");
        return [.. starts.Values];
    }

    private static int? Target(Instruction instruction, int slot) =>
        instruction is { Opcode: CodeSection.Call, Source: Register.R1 } or { Opcode: CodeSection.WideLoad, Source: Register.R4 }
            ? slot + 1 + instruction.Immediate
            : null;

    private static void Add(List<SplitFunction> functions, int slot, Action<SplitFunction, int> add)
    {
        if (slot < 0 || slot >= functions[^1].Info.Instruction + functions[^1].Code.Length)
            throw new BpfException($"Writing program '{functions[0].Name}': something is said of instruction {slot}, which it has not.");
        SplitFunction function = At(functions, slot);
        add(function, slot - function.Info.Instruction);
    }

    private static SplitFunction At(List<SplitFunction> functions, int slot)
    {
        int low = 0, high = functions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (functions[middle].Info.Instruction <= slot)
                low = middle + 1;
            else
                high = middle;
        }

        return functions[low - 1];
    }
}
