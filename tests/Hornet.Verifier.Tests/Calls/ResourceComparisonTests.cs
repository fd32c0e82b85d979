// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;
using Hornet.Verification.Corpus;

namespace Hornet.Verification.Calls;

/// <summary>What random programs take and give back is judged as by the running kernel, with the same message.</summary>
public sealed class ResourceComparisonTests
{
    private const int ProgramCount = 400;

    [KernelFact]
    public void Programs_that_take_and_give_back_get_the_kernels_verdict()
    {
        var options = new VerifierOptions { KernelBtf = Btf.LoadKernel() };
        int accepted = 0;
        for (int seed = 0; seed < ProgramCount; seed++)
        {
            string text = ResourceProgram.Make(seed);
            CorpusCase program = CorpusReader.Parse(text);
            KernelVerdict kernel = KernelVerdict.Of(program);
            VerificationResult own = Verifier.Verify(program.Object, program.Program, options);
            own.IsAccepted.ShouldBe(kernel.IsAccepted, $"seed {seed}: '{own.Failure?.Message}' or '{kernel.Message}'\n{text}");
            if (own.Failure is { } failure)
                kernel.Log.Split('\n').ShouldContain(failure.Message, $"seed {seed}\n{text}");
            else
                accepted++;
        }

        accepted.ShouldBeInRange(ProgramCount / 4, ProgramCount * 3 / 4);
    }
}
