// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Programs;

public sealed class KernelVerifierTests
{
    [KernelFact]
    public void An_accepted_program_is_told_with_what_it_took()
    {
        KernelVerdict verdict = Verify("r0 = 2\nexit");
        (verdict.IsAccepted, verdict.Message, verdict.InstructionsProcessed).ShouldBe((true, "", 2L));
        verdict.Duration.ShouldNotBeNull();
    }

    [KernelFact]
    public void A_refused_program_is_told_with_the_kernels_words()
    {
        KernelVerdict verdict = Verify("r0 = 2\nr0 = *(u64 *)(r0 + 0)\nexit");
        (verdict.IsAccepted, verdict.Message, verdict.InstructionsProcessed).ShouldBe((false, "R0 invalid mem access 'scalar'", 2L));
        verdict.Rejection.ShouldNotBeNull().Instruction.ShouldBe(1);
        verdict.Log.ShouldContain("0: R1=ctx() R10=fp0");
    }

    [KernelFact]
    public void One_program_is_asked_about_alone_and_nothing_is_pinned()
    {
        BpfObject made = BpfAssembly.Parse("r1 = counts ll\nr0 = 2\nexit", new BpfAssemblyOptions
        {
            SectionName = "xdp",
            Maps = [new MapSpec { Name = "counts", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1, Pinning = PinMode.ByName }],
        });
        ProgramSpec good = made.Programs[0];
        BpfObject both = made with { Programs = [good with { Name = "bad", Instructions = [good.Instructions[^1]], References = [] }, good] };
        KernelVerifier.Verify(both, good.Name).IsAccepted.ShouldBe(true);
        KernelVerifier.Verify(both, "bad").Message.ShouldBe("R0 !read_ok");
        File.Exists("/sys/fs/bpf/counts").ShouldBeFalse();
    }

    [KernelFact]
    public void What_is_no_verdict_of_the_verifier_says_why()
    {
        KernelVerdict verdict = Verify("call missing\nr0 = 2\nexit");
        verdict.IsAccepted.ShouldBeNull();
        verdict.Message.ShouldContain("missing");
    }

    private static KernelVerdict Verify(string text)
    {
        BpfObject made = BpfAssembly.Parse(text, new BpfAssemblyOptions { SectionName = "xdp" });
        return KernelVerifier.Verify(made, made.Programs[0].Name);
    }
}
