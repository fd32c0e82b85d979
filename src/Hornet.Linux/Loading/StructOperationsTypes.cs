// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The kernel's side of an object's structures of operations: found by name in the types of the kernel and its modules, filled member by member.</summary>
internal sealed class StructOperationsTypes
{
    private const string ValuePrefix = "bpf_struct_ops_", DataMember = "data";

    private readonly BpfObject _object;
    private readonly Dictionary<string, StructOperationsLayout> _layouts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unusable = new(StringComparer.Ordinal);

    private StructOperationsTypes(BpfObject bpfObject) => _object = bpfObject;

    /// <summary>The structures by the names of their maps.</summary>
    public IReadOnlyDictionary<string, StructOperationsLayout> Layouts => _layouts;

    /// <summary>Programs of members that this kernel's structure does not have: there is nothing to load them for.</summary>
    public IReadOnlySet<string> Unusable => _unusable;

    /// <summary>Finds the types of all structures that are to be created.</summary>
    /// <exception cref="BpfException">The kernel has no such structure, or it does not fit.</exception>
    public static StructOperationsTypes Find(BpfObject bpfObject, KernelTypes types)
    {
        var found = new StructOperationsTypes(bpfObject);
        foreach (MapSpec map in bpfObject.Maps.Where(map => map is { Type: MapType.StructOperations, AutoCreate: true }))
            found._layouts.TryAdd(map.Name, found.Layout(map, types));
        found._unusable.ExceptWith(found._layouts.Values.SelectMany(layout => layout.Functions).Select(function => function.Program));
        return found;
    }

    /// <summary>The structure of a map, or null for a map of another kind.</summary>
    public StructOperationsLayout? Find(string map) => _layouts.GetValueOrDefault(map);

    /// <summary>The structure and member that a program is for.</summary>
    /// <exception cref="BpfException">It is for none, or for different ones.</exception>
    public (StructOperationsLayout Layout, StructOperationsFunction Function) FindProgram(string program)
    {
        (StructOperationsLayout Layout, StructOperationsFunction Function)? found = null;
        foreach (StructOperationsLayout layout in _layouts.Values)
        {
            foreach (StructOperationsFunction function in layout.Functions.Where(function => function.Program == program))
            {
                if (found is { } other && (other.Layout.TypeId != layout.TypeId || other.Layout.Module != layout.Module || other.Function.Member != function.Member))
                    throw new BpfException($"Loading the program '{program}': it is to be {other.Layout.TypeName}.{other.Function.MemberName} and {layout.TypeName}.{function.MemberName}; a program can be one member only.");
                found = (layout, function);
            }
        }

        return found ?? throw new BpfException($"Loading the program '{program}': no structure of operations that is created refers to it, so its arguments are not known.");
    }

    private StructOperationsLayout Layout(MapSpec map, KernelTypes types)
    {
        string name = Flavour.Strip(map.StructOperationsType ?? "");
        KernelType type = types.Find(name, BtfKind.Struct)
            ?? throw Error(map, $"this kernel and its modules have no structure '{name}'");
        KernelType value = types.Find(ValuePrefix + name, BtfKind.Struct, type.Module ?? "vmlinux")
            ?? throw Error(map, $"programs cannot take the place of the functions in '{name}' of this kernel (it has no structure '{ValuePrefix}{name}')");
        if (_object.Btf is not { } local || local[local.Resolve(map.ValueTypeId)] is not BtfStruct localType)
            throw Error(map, "the object has no type information about it");
        var kernelType = (BtfStruct)type.Btf[type.Id];
        var valueType = (BtfStruct)value.Btf[value.Id];
        BtfMember data = valueType.Members.FirstOrDefault(member => member.Name == DataMember && value.Btf.Resolve(member.TypeId) == type.Id);
        if (data.TypeId == 0)
            throw Error(map, $"the kernel's structure '{ValuePrefix}{name}' does not hold a '{name}'");

        var filler = new StructOperationsFiller(map, local, localType, type.Btf, kernelType, (int)(data.BitOffset / 8), (int)valueType.Size);
        filler.Fill();
        _unusable.UnionWith(filler.Unusable);
        return new StructOperationsLayout(name, type.Id, value.Id, type.Module is null ? null : types.Handle(type.Module), ImmutableArray.Create(filler.Value), [.. filler.Functions]);
    }

    private BpfException Error(MapSpec map, string message) => new($"Loading the object '{_object.Name}', structure of operations '{map.Name}': {message}.");
}
