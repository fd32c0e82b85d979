// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Makes the programs of an object ready for this kernel (types by CO-RE, maps, kernel variables and functions) and loads them.</summary>
internal sealed class ObjectLinker
{
    private const Register MapDescriptor = (Register)1, MapValue = (Register)2, KernelFunctionCall = (Register)2;

    private readonly BpfObject _object;
    private readonly KernelLoadOptions _options;
    private readonly KernelTypes _types;
    private readonly ObjectMaps _maps;
    private CoreRelocator? _relocator;

    /// <summary>Prepares to link programs of an object whose maps exist.</summary>
    public ObjectLinker(BpfObject bpfObject, KernelLoadOptions options, KernelTypes types, ObjectMaps maps)
    {
        _object = bpfObject;
        _options = options;
        _types = types;
        _maps = maps;
    }

    /// <summary>Links and loads one program.</summary>
    public KernelProgram Load(ProgramSpec spec, KernelBtf? btf, ImmutableArray<BpfLineInfo> lines)
    {
        ProgramSpec relocated = Relocate(spec);
        Instruction[] instructions = [.. relocated.Instructions];
        foreach (SymbolReference reference in relocated.References)
            Resolve(spec, reference, instructions);
        AttachPoint attach = AttachPoints.Find(spec, _options.AttachPrograms.GetValueOrDefault(spec.Name), _types);
        return KernelProgram.Load(relocated, instructions, new ProgramLoadOptions
        {
            Name = spec.Name,
            AttachBtfId = attach.TypeId,
            AttachBtfObject = attach.Module,
            AttachProgram = attach.Program,
            InterfaceIndex = _options.Interfaces.GetValueOrDefault(spec.Name),
            License = _object.License,
            AttachType = spec.AttachType,
            Flags = (spec.IsSleepable ? ProgramLoadFlags.Sleepable : 0) | (spec.IsXdpFragments ? ProgramLoadFlags.XdpHasFragments : 0),
            Btf = btf,
            Functions = spec.Functions.All(function => function.TypeId != 0) ? spec.Functions : [],
            Lines = lines,
            Token = _options.Token,
            LogLevel = _options.LogLevel,
            LogSize = _options.LogSize,
        });
    }

    private ProgramSpec Relocate(ProgramSpec spec)
    {
        if (spec.CoreRelocations.IsEmpty || _object.Btf is not { } local)
            return spec;
        _relocator ??= new CoreRelocator(local, _options.KernelTypes ?? KernelTypes.Kernel, _options.KernelTypes is null ? _types.Modules : []);
        return _relocator.Apply(spec).Program;
    }

    private void Resolve(ProgramSpec spec, SymbolReference reference, Instruction[] instructions)
    {
        ref Instruction instruction = ref instructions[reference.Instruction];
        switch (reference.Kind)
        {
            case SymbolReferenceKind.Map:
                instruction = instruction.WithSource(MapDescriptor).WithImmediate(Descriptor(spec, reference));
                break;
            case SymbolReferenceKind.MapValue:
                instruction = instruction.WithSource(MapValue).WithImmediate(Descriptor(spec, reference));
                instructions[reference.Instruction + 1] = instructions[reference.Instruction + 1].WithImmediate((int)reference.Addend);
                break;
            case SymbolReferenceKind.KernelFunction:
                KernelType function = _types.Find(reference.Name, BtfKind.Function)
                    ?? throw Error(spec, $"it calls the kernel function '{reference.Name}', which this kernel does not have");
                instruction = instruction.WithSource(KernelFunctionCall).WithImmediate((int)function.Id);
                break;
            default:
                throw Error(spec, $"it refers to the kernel symbol '{reference.Name}', which cannot be resolved");
        }
    }

    private int Descriptor(ProgramSpec spec, SymbolReference reference) => _maps.Find(reference.Name)?.Handle.FileDescriptor
        ?? throw Error(spec, $"it refers to the map '{reference.Name}', which the object does not define or which was not created");

    private static BpfException Error(ProgramSpec spec, string message) => new($"Loading the program '{spec.Name}': {message}.");
}
