// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// A little memory of a run that helpers lend to callbacks: keys, dynptrs. Used like a stack, because callbacks nest; programs may read and
/// write all of it, as they may the stack frame of the kernel's helper.
/// </summary>
internal sealed unsafe class ScratchMemory(ProgramRun run) : IDisposable
{
    /// <summary>Eight nested calls with the largest key a program can make.</summary>
    private const int Size = 8 * 1024;

    private byte* _memory;
    private int _used;

    /// <summary>Takes zeroed bytes, aligned to 8.</summary>
    /// <exception cref="ExecutionException">There are not so many left.</exception>
    public byte* Push(int size)
    {
        int rounded = Round(size);
        if (rounded > Size - _used)
            throw run.BadArgument($"a helper needs {size} bytes for its callback, and nested callbacks have used up the {Size} bytes there are");

        if (_memory == null)
        {
            _memory = (byte*)NativeMemory.AlignedAlloc(Size, sizeof(ulong));
            run.AddRegion(new MemoryRegion("memory of a helper", _memory, Size));
        }

        byte* start = _memory + _used;
        _used += rounded;
        new Span<byte>(start, rounded).Clear();
        return start;
    }

    /// <summary>Gives back the bytes that were taken last.</summary>
    public void Pop(int size) => _used -= Round(size);

    /// <summary>Takes everything back; a run that ended by an error may have left something.</summary>
    public void Release() => _used = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private static int Round(int size) => (size + sizeof(ulong) - 1) & ~(sizeof(ulong) - 1);
}
