// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Generator;

/// <summary>From the tables to the sources: the list of everything that is generated.</summary>
internal static class Vocabulary
{
    private const string KernelBtf = "/sys/kernel/btf/vmlinux";

    /// <summary>The generated files: name and text.</summary>
    public static IEnumerable<(string Name, string Text)> Generate(string data)
    {
        var kernel = Snapshot.Parse(File.ReadLines(Path.Combine(data, "kernel.txt")));
        var naming = new Naming(File.ReadLines(Path.Combine(data, "words.txt")));
        var enums = EnumTable.Parse(File.ReadLines(Path.Combine(data, "enums.txt")))
            .Select(plan => (Plan: plan, Members: plan.Members(kernel, naming))).ToList();
        foreach ((EnumPlan plan, IReadOnlyList<MemberPlan> members) in enums)
            yield return ($"{plan.Name}.g.cs", EnumEmitter.Enumeration(plan, members));
        yield return ("Names.g.cs", EnumEmitter.Names(enums.Where(e => e.Plan.HasText)));
    }

    /// <summary>The text of data/kernel.txt as the running kernel has it.</summary>
    public static string TakeSnapshot(string data)
    {
        var kernel = new KernelTypes(File.ReadAllBytes(KernelBtf));
        IEnumerable<string> enums = EnumTable.Parse(File.ReadLines(Path.Combine(data, "enums.txt"))).SelectMany(plan => plan.Sources);
        return Snapshot.Take(kernel, enums, []).Print("6.18");
    }
}
