// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Checks memory that is passed to helpers and kernel functions: so many bytes from a pointer.</summary>
internal sealed class MemoryRegions
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public MemoryRegions(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks that a register points to so many bytes that the callee may access.</summary>
    /// <param name="register">The register.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">What the callee does with them.</param>
    /// <param name="isZeroSizeAllowed">Whether no memory at all will do when the size is 0.</param>
    /// <param name="call">The call.</param>
    public void Check(int register, int size, AccessKind access, bool isZeroSizeAllowed, CallArguments call) => throw new NotImplementedException();

    /// <summary>Checks that a register points to as many bytes as another register may say.</summary>
    /// <param name="register">The register with the pointer.</param>
    /// <param name="sizeRegister">The register with the size, which becomes precise.</param>
    /// <param name="access">What the callee does with them.</param>
    /// <param name="isZeroSizeAllowed">Whether the size may be 0.</param>
    /// <param name="call">The call.</param>
    public void CheckSized(int register, int sizeRegister, AccessKind access, bool isZeroSizeAllowed, CallArguments call) => throw new NotImplementedException();
}
