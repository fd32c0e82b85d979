// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Objects.Tests;

/// <summary>The checked-in sources and tables are what the generator makes of the tables and of the kernel.</summary>
public sealed class GeneratorTests
{
    private static readonly string Data = TestFiles.InRepository("eng", "Hornet.Generator", "data");
    private static readonly string Sources = TestFiles.InRepository("src", "Hornet.Objects", "Vocabulary");

    [Fact]
    public void Generating_again_gives_the_checked_in_sources()
    {
        (string Name, string Text)[] generated = [.. Hornet.Generator.Vocabulary.Generate(Data)];
        foreach ((string name, string text) in generated)
            File.ReadAllText(Path.Combine(Sources, name)).ShouldBe(text, name);
        Directory.GetFiles(Sources, "*.g.cs").Select(Path.GetFileName).ShouldBe(generated.Select(g => g.Name), ignoreOrder: true);
    }

    [Fact]
    public void The_checked_in_system_calls_are_those_of_the_tables() =>
        File.ReadAllText(TestFiles.InRepository("src", "Hornet.Seccomp", "Syscalls", "SystemCallData.g.cs")).ShouldBe(Hornet.Generator.SystemCallEmitter.Generate(Data));

    [DescribedKernelFact]
    public void The_kernel_has_the_enumerations_and_structures_of_the_snapshot() =>
        Hornet.Generator.Vocabulary.TakeSnapshot(Data).ShouldBe(File.ReadAllText(Path.Combine(Data, "kernel.txt")));

    [DescribedKernelFact]
    public void The_verifier_answers_every_probe_as_the_table_says() =>
        Hornet.Generator.Vocabulary.Probe(Data).ShouldBe(File.ReadAllText(Path.Combine(Data, "probed.txt")));

    /// <summary>Runs on the Linux release the vocabulary describes.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class DescribedKernelFactAttribute : FactAttribute
    {
        public DescribedKernelFactAttribute()
        {
            Skip = TestMachine.WhyNoKernel();
            Version running = Environment.OSVersion.Version;
            KernelVersion described = KernelVersions.Described;
            bool isOther = running.Major != described.Major || running.Minor != described.Minor;
            if (Skip is null && isOther && !TestMachine.NothingMayBeSkipped)
                Skip = $"the tables describe Linux {described}, this is {running}";
        }
    }
}
