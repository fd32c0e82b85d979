// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What the kernel answered to a probe.</summary>
/// <param name="Result">A descriptor, or a negative error number.</param>
/// <param name="Log">The verifier's log, where it wrote one.</param>
internal readonly record struct ProbeAnswer(int Result, string Log = "")
{
    /// <summary>Whether it was taken.</summary>
    public bool IsDone => Result >= 0;

    /// <summary>The error number, positive; 0 for none.</summary>
    public int Errno => Result < 0 ? -Result : 0;

    /// <summary>Whether the verifier looked at the program: then the kernel knows its type.</summary>
    public bool HasLog => Log.Length > 0;
}
