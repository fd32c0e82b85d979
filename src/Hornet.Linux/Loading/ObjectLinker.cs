// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Makes the programs of an object ready for this kernel (types by CO-RE, maps, kernel variables and functions) and loads them.</summary>
internal sealed class ObjectLinker
{
    private readonly BpfObject _object;
    private readonly KernelLoadOptions _options;
    private readonly LoadFeatures _features;
    private readonly KernelTypes _types;
    private readonly StructOperationsTypes _structures;
    private readonly ObjectMaps _maps;
    private readonly KernelExterns _externs;
    private CoreRelocator? _relocator;

    /// <summary>Prepares to link programs of an object whose maps exist.</summary>
    public ObjectLinker(BpfObject bpfObject, KernelLoadOptions options, KernelTypes types, StructOperationsTypes structures, ObjectMaps maps)
    {
        _object = bpfObject;
        _options = options;
        _features = options.EffectiveFeatures;
        _types = types;
        _structures = structures;
        _maps = maps;
        _externs = new KernelExterns(bpfObject, types);
    }

    /// <summary>Links and loads one program.</summary>
    public KernelProgram Load(ProgramSpec spec, KernelBtf? btf, ImmutableArray<BpfLineInfo> lines)
    {
        if (_features.Cookies)
            spec = UprobeMultiSupport.Adapt(spec);
        AttachPoint attach = FindAttachPoint(spec, out AttachType? attachType);
        var linked = new LinkedProgram(Relocate(spec));
        foreach (SymbolReference reference in linked.Spec.References)
            Resolve(linked, reference);
        if (!_features.ProbeReadKernel)
            OldHelpers.Substitute(linked.Instructions);
        bool hasFunctions = btf is not null && _features.BtfFunctions && spec.Functions.All(function => function.TypeId != 0);
        KernelProgram program = Load(linked, new ProgramLoadOptions
        {
            Name = _features.Names ? spec.Name : "",
            License = _object.License,
            AttachType = attachType,
            AttachBtfId = attach.TypeId,
            AttachBtfObject = attach.Module,
            AttachProgram = attach.Program,
            Flags = (spec.IsSleepable ? ProgramLoadFlags.Sleepable : 0) | (spec.IsXdpFragments ? ProgramLoadFlags.XdpHasFragments : 0),
            Btf = hasFunctions ? btf : null,
            Functions = hasFunctions ? spec.Functions : [],
            Lines = hasFunctions ? lines : [],
            FdArray = linked.FdArray,
            KernelVersion = _object.KernelVersion ?? KernelRelease.VersionCode,
            InterfaceIndex = _options.Interfaces.GetValueOrDefault(spec.Name),
            Token = _options.Token,
            LogLevel = _options.LogLevel,
            LogSize = _options.LogSize,
        });
        if (_features.BoundMaps)
            BindConstants(program);
        return program;
    }

    private KernelProgram Load(LinkedProgram linked, ProgramLoadOptions options)
    {
        ProgramSpec spec = linked.Finish();
        try
        {
            return KernelProgram.Load(spec, linked.Instructions, options);
        }
        catch (BpfSyscallException error) when (RefusalReason.Find(spec, _object.License, error.Log) is { Length: > 0 } reason)
        {
            VerifierRejection? rejection = error.Rejection is { } found ? found with { Explanation = $"{char.ToUpperInvariant(reason[0])}{reason[1..]}." } : null;
            var refused = new RefusedCommand(error.Command, error.Errno) { ProgramType = spec.Type, AttachType = spec.AttachType, HasLog = error.Log.Length > 0 };
            throw new BpfSyscallException($"loading the {spec.Type.ToText()} program \"{spec.Name}\"", refused, error.Log, reason, rejection);
        }
    }

