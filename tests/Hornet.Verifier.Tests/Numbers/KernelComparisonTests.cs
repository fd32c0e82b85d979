// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>Random calculations: after each instruction, what Hornet knows of the numbers is what the kernel's verifier writes into its log.</summary>
public sealed class KernelComparisonTests
{
    private const int Programs = 400;

    [KernelTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_step_of_a_random_calculation_says_what_the_kernel_says(int seed)
    {
        var random = new Random(seed);
        var differences = new List<string>();
        int compared = 0;
        for (int number = 0; number < Programs; number++)
        {
            Instruction[] program = ScalarProgram.Generate(random, steps: 24);
            using KernelProgram loaded = KernelProgram.Load(ProgramType.SocketFilter, program, new ProgramLoadOptions { LogLevel = 2 });
            var replay = new ScalarReplay(program, new KernelLog(loaded.Log), differences);
            replay.Run();
            compared += replay.Compared;
        }

        differences.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(10 * Programs);
    }
}
