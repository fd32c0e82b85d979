// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Verification;

/// <summary>Finds what an instruction changed.</summary>
internal static class RegisterComparison
{
    /// <summary>Whether two registers hold the same, to the last bit.</summary>
    public static bool AreSame(in RegisterState left, in RegisterState right) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<RegisterState>(in left)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<RegisterState>(in right)));
}