    private AttachPoint FindAttachPoint(ProgramSpec spec, out AttachType? attachType)
    {
        attachType = spec.AttachType;
        if (spec.Type == ProgramType.StructOperations)
        {
            // For these the kernel takes the position of the member as the attach type.
            (StructOperationsLayout layout, StructOperationsFunction function) = _structures.FindProgram(spec.Name);
            attachType = (AttachType)function.Member;
            return new AttachPoint(layout.TypeId, layout.Module);
        }

        if (spec.IsAttachTypeOptional && !_features.ExpectedAttachTypes)
            attachType = null;
        return AttachPoints.Find(spec, _options.AttachPrograms.GetValueOrDefault(spec.Name), _types);
    }

    private ProgramSpec Relocate(ProgramSpec spec)
    {
        if (spec.CoreRelocations.IsEmpty || _object.Btf is not { } local)
            return spec;
        _relocator ??= _options.KernelTypes is { } given
            ? new CoreRelocator(local, given)
            : new CoreRelocator(local, KernelTypes.Kernel, _types.ModulesWhenNeeded);
        return _relocator.Apply(spec).Program;
    }

    private void Resolve(LinkedProgram program, SymbolReference reference)
    {
        switch (reference.Kind)
        {
            case SymbolReferenceKind.Map or SymbolReferenceKind.MapValue when _maps.Find(reference.Name) is not { } map:
                program.Poison(reference.Instruction, $"the program uses the map '{reference.Name}', which was not created: {_maps.WhyAbsent(reference.Name)}");
                break;
            case SymbolReferenceKind.Map:
                program.SetMap(reference.Instruction, _maps.Find(reference.Name)!.Handle);
                break;
            case SymbolReferenceKind.MapValue:
                program.SetMapValue(reference.Instruction, _maps.Find(reference.Name)!.Handle, (int)reference.Addend);
                break;
            case SymbolReferenceKind.KernelFunction:
                ResolveCall(program, reference);
                break;
            default:
                ResolveAddress(program, reference);
                break;
        }
    }

    private void ResolveCall(LinkedProgram program, SymbolReference reference)
    {
        KernelExtern found = _externs.Find(reference);
        if (found.IsPresent)
            program.SetCall(reference.Instruction, found.TypeId, found.Module is null ? null : _types.Handle(found.Module));
        else if (reference.IsWeak)
            program.Poison(reference.Instruction, $"the program calls '{reference.Name}': {found.Absence}");
        else
            throw Error(program.Spec, $"it calls '{reference.Name}': {found.Absence}; declare it __weak and test it before the call to do without");
    }

    private void ResolveAddress(LinkedProgram program, SymbolReference reference)
    {
        KernelExtern found = _externs.Find(reference);
        if (!found.IsPresent && !reference.IsWeak)
            throw Error(program.Spec, $"it refers to '{reference.Name}': {found.Absence}; declare it __weak to do without");
        if (!found.IsPresent)
            program.SetAddress(reference.Instruction, 0);
        else if (found.TypeId != 0)
            program.SetVariable(reference.Instruction, found.TypeId, found.Module is null ? null : _types.Handle(found.Module));
        else
            program.SetAddress(reference.Instruction, found.Address + (ulong)reference.Addend);
    }

    /// <summary>Ties constants to the program, so that tools find them (bpftool's metadata) also where no instruction refers to them.</summary>
    private void BindConstants(KernelProgram program)
    {
        foreach (KernelMap map in _maps.All.Where(map => map.Spec is { IsReadOnlyData: true } && map.Name.StartsWith(".rodata", StringComparison.Ordinal)))
        {
            var attributes = new ProgramBindMapAttributes { ProgramFd = (uint)program.Handle.FileDescriptor, MapFd = (uint)map.Handle.FileDescriptor };
            int result = BpfSyscall.Call(BpfCommand.ProgramBindMap, ref attributes);
            if (result < 0)
                throw new BpfSyscallException($"binding the map \"{map.Name}\" to the program \"{program.Name}\"", BpfCommand.ProgramBindMap, -result);
        }
    }

    private static BpfException Error(ProgramSpec spec, string message) => new($"Loading the program '{spec.Name}': {message}.");
}
