// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// Gives managed objects addresses that programs can hold: map pointers, socket pointers. The addresses lie in memory that is reserved for them, so
/// that they never clash with another pointer, and that no program may touch.
/// </summary>
internal sealed unsafe class HandleTable<T> : IDisposable
    where T : class
{
    private const int Capacity = 1 << 16;
    private const int StrideShift = 4;
    private const int Stride = 1 << StrideShift;

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private byte* _arena = (byte*)NativeMemory.AlignedAlloc(Capacity * Stride, 4096);
    private volatile T?[] _objects = new T?[16];
    private int _count;

    /// <summary>Gives an object an address.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public ulong Add(T value)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out int index))
            {
                index = _count;
                if (index == Capacity)
                {
                    throw new InvalidOperationException($"Cannot create more than {Capacity} maps in a virtual machine.");
                }

                if (index == _objects.Length)
                {
                    var objects = new T?[_objects.Length * 2];
                    _objects.CopyTo(objects, 0);
                    _objects = objects;
                }

                _count++;
            }

            Volatile.Write(ref _objects[index], value);
            return (ulong)(_arena + ((long)index * Stride));
        }
    }

    /// <summary>Finds the object of an address; null when the address belongs to none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? Find(ulong address)
    {
        // Rotated, an address between two objects' becomes a number that is too great.
        T?[] objects = _objects;
        ulong index = BitOperations.RotateRight(address - (ulong)_arena, StrideShift);
        return index < (ulong)objects.Length ? Volatile.Read(ref objects[index]) : null;
    }

    /// <summary>Takes an object's address away.</summary>
    public void Remove(ulong address)
    {
        lock (_lock)
        {
            ulong offset = address - (ulong)_arena;
            if (offset % Stride == 0 && offset / Stride < (ulong)_objects.Length && _objects[offset / Stride] is not null)
            {
                _objects[offset / Stride] = null;
                _free.Push((int)(offset / Stride));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_arena);
        _arena = null;
        _objects = [];
    }
}
