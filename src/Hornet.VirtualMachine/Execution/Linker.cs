// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Resolves what the programs of an object refer to: types by CO-RE, maps, kernel variables and kernel functions.</summary>
internal sealed unsafe class Linker
{
    private readonly VirtualMachine _machine;
    private readonly BpfObject _object;
    private readonly IReadOnlyDictionary<string, NativeMap> _maps;
    private CoreRelocator? _relocator;

    /// <summary>Prepares to link programs of an object whose maps exist.</summary>
    public Linker(VirtualMachine machine, BpfObject bpfObject, IReadOnlyDictionary<string, NativeMap> maps)
    {
        _machine = machine;
        _object = bpfObject;
        _maps = maps;
    }

    /// <summary>Links one program.</summary>
    public LinkedProgram Link(ProgramSpec spec)
    {
        ProgramSpec relocated = Relocate(spec);
        var poisoned = new Dictionary<int, string>();
        var wideValues = new Dictionary<int, ulong>();
        var functions = new Dictionary<int, HelperFunction>();
        ImmutableArray<Instruction> instructions = relocated.Instructions;
        foreach (PoisonedInstruction poison in relocated.PoisonedInstructions)
        {
            poisoned[poison.Instruction] = $"it reached an instruction that could not be relocated: {poison.Explanation.TrimEnd('.')}";
        }

        foreach (SymbolReference reference in relocated.References)
        {
            switch (reference.Kind)
            {
                case SymbolReferenceKind.Map:
                    wideValues[reference.Instruction] = FindMap(spec, reference).Handle;
                    break;
                case SymbolReferenceKind.MapValue:
                    wideValues[reference.Instruction] = FindValue(spec, reference) + (ulong)reference.Addend;
                    break;
                case SymbolReferenceKind.KernelSymbol:
                    wideValues[reference.Instruction] = FindSymbol(spec, reference);
                    break;
                default:
                    LinkFunction(spec, reference, functions, poisoned);
                    break;
            }
        }

        return new LinkedProgram
        {
            Spec = relocated,
            Instructions = instructions,
            WideValues = wideValues,
            KernelFunctions = functions,
            Poisoned = poisoned,
        };
    }

    private ProgramSpec Relocate(ProgramSpec spec)
    {
        if (spec.CoreRelocations.IsEmpty || _object.Btf is not { } local)
        {
            return spec;
        }

        _relocator ??= new CoreRelocator(local, _machine.Options.TargetBtf ?? local);
        return _relocator.Apply(spec).Program;
    }

    private NativeMap FindMap(ProgramSpec spec, SymbolReference reference) => _maps.TryGetValue(reference.Name, out NativeMap? map)
        ? map
        : throw new ProgramLoadException(spec.Name, reference.Instruction, $"it refers to the map '{reference.Name}', which the object does not define");

    private ulong FindValue(ProgramSpec spec, SymbolReference reference)
    {
        NativeMap map = FindMap(spec, reference);
        uint key = 0;
        byte* value = map.Lookup((byte*)&key, 0);
        if (value == null && map.Regions.Count != 0)
        {
            value = (byte*)map.Regions[0].Start;
        }

        return value != null
            ? (ulong)value
            : throw new ProgramLoadException(spec.Name, reference.Instruction, $"it refers to a value of the map '{reference.Name}', whose values have no fixed address");
    }

    private ulong FindSymbol(ProgramSpec spec, SymbolReference reference)
    {
        if (_machine.TryFindSymbol(reference.Name, out ulong address))
        {
            return address + (ulong)reference.Addend;
        }

        return reference.IsWeak
            ? 0UL
            : throw new ProgramLoadException(
                spec.Name, reference.Instruction, $"it needs the kernel symbol '{reference.Name}', which the virtual machine does not have");
    }

    private void LinkFunction(ProgramSpec spec, SymbolReference reference, Dictionary<int, HelperFunction> functions, Dictionary<int, string> poisoned)
    {
        if (_machine.FindKernelFunction(reference.Name) is { } function)
        {
            functions[reference.Instruction] = function;
        }
        else if (reference.IsWeak)
        {
            poisoned[reference.Instruction] = $"it called the weak kernel function '{reference.Name}', which the virtual machine does not have";
        }
        else
        {
            throw new ProgramLoadException(
                spec.Name, reference.Instruction, $"it calls the kernel function '{reference.Name}', which the virtual machine does not have");
        }
    }
}
