// SPDX-License-Identifier: Apache-2.0
using Xunit.Abstractions;

namespace Hornet.Fuzz.Tests;

/// <summary>Every parser of outside bytes survives damaged input: a typed error, never a crash, a hang or an unbounded allocation.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Survives_damaged_input(string target)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("HORNET_FUZZ_SEED"), out int chosen) ? chosen : 20_26;
        long inputs = Fuzzer.Run(FuzzTargets.Create(target), Fuzzer.Budget, seed);
        output.WriteLine($"{target}: {inputs} damaged inputs");
        inputs.ShouldBeGreaterThan(0);
    }
}
