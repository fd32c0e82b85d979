// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Generator;

/// <summary>From the tables to the sources: the list of everything that is generated.</summary>
internal static class Vocabulary
{
    private const string KernelBtf = "/sys/kernel/btf/vmlinux";

    /// <summary>The generated files: name and text.</summary>
    public static IEnumerable<(string Name, string Text)> Generate(string data)
    {
        var kernel = Snapshot.Parse(Lines(data, "kernel.txt"));
        var naming = new Naming(Lines(data, "words.txt"));
        var enums = EnumTable.Parse(Lines(data, "enums.txt")).Select(plan => (Plan: plan, Members: plan.Members(kernel, naming))).ToList();
        foreach ((EnumPlan plan, IReadOnlyList<MemberPlan> members) in enums)
            yield return ($"{plan.Name}.g.cs", EnumEmitter.Enumeration(plan, members));
        yield return ("Names.g.cs", EnumEmitter.Names(enums.Where(e => e.Plan.HasText)));

        IReadOnlyList<ProbedProfile> profiles = ProbedTable.Parse(Lines(data, "probed.txt"), Lines(data, "unprobed.txt"));
        EnumPlan Plan(string name) => enums.First(e => e.Plan.Name == name).Plan;
        string Member(string plan, string text) =>
            enums.First(e => e.Plan.Name == plan).Members.First(m => Plan(plan).TextOf(m.Constant) == text).Name;

        var helpers = new HelperEmitter(kernel, naming, Plan("HelperId"), Plan("ProgramType"), Plan("AttachType"));
        yield return ("Helpers.g.cs", helpers.Emit(HelperTable.Parse(Lines(data, "helpers.txt")), profiles));
        var functions = new KfuncEmitter(kernel, Plan("ProgramType"), Plan("AttachType"));
        yield return ("Kfuncs.g.cs", functions.Emit(KfuncTable.Parse(Lines(data, "kfuncs.txt"))));
        var contexts = new ContextEmitter(kernel, text => Member("ProgramType", text), text => Member("AttachType", text));
        yield return ("ContextLayout.g.cs", contexts.Emit(profiles, Lines(data, "contexts.txt")));
        yield return ("ReturnRange.g.cs", contexts.EmitRanges(profiles));
        yield return ("KernelVersions.g.cs", SinceEmitter.Emit(Lines(data, "since.txt"),
            table => enums.First(e => e.Plan.Name == table).Members.Max(m => m.Value).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The text of data/kernel.txt as the running kernel has it.</summary>
    public static string TakeSnapshot(string data)
    {
        var kernel = new KernelTypes(File.ReadAllBytes(KernelBtf));
        IEnumerable<string> enums = EnumTable.Parse(Lines(data, "enums.txt")).SelectMany(plan => plan.Sources);
        IEnumerable<string> structs = Profile.Parse(Lines(data, "profiles.txt")).Select(profile => profile.Context).Where(name => name != "-");
        return Snapshot.Take(kernel, enums, structs).Print("6.18");
    }

    /// <summary>The text of data/probed.txt as the running kernel answers.</summary>
    public static string Probe(string data)
    {
        var kernel = new KernelTypes(File.ReadAllBytes(KernelBtf));
        var prober = new Prober(kernel, Snapshot.Parse(Lines(data, "kernel.txt")), EnumTable.Parse(Lines(data, "enums.txt")));
        return prober.Run(Profile.Parse(Lines(data, "profiles.txt")), "6.18");
    }

    private static IEnumerable<string> Lines(string data, string file) => File.ReadLines(Path.Combine(data, file));
}
