// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Fills in what a program refers to outside itself, as a loader does before it hands the program to the kernel.</summary>
internal sealed class ReferenceLinker
{
    // linux/bpf.h: BPF_PSEUDO_MAP_FD, BPF_PSEUDO_MAP_VALUE and BPF_PSEUDO_BTF_ID in the source register of a wide load; BPF_PSEUDO_KFUNC_CALL in that of a call.
    private const Register MapDescriptor = (Register)1, MapValue = (Register)2, KernelVariable = (Register)3, KernelFunctionCall = (Register)2;

    private readonly BpfObject _object;
    private readonly KernelSymbols _symbols;
    private readonly List<PoisonedInstruction> _poisoned = [];

    /// <summary>Prepares to link a program whose types are relocated.</summary>
    public ReferenceLinker(BpfObject bpfObject, ProgramSpec program, KernelSymbols symbols)
    {
        _object = bpfObject;
        _symbols = symbols;
        Instructions = [.. program.Instructions];
        KernelFunctions = new string?[Instructions.Length];
        foreach (SymbolReference reference in program.References)
            Link(reference);
        Program = program with { Instructions = [.. Instructions], PoisonedInstructions = [.. program.PoisonedInstructions, .. _poisoned] };
    }

    /// <summary>The program, linked.</summary>
    public ProgramSpec Program { get; }

    /// <summary>Its instructions.</summary>
    public Instruction[] Instructions { get; }

    /// <summary>The names of the kernel functions that calls refer to by name.</summary>
    public string?[] KernelFunctions { get; }

    /// <summary>The maps that wide loads refer to by name, by instruction.</summary>
    public Dictionary<int, MapSpec> Maps { get; } = [];

    /// <summary>The kernel symbols that wide loads refer to by name, by instruction.</summary>
    public Dictionary<int, WideValue> Symbols { get; } = [];

    private void Link(SymbolReference reference)
    {
        int at = reference.Instruction;
        if ((uint)at >= (uint)Instructions.Length || (reference.Kind != SymbolReferenceKind.KernelFunction && at + 1 >= Instructions.Length))
            throw new Refusal($"the program refers to '{reference.Name}' at instruction {at}, which it does not have", FailureKind.Structure, null);

        // Types that are not there went before: what they poisoned refers to nothing any more.
        if (Instructions[at] is { Opcode: Opcodes.Call, Immediate: PoisonedInstruction.CallImmediate, Source: Register.R0 })
            return;
        switch (reference.Kind)
        {
            case SymbolReferenceKind.Map or SymbolReferenceKind.MapValue:
                LinkMap(reference, at);
                break;
            case SymbolReferenceKind.KernelFunction:
                KernelFunctions[at] = _symbols.FindFunction(reference);
                Instructions[at] = Instructions[at].WithSource(KernelFunctionCall);
                if (KernelFunctions[at] is null)
                    Poison(at, $"The program calls '{reference.Name}', which the kernel does not have.");
                break;
            default:
                LinkSymbol(reference, at);
                break;
        }
    }

    private void LinkMap(SymbolReference reference, int at)
    {
        MapSpec map = _object.Maps.FirstOrDefault(candidate => candidate.Name == reference.Name)
            ?? throw new Refusal($"the program refers to the map '{reference.Name}', which the object does not have", FailureKind.Structure, at);
        if (!map.AutoCreate)
        {
            Poison(at, $"The program uses the map '{map.Name}', which is not created.");
            return;
        }

        Maps.Add(at, map);
        bool isValue = reference.Kind == SymbolReferenceKind.MapValue;
        SetWide(at, isValue ? MapValue : MapDescriptor, 0, isValue ? (int)reference.Addend : 0);
    }

    private void LinkSymbol(SymbolReference reference, int at)
    {
        WideValue value = _symbols.FindAddress(reference);
        if (value.Kind == WideValueKind.Constant)
        {
            SetWide(at, Register.R0, (int)(uint)value.Constant, (int)(uint)(value.Constant >> 32));
            return;
        }

        SetWide(at, KernelVariable, (int)value.TypeId, 0);
        Symbols.Add(at, value);
    }

    private void SetWide(int at, Register kind, int low, int high)
    {
        Instructions[at] = Instructions[at].WithSource(kind).WithImmediate(low);
        Instructions[at + 1] = Instructions[at + 1].WithImmediate(high);
    }

    /// <summary>Makes an instruction a call of a helper that does not exist, which is refused only if it can be reached.</summary>
    private void Poison(int at, string explanation)
    {
        var poison = new Instruction(Opcodes.Call, immediate: PoisonedInstruction.CallImmediate);
        if (Instructions[at].IsWideLoad)
            Instructions[at + 1] = poison;
        Instructions[at] = poison;
        _poisoned.Add(new PoisonedInstruction(at, explanation));
    }
}
