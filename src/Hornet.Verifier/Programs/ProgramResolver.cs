// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Makes a program ready to be analysed: types by CO-RE, maps, kernel variables and functions, its own functions and flow.</summary>
internal static class ProgramResolver
{
    /// <summary>Resolves a program, checking all that can be checked without walking its paths.</summary>
    /// <exception cref="Refusal">The program is not well formed, or refers to what is not there.</exception>
    public static VerifiedProgram Resolve(BpfObject bpfObject, ProgramSpec program, VerifierOptions options) => throw new NotImplementedException();
}
