// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Cli.Commands;

/// <summary>Which program of an object a verb means.</summary>
internal static class ProgramSelection
{
    /// <summary>The programs with a name or section, or all when none is asked for.</summary>
    /// <exception cref="CliException">There is none; the message lists those there are.</exception>
    public static IReadOnlyList<ProgramSpec> Select(BpfObject bpfObject, string? name)
    {
        if (name is null)
            return bpfObject.Programs;
        ProgramSpec[] found = [.. bpfObject.Programs.Where(program => program.Name == name)];
        if (found.Length == 0)
            found = [.. bpfObject.Programs.Where(program => program.SectionName == name)];
        return found.Length > 0 ? found : throw new CliException($"There is no program '{name}' in '{bpfObject.Name}'. {Available(bpfObject)}");
    }

    /// <summary>The program with a name or section, or the only one when none is asked for.</summary>
    /// <exception cref="CliException">There is none, or there are several to choose from.</exception>
    public static ProgramSpec Single(BpfObject bpfObject, string? name)
    {
        IReadOnlyList<ProgramSpec> found = Select(bpfObject, name);
        if (name is null && found.Count > 1)
            found = [.. found.Where(program => program.AutoLoad)];
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException($"There is no program in '{bpfObject.Name}'."),
            _ => throw new CliException(
                string.Create(CultureInfo.InvariantCulture, $"'{bpfObject.Name}' has {found.Count} programs{(name is null ? "" : $" in '{name}'")}: say which with --program. {Available(bpfObject)}")),
        };
    }

    private static string Available(BpfObject bpfObject) =>
        $"It has: {string.Join(", ", bpfObject.Programs.Select(program => program.SectionName.Length == 0 ? program.Name : $"{program.Name} ({program.SectionName})"))}.";
}
