// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What a kernel format string asks of the machine: strings and addresses behind pointers, and names of addresses.</summary>
internal interface IPrintfSource
{
    /// <summary>Reads bytes at an address of the program's world; false when they are not there.</summary>
    bool TryRead(ulong address, scoped Span<byte> destination);

    /// <summary>
    /// Copies a string with its terminator, or as much as fits with a terminator in the last byte. Returns the bytes written, or 0 when the
    /// address cannot be read.
    /// </summary>
    int CopyString(ulong address, scoped Span<byte> destination);

    /// <summary>
    /// Writes the name of an address, with offset and size (<c>name+0x1c/0x40</c>) when asked. Returns the bytes written; 0 when it has no name.
    /// </summary>
    int WriteSymbol(ulong address, bool withOffset, scoped Span<byte> destination);
}
