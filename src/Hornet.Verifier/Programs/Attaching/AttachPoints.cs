// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds what a program attaches to in the types of the kernel or of another program, as loaders do.</summary>
internal sealed class AttachPoints
{
    private readonly BpfObject _object;
    private readonly ProgramSpec _program;
    private readonly VerifierOptions _options;
    private readonly BtfSet _btfs;

    private AttachPoints(BpfObject bpfObject, ProgramSpec program, VerifierOptions options, BtfSet btfs)
    {
        _object = bpfObject;
        _program = program;
        _options = options;
        _btfs = btfs;
    }

    /// <summary>What a program attaches to; null for a type that learns it when it is attached.</summary>
    /// <exception cref="Refusal">There is no such thing, or none was said.</exception>
    public static AttachPoint? Find(BpfObject bpfObject, ProgramSpec program, VerifierOptions options, BtfSet btfs) =>
        new AttachPoints(bpfObject, program, options, btfs).Find();

    private AttachPoint? Find() => (_program.Type, _program.AttachType) switch
    {
        (ProgramType.StructOperations, _) => StructureMember(),
        (ProgramType.Extension, _) => Replaced(),
        (ProgramType.Tracing, AttachType.TraceRawTracepoint) => Tracepoint(),
        (ProgramType.Tracing, AttachType.TraceIterator) => Function("bpf_iter_"),
        (ProgramType.Tracing, _) => OfProgram() ?? Function(""),
        (ProgramType.Lsm, _) => Function("bpf_lsm_"),
        _ => null,
    };

    private AttachPoint Function(string prefix)
    {
        string name = prefix + TargetName();
        NeedKernel();
        if (!_btfs.TryFindKernelType(name, BtfKind.Function, out short index, out uint id))
            throw NotFound(name);
        return Point(name, index, id, ((BtfFunction)_btfs[index][id]).TypeId);
    }

    /// <summary>
    /// A tracepoint. The typedef of its handler has no names of parameters; where a function of the same name has them, it is taken, since they say
    /// which arguments may be NULL.
    /// </summary>
    private AttachPoint Tracepoint()
    {
        string tracepoint = TargetName();
        NeedKernel();
        if (!_btfs.TryFindKernelType("btf_trace_" + tracepoint, BtfKind.Typedef, out short index, out uint id))
            throw NotFound("btf_trace_" + tracepoint);
        Btf btf = _btfs[index];
        uint prototype = btf.TryFindId("__bpf_trace_" + tracepoint, BtfKind.Function, out uint function)
            ? ((BtfFunction)btf[function]).TypeId
            : btf[btf.Resolve(id)] is BtfPointer pointer ? pointer.TypeId : 0;
        return btf.KindOf(prototype) == BtfKind.FunctionPrototype
            ? new AttachPoint { Name = tracepoint, BtfIndex = index, TypeId = id, PrototypeId = prototype, FirstParameter = 1 }
            : throw new Refusal($"the type 'btf_trace_{tracepoint}' does not point to a function (EINVAL)", FailureKind.Structure, null);
    }

    /// <summary>The function of another program that this one is attached to; null if the caller named no object to look in.</summary>
    private AttachPoint? OfProgram()
    {
        if (_options.AttachObject is not { } target)
            return null;
        foreach (ProgramSpec program in target.Programs)
        {
            string name = string.IsNullOrEmpty(_program.AttachTarget) ? program.Name : _program.AttachTarget;
            FunctionInfo function = program.Functions.FirstOrDefault(candidate => candidate.Name == name);
            if (function.Name != name)
                continue;
            if (target.Btf is not { } btf || function.TypeId == 0)
                throw new Refusal("Tracing program can only be attached to another program annotated with BTF", FailureKind.Policy, null);
            return Point(name, _btfs.Add(btf), function.TypeId, ((BtfFunction)btf[function.TypeId]).TypeId, new TargetProgram(target, program, function));
        }

        return null;
    }

