// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Adds up the stack of functions that call each other.</summary>
internal static class StackDepths
{
    /// <summary>Checks, after the paths were walked, that no chain of calls needs more than 512 bytes, 8 frames, or 256 bytes before a tail call.</summary>
    /// <exception cref="Refusal">One does.</exception>
    public static void Check(VerifiedProgram program) => throw new NotImplementedException();
}
