// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Verification.Corpus;

namespace Hornet.Verification.Explanations;

/// <summary>What is said about every program of the corpus that is refused.</summary>
public sealed class ExplainedCorpusTests
{
    private static readonly Lazy<VerifierOptions> Options = new(() =>
        new VerifierOptions { KernelBtf = File.Exists("/sys/kernel/btf/vmlinux") ? Btf.LoadKernel() : null });

    [Fact]
    public void Each_refusal_is_explained_with_the_facts_of_its_place()
    {
        foreach (CorpusCase each in CorpusReader.All.Values.Where(found => !found.IsAccepted))
        {
            VerificationResult result = Verifier.Verify(each.Object, each.Program, Options.Value with { IsUnprivileged = each.IsUnprivileged, StrictAlignment = each.IsStrict });
            if (result.Failure is not { } failure)
                continue;
            failure.Explanation.ShouldNotBeEmpty($"{each}: {failure.Message}");
            (failure.Explanation + failure.Advice).ShouldNotMatch(@"\{[\w+:]+\}", $"{each}: {failure.Message}");
            failure.Registers.ShouldAllBe(register => register.Description.Length > 0);
        }
    }
}