    private AttachPoint Replaced()
    {
        if (_options.AttachObject is null)
        {
            throw new Refusal("the program replaces a function of another program, whose object is needed (VerifierOptions.AttachObject)",
                FailureKind.Policy, null);
        }

        return OfProgram()
            ?? throw new Refusal($"Subprog {_program.AttachTarget} doesn't exist", FailureKind.Policy, null);
    }

    /// <summary>The member of a structure of operations that the program is for: the object's data say which, by name it is found in the kernel's structure.</summary>
    private AttachPoint StructureMember()
    {
        AttachPoint? found = null;
        foreach (MapSpec map in _object.Maps.Where(map => map.Type == MapType.StructOperations))
        {
            if (MemberName(map) is not { } member)
                continue;
            AttachPoint point = StructureMember(map, member);
            if (found is not null && (found.TypeId != point.TypeId || found.Member != point.Member))
                throw new Refusal($"the program is to be {found.StructureName}.{found.Name} and {point.StructureName}.{point.Name}; it can be one member only", FailureKind.Policy, null);
            found = point;
        }

        return found ?? throw new Refusal("no structure of operations refers to the program, so that its arguments are not known", FailureKind.Policy, null);
    }

    private string? MemberName(MapSpec map)
    {
        if (_object.Btf is not { } btf || btf[btf.Resolve(map.ValueTypeId)] is not BtfStruct type)
            return null;
        foreach (DataReference reference in map.DataReferences)
        {
            if (reference.Kind != DataReferenceKind.Function || reference.Name != _program.Name)
                continue;
            BtfMember member = type.Members.FirstOrDefault(candidate => candidate.BitOffset == reference.Offset * 8L);
            return member.Name;
        }

        return null;
    }

    private AttachPoint StructureMember(MapSpec map, string member)
    {
        NeedKernel();
        string structure = KernelSymbols.StripFlavour(map.StructOperationsType ?? "");
        if (!_btfs.TryFindKernelType(structure, BtfKind.Struct, out short index, out uint id))
            throw NotFound($"struct {structure}");
        Btf btf = _btfs[index];
        if (!btf.TryFindId("bpf_struct_ops_" + structure, BtfKind.Struct, out _))
            throw new Refusal($"attach_btf_id {id} is not a supported struct", FailureKind.Policy, null);
        var type = (BtfStruct)btf[id];
        int position = type.Members.IndexOf(type.Members.FirstOrDefault(candidate => candidate.Name == member));
        if (position < 0 || type.Members[position].Name != member)
            throw new Refusal($"the kernel's structure '{structure}' has no member '{member}'", FailureKind.Policy, null);
        if (btf[btf.Resolve(type.Members[position].TypeId)] is not BtfPointer pointer || btf.KindOf(btf.Resolve(pointer.TypeId)) != BtfKind.FunctionPrototype)
            throw new Refusal($"attach to invalid member {member}(@idx {position}) of struct {structure}", FailureKind.Policy, null);
        return new AttachPoint
        {
            Name = member,
            BtfIndex = index,
            TypeId = id,
            PrototypeId = btf.Resolve(pointer.TypeId),
            StructureName = structure,
            Member = position,
        };
    }

    private static AttachPoint Point(string name, short index, uint id, uint prototype, TargetProgram? target = null) =>
        new() { Name = name, BtfIndex = index, TypeId = id, PrototypeId = prototype, Target = target };

    /// <summary>The target's name, without the module that may stand before it.</summary>
    private string TargetName()
    {
        if (string.IsNullOrEmpty(_program.AttachTarget))
            throw new Refusal("Tracing programs must provide btf_id", FailureKind.Policy, null);
        return _program.AttachTarget[(_program.AttachTarget.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private void NeedKernel()
    {
        if (_btfs.KernelBtf is null)
        {
            throw new Refusal($"programs of the type {_program.Type.ToText()} are checked against the kernel's types, which are needed (VerifierOptions.KernelBtf, --kernel-btf FILE)",
                FailureKind.Policy, null);
        }
    }

    private static Refusal NotFound(string name) => new($"the kernel's types have no '{name}' to attach to (or it was inlined everywhere)", FailureKind.Policy, null);
}
