// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Verifies one program from its specification to its verdict.</summary>
internal static class Verification
{
    /// <summary>Verifies a program.</summary>
    public static VerificationResult Run(BpfObject bpfObject, ProgramSpec spec, VerifierOptions options, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        VerifiedProgram? program = null;
        Analysis? analysis = null;
        VerificationFailure? failure = null;
        try
        {
            program = ProgramResolver.Resolve(bpfObject, spec, options);
            analysis = new Analysis(program);
            analysis.Run(cancellationToken);
        }
        catch (BpfException error) when (error is Refusal or ObjectFormatException)
        {
            // Types are read where they are needed, so that damage in them may show late.
            Refusal refusal = error as Refusal ?? new Refusal(error.Message, FailureKind.Structure, null);
            analysis?.Log.WriteRefusal(refusal.LogText);
            failure = FailureExplainer.Explain(refusal, program?.Spec ?? spec, analysis);
        }

        var result = new VerificationResult
        {
            Program = program?.Spec ?? spec,
            Failure = failure,
            InstructionsProcessed = analysis?.Path.Instructions ?? 0,
            TotalStates = analysis?.States.Total ?? 0,
            PeakStates = analysis?.States.Peak ?? 0,
            MaxStatesPerInstruction = analysis?.States.MaxPerInstruction ?? 0,
            StackDepths = [.. analysis?.Program.Subprograms.Select(function => function.StackDepth) ?? []],
            Duration = Stopwatch.GetElapsedTime(start),
            Proofs = failure is null ? analysis?.CollectProofs() : null,
        };
        return analysis is { Log.IsEnabled: true } ? result with { Log = analysis.Log.Finish(result) } : result;
    }
}
