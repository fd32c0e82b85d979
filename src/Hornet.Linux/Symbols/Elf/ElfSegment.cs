// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A part of a file that is mapped into memory (a program header of type <c>PT_LOAD</c>).</summary>
/// <param name="Address">The address the file gives it; the loader adds where it put the file.</param>
/// <param name="FileOffset">Where it starts in the file, bytes.</param>
/// <param name="FileSize">How many bytes of the file it holds.</param>
/// <param name="IsExecutable">Whether it holds code.</param>
public readonly record struct ElfSegment(ulong Address, ulong FileOffset, ulong FileSize, bool IsExecutable)
{
    internal bool HoldsAddress(ulong address) => address >= Address && address - Address < FileSize;

    internal bool HoldsOffset(ulong offset) => offset >= FileOffset && offset - FileOffset < FileSize;
}
