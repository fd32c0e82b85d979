// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Loads and stores of the stack: spilled registers, partly written slots, variable offsets.</summary>
internal sealed class StackMemory
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public StackMemory(Analysis analysis) => _analysis = analysis;

    /// <summary>Loads from the stack through a pointer in a register.</summary>
    /// <param name="pointer">The pointer (a copy: loading may overwrite its register).</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="destination">The register that is loaded, or -1.</param>
    public void Read(in RegisterState pointer, int register, int offset, int size, int destination) => throw new NotImplementedException();

    /// <summary>Stores to the stack.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="source">The register that is stored, or -1 for the instruction's immediate or an unknown number.</param>
    public void Write(in RegisterState pointer, int register, int offset, int size, int source) => throw new NotImplementedException();
}
