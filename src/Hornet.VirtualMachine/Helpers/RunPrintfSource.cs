// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What format strings of a run refer to: memory of the program and the simulated kernel, and the latter's symbols.</summary>
internal readonly struct RunPrintfSource(ProgramRun run) : IPrintfSource
{
    /// <inheritdoc/>
    public bool TryRead(ulong address, scoped Span<byte> destination) => run.TryReadAnywhere(address, destination);

    /// <inheritdoc/>
    public int CopyString(ulong address, scoped Span<byte> destination) => Math.Max(0, run.CopyStringFromAnywhere(address, destination));

    /// <inheritdoc/>
    public int WriteSymbol(ulong address, bool withOffset, scoped Span<byte> destination) =>
        run.Kernel.Symbols.Write(address, withOffset, destination);
}
