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
    private const int Steps = 24;

    [KernelTheory]
    [InlineData(11)]
    [InlineData(12)]
    public void A_random_calculation_is_followed_as_the_kernel_follows_it(int seed)
    {
        var random = new Random(seed);
        for (int number = 0; number < Programs; number++)
        {
            Instruction[] program = ScalarProgram.Generate(random, Steps);
            (VerificationResult result, string log) = Verify(program);
            string name = $"program {number} of {seed}";
            log.ShouldContain($"processed {result.InstructionsProcessed} insns", customMessage: name);
            Compare(new KernelLog(result.Log), new KernelLog(log), name);
        }
    }

    [KernelTheory]
    [InlineData(21)]
    [InlineData(22)]
    public void Where_paths_meet_again_as_many_instructions_and_states_are_needed_as_in_the_kernel(int seed)
    {
        var random = new Random(seed);
        for (int number = 0; number < Programs; number++)
        {
            Instruction[] program = ScalarProgram.Generate(random, Steps, pathsMeet: true);
            (VerificationResult result, string log) = Verify(program);
            string name = $"program {number} of {seed}";
            log.ShouldContain($"processed {result.InstructionsProcessed} insns", customMessage: name);
            log.ShouldContain($"total_states {result.TotalStates} peak_states {result.PeakStates} ", customMessage: name);
        }
    }

    private static (VerificationResult Result, string KernelLog) Verify(Instruction[] program)
    {
        using KernelProgram loaded = KernelProgram.Load(ProgramType.SocketFilter, program, new ProgramLoadOptions { LogLevel = 2 });
        var spec = new ProgramSpec { Name = "calculation", Type = ProgramType.SocketFilter, Instructions = [.. program] };
        var calculation = new BpfObject { Programs = [spec], License = "GPL" };
        VerificationResult result = Verifier.Verify(calculation, spec, new VerifierOptions { LogLevel = 2 });
        result.Failure.ShouldBeNull();
        return (result, loaded.Log);
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
