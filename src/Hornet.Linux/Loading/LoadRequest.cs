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
    public static LoadRequest Check(BpfObject bpfObject, KernelLoadOptions options)
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
            if (options.Programs is { } wanted ? !wanted.Contains(spec.Name) : !spec.AutoLoad)
                continue;
            ProgramSpec typed = options.ProgramTypes.TryGetValue(spec.Name, out ProgramType type) ? spec with { Type = type } : spec;
            if (typed.Type == ProgramType.Unspec)
                throw Error(bpfObject, $"the section '{spec.SectionName}' does not tell the type of the program '{spec.Name}'; give one in the load options");
            programs.Add(options.AttachTargets.TryGetValue(spec.Name, out string? target) ? typed with { AttachTarget = target } : typed);
        }

        return new LoadRequest(programs.ToImmutable());
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
