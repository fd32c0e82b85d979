// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;
using Hornet.Verification.Corpus;

namespace Hornet.Verification;

/// <summary>Every program of the corpus gets its verdict, from Hornet and from the running kernel.</summary>
public sealed class CorpusTests
{
    private static readonly Lazy<VerifierOptions> Options = new(() =>
        new VerifierOptions { KernelBtf = File.Exists("/sys/kernel/btf/vmlinux") ? Btf.LoadKernel() : null });

    public static TheoryData<string> Cases { get; } = [.. CorpusReader.All.Values.Select(found => found.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_program_gets_its_verdict(string name)
    {
        CorpusCase expected = Find(name);
        VerificationResult result = Verifier.Verify(
            expected.Object, expected.Program, Options.Value with { IsUnprivileged = expected.IsUnprivileged, StrictAlignment = expected.IsStrict });
        string message = result.Failure?.Message ?? "";
        result.IsAccepted.ShouldBe(expected.IsAccepted, $"{message}\n{expected.Reason}");
        (expected.IsAccepted || expected.Matches(message)).ShouldBeTrue($"'{message}' is not '{expected.Message}'");
    }

    [KernelTheory]
    [MemberData(nameof(Cases))]
    public void The_kernel_gives_the_same_verdict(string name)
    {
        CorpusCase expected = Find(name);
        if (expected.Unchecked is not null)
            return;
        KernelVerdict verdict = KernelVerdict.Of(expected);
        verdict.IsAccepted.ShouldBe(expected.IsAccepted, verdict.Log);
        (expected.IsAccepted || verdict.Log.Contains(expected.Required, StringComparison.Ordinal)).ShouldBeTrue(verdict.Log);
    }

    [Fact]
    public void The_corpus_holds_at_least_600_programs() => CorpusReader.All.Count.ShouldBeGreaterThanOrEqualTo(600);

    private static CorpusCase Find(string name) => CorpusReader.All[string.Join(':', name.Split(':').Take(2))];
}
