// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Hornet.VirtualMachines;

/// <summary>
/// Machine code in pages of its own. They are written once and executable afterwards, never both at a time (W^X). Nothing may run in them when they
/// are freed.
/// </summary>
internal sealed unsafe class ExecutableMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly nuint _length;

    private ExecutableMemory(byte* start, nuint length)
        : base(ownsHandle: true)
    {
        _length = length;
        SetHandle((nint)start);
    }

    /// <summary>The first byte of the code.</summary>
    public byte* Start => (byte*)handle;

    /// <summary>The length of the code in bytes.</summary>
    public int Length => (int)_length;

    /// <summary>Takes pages, copies code into them and makes them executable.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The system has no pages, or does not allow code that is made at run time.</exception>
    public static ExecutableMemory Create(ReadOnlySpan<byte> code)
    {
        var memory = new ExecutableMemory(NativePages.Allocate((nuint)code.Length), (nuint)code.Length);
        try
        {
            code.CopyTo(new Span<byte>(memory.Start, code.Length));
            NativePages.MakeExecutable(memory.Start, memory._length);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => NativePages.Free(handle, _length);
}
