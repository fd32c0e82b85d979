// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>A program was refused where only a safe one will do.</summary>
public sealed class VerificationException : BpfException
{
    /// <summary>Makes the exception for a refused program.</summary>
    /// <param name="result">The verdict.</param>
    public VerificationException(VerificationResult result)
        : base(Describe(result)) => Result = result;

    /// <summary>The verdict: message, instruction, source line, explanation, log.</summary>
    public VerificationResult Result { get; }

    private static string Describe(VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        VerificationFailure failure = result.Failure ?? throw new ArgumentException("The program was accepted.", nameof(result));
        string place = failure.Instruction is { } instruction ? $" at instruction {instruction}" : "";
        string line = failure.Source is { } source ? $" ({source.File}:{source.Line})" : "";
        return $"Verifying the program '{result.Program.Name}': refused{place}{line}: {failure.Message}. {failure.Explanation}".TrimEnd();
    }
}
