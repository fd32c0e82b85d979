// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Checks loads, stores and atomics through any pointer, and says what a load loads.</summary>
internal sealed class MemoryAccess
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public MemoryAccess(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks an access of the current instruction through a pointer and records its proof.</summary>
    /// <param name="register">The register that holds the pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes accessed: 1, 2, 4 or 8.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="valueRegister">The register that is loaded, changed accordingly, or stored; -1 for none (an immediate is stored, or an atomic keeps what it reads to itself).</param>
    /// <param name="isSignExtended">Whether a load extends the sign.</param>
    /// <param name="isStrict">Whether the access must be aligned on any machine (atomics).</param>
    /// <exception cref="Refusal">The access is not proven safe.</exception>
    public void Check(int register, int offset, int size, AccessKind access, int valueRegister, bool isSignExtended = false, bool isStrict = false) =>
        throw new NotImplementedException();

    /// <summary>Processes an atomic instruction, load-acquire and store-release included.</summary>
    public void CheckAtomic(Instruction instruction) => throw new NotImplementedException();

    /// <summary>Processes a legacy packet load (LD_ABS, LD_IND).</summary>
    public void CheckPacketLoad(Instruction instruction) => throw new NotImplementedException();
}
