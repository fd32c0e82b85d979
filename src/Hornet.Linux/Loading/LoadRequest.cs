// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What of an object is to be loaded, after the options were checked against it.</summary>
/// <param name="Programs">The programs, with the types that the options give.</param>
internal sealed record LoadRequest(ImmutableArray<ProgramSpec> Programs)
{
    /// <summary>Checks the options of a load.</summary>
    /// <exception cref="BpfException">An option names something that the object does not have, or does not fit it.</exception>
    public static LoadRequest Check(BpfObject bpfObject, KernelLoadOptions options, StructOperationsTypes structures)
    {
        CheckNames(bpfObject, "program", [.. options.Programs ?? [], .. options.ProgramTypes.Keys, .. options.AttachTargets.Keys, .. options.AttachPrograms.Keys, .. options.Interfaces.Keys],
            bpfObject.Programs.Select(program => program.Name));
        CheckNames(bpfObject, "map", [.. options.MaxEntries.Keys, .. options.Maps.Keys], bpfObject.Maps.Select(map => map.Name));
        foreach ((string name, ImmutableArray<byte> value) in options.Variables)
        {
            VariableSpec variable = bpfObject.Maps.SelectMany(map => map.Variables).Cast<VariableSpec?>().FirstOrDefault(candidate => candidate!.Value.Name == name)
                ?? throw Error(bpfObject, $"it has no global variable '{name}'");
            if (variable.Size != value.Length)
                throw Error(bpfObject, $"the variable '{name}' has {variable.Size} bytes, and its new value {value.Length}");
        }

        var programs = ImmutableArray.CreateBuilder<ProgramSpec>();
        foreach (ProgramSpec spec in bpfObject.Programs)
        {
            if (options.Programs is { } wanted ? !wanted.Contains(spec.Name) : !IsAutomatic(bpfObject, spec, options, structures))
                continue;
            ProgramSpec typed = options.ProgramTypes.TryGetValue(spec.Name, out ProgramType type) ? spec with { Type = type } : spec;
            if (typed.Type == ProgramType.Unspec)
                throw Error(bpfObject, $"the section '{spec.SectionName}' does not tell the type of the program '{spec.Name}'; give one in the load options");
            programs.Add(options.AttachTargets.TryGetValue(spec.Name, out string? target) ? typed with { AttachTarget = target } : typed);
        }

        return new LoadRequest(programs.ToImmutable());
    }

    /// <summary>Whether a program is loaded when the caller does not name those to load.</summary>
    private static bool IsAutomatic(BpfObject bpfObject, ProgramSpec spec, KernelLoadOptions options, StructOperationsTypes structures)
    {
        // Functions beside programs, which the compiler leaves in .text, are what programs call.
        if (spec is { Type: ProgramType.Unspec, SectionName: ".text" } && !options.ProgramTypes.ContainsKey(spec.Name))
            return bpfObject.Programs.Length == 1;
        if (spec.Type != ProgramType.StructOperations)
            return spec.AutoLoad;

        // Programs of structures follow these; one that no structure refers to is loaded, and refused with the reason.
        if (structures.Unusable.Contains(spec.Name))
            return false;
        List<MapSpec> users = [.. bpfObject.Maps.Where(map => map.Type == MapType.StructOperations && map.DataReferences.Any(reference => reference.Name == spec.Name))];
        return users.Count == 0 ? spec.AutoLoad : users.Any(map => map.AutoCreate);
    }

    private static void CheckNames(BpfObject bpfObject, string what, IEnumerable<string> wanted, IEnumerable<string> there)
    {
        var names = there.ToHashSet(StringComparer.Ordinal);
        foreach (string name in wanted)
        {
            if (!names.Contains(name))
                throw Error(bpfObject, $"it has no {what} '{name}'{(names.Count == 0 ? "" : $"; there are {string.Join(", ", names)}")}");
        }
    }

    private static BpfException Error(BpfObject bpfObject, string message) => new($"Loading the object '{bpfObject.Name}': {message}.");
}
