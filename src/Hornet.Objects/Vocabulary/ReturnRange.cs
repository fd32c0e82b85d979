// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>The values of R0 with which the verifier lets a program exit, both ends included.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
public readonly partial record struct ReturnRange(int Low, int High)
{
    /// <summary>The range for a program type, or null where any value may be returned (which the hook may still take for an error).</summary>
    /// <param name="programType">The type.</param>
    /// <param name="attachType">The hook, where the range depends on it; null takes the type's first.</param>
    public static partial ReturnRange? For(ProgramType programType, AttachType? attachType = null);

    /// <summary>Whether a value may be returned.</summary>
    public bool Contains(long value) => value >= Low && value <= High;
}
