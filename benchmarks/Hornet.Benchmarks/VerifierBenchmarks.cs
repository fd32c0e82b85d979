// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Benchmarks;

/// <summary>
/// Verifying programs whose paths take thousands to hundreds of thousands of instructions, beside the running kernel's verifier, which is asked by
/// loading the program (its maps are made and its code is compiled on the way: little beside the paths of these programs). Needs root.
/// </summary>
[MemoryDiagnoser]
public class VerifierBenchmarks
{
    private readonly KernelLoadOptions _kernelOptions = new();
    private BpfObject _object = new();
    private VerifierOptions _options = VerifierOptions.Default;

    /// <summary>A fixture: large_events takes about 4,400 instructions, large_loop 37,000, large_parser 309,000.</summary>
    [Params("large_events", "large_loop", "large_parser")]
    public string Program { get; set; } = "large_loop";

    [GlobalSetup]
    public void Setup()
    {
        _object = BpfObject.Load(RepositoryFiles.Find("tests", "fixtures", "objects", "clang-v3", Program + ".o"));
        _options = new VerifierOptions { KernelBtf = Btf.LoadKernel() };
    }

    [Benchmark(Baseline = true, Description = "Linux: verify by loading")]
    public long Linux()
    {
        KernelVerdict verdict = KernelVerifier.Verify(_object, _object.Programs[0].Name, _kernelOptions);
        return verdict.IsAccepted == true ? verdict.InstructionsProcessed ?? 0 : throw new InvalidOperationException(verdict.Message);
    }

    [Benchmark(Description = "Hornet: verify")]
    public long Hornet()
    {
        VerificationResult result = Verifier.Verify(_object, _object.Programs[0], _options);
        return result.IsAccepted ? result.InstructionsProcessed : throw new InvalidOperationException(result.Failure!.Message);
    }
}
