// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Decides whether programs are safe to run, with the rules and the precision of Linux 6.18's verifier, without a kernel.</summary>
public static class Verifier
{
    /// <summary>Verifies every program of an object that a host would load.</summary>
    /// <param name="bpfObject">The object.</param>
    /// <param name="options">For what, and how strictly; null takes <see cref="VerifierOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>A verdict a program, in the object's order.</returns>
    public static ImmutableArray<VerificationResult> Verify(BpfObject bpfObject, VerifierOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bpfObject);
        return [.. bpfObject.Programs.Where(program => program.AutoLoad).Select(program => Verify(bpfObject, program, options, cancellationToken))];
    }

    /// <summary>Verifies one program.</summary>
    /// <param name="bpfObject">The object it belongs to: maps, types, licence.</param>
    /// <param name="program">The program.</param>
    /// <param name="options">For what, and how strictly; null takes <see cref="VerifierOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The verdict; a refusal is a result, not an exception.</returns>
    public static VerificationResult Verify(BpfObject bpfObject, ProgramSpec program, VerifierOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bpfObject);
        ArgumentNullException.ThrowIfNull(program);
        VerifierOptions settings = options ?? VerifierOptions.Default;
        return Verification.Run(bpfObject, program, settings, cancellationToken);
    }
}
