// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>
/// The layout of <c>struct seccomp_data</c> (linux/seccomp.h). Programs load words of it in the machine's own byte order, so the lower half of a
/// 64-bit member is the first word where the low byte comes first, and the second elsewhere.
/// </summary>
internal static class SeccompData
{
    /// <summary>The number of the call.</summary>
    public const int Number = 0;

    /// <summary>The architecture.</summary>
    public const int Architecture = 4;

    /// <summary>The instruction pointer.</summary>
    public const int InstructionPointer = 8;

    /// <summary>The first argument.</summary>
    public const int Arguments = 16;

    /// <summary>An argument.</summary>
    public static int Argument(int index) => Arguments + (8 * index);
}
