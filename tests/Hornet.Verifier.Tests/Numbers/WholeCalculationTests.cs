// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>Random calculations, verified from begin to end: the same paths, and the same numbers in registers on each, as in the kernel's log.</summary>
public sealed class WholeCalculationTests
{
    private const int Programs = 300;

    [KernelTheory]
    [InlineData(11)]
    [InlineData(12)]
    public void A_random_calculation_is_followed_as_the_kernel_follows_it(int seed)
    {
        var random = new Random(seed);
        for (int number = 0; number < Programs; number++)
        {
            Instruction[] program = ScalarProgram.Generate(random, steps: 24);
            using KernelProgram loaded = KernelProgram.Load(ProgramType.SocketFilter, program, new ProgramLoadOptions { LogLevel = 2 });
            var spec = new ProgramSpec { Name = "calculation", Type = ProgramType.SocketFilter, Instructions = [.. program] };
            var calculation = new BpfObject { Programs = [spec], License = "GPL" };
            VerificationResult result = Verifier.Verify(calculation, spec, new VerifierOptions { LogLevel = 2 });
            result.Failure.ShouldBeNull();
            loaded.Log.ShouldContain($"processed {result.InstructionsProcessed} insns", customMessage: $"program {number} of {seed}");
            Compare(new KernelLog(result.Log), new KernelLog(loaded.Log), $"program {number} of {seed}");
        }
    }

    private static void Compare(KernelLog hornet, KernelLog kernel, string program)
    {
        hornet.Ways.ShouldBe(kernel.Ways, ignoreOrder: true, program);
        foreach ((int from, int to) in kernel.Ways)
        {
            RegisterTexts expected = kernel.OnTheWay(from, to)!;
            RegisterTexts actual = hornet.OnTheWay(from, to)!;
            foreach (int register in expected.Numbers)
            {
                string place = $"R{register} from {from} to {to} in {program}";
                actual[register].ShouldBe(expected[register], place);
                actual.IdentityOf(register).ShouldBe(expected.IdentityOf(register), place);
            }
        }
    }
}
