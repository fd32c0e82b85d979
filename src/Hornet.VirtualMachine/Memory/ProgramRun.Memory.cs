// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <content>Memory checks beyond the handlers' fast path.</content>
public sealed unsafe partial class ProgramRun
{
    private readonly List<MemoryRegion> _regions = [];

    /// <summary>Checks that the program may touch a range of memory.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">The length in bytes; for 0 any address will do.</param>
    /// <param name="access">What is done with it.</param>
    /// <returns>The address as a pointer.</returns>
    /// <exception cref="MemoryAccessException">The program may not do that.</exception>
    public byte* Access(ulong address, ulong length, MemoryAccess access)
    {
        RunState* state = _state;
        ulong inStack = address - state->StackLow;
        ulong stackLength = state->StackHigh - state->StackLow;
        if (!IsChecked || (inStack < stackLength && length <= stackLength - inStack) || length == 0)
        {
            return (byte*)address;
        }

        ulong primaryLength = (access & MemoryAccess.Write) != 0 ? state->PrimaryWrite.Bytes1 : state->PrimaryRead.Bytes1;
        ulong inPrimary = address - state->PrimaryStart;
        if (inPrimary < primaryLength && length <= primaryLength - inPrimary)
        {
            return (byte*)address;
        }

        if (FindRegion(address) is not { } region
            || (region.Access & access) != access
            || !region.TryGetPiece(address, length, out _, out _))
        {
            throw CreateAccessError(address, length, access);
        }

        return (byte*)address;
    }

    /// <summary>Lets the program touch memory that a helper lends, in this run and those after it, until <see cref="RemoveRegion"/>.</summary>
    internal void AddRegion(MemoryRegion region) => _regions.Add(region);

    /// <summary>Takes back what <see cref="AddRegion"/> gave.</summary>
    internal void RemoveRegion(MemoryRegion region)
    {
        if (_regions.Remove(region))
        {
            _state->ForgetWindows();
        }
    }

    /// <summary>Loads for an instruction whose fast check failed: from the context, from the stack, or from a region that must be looked up.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ulong LoadChecked<T>(ulong address, MemoryWindow* window)
        where T : unmanaged
    {
        if (address - _state->ContextStart < _state->ContextLength)
        {
            ulong value = LoadContext((int)(address - _state->ContextStart), sizeof(T), out bool isPointer);
            return isPointer ? value : Handlers.Widen(Handlers.Narrow<T>(value));
        }

        Resolve(address, (uint)sizeof(T), MemoryAccess.Read, window);
        return Handlers.Widen(Unsafe.ReadUnaligned<T>((void*)address));
    }

    /// <summary>Stores for an instruction whose fast check failed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void StoreChecked<T>(ulong address, ulong value, MemoryWindow* window)
        where T : unmanaged
    {
        if (address - _state->ContextStart < _state->ContextLength)
        {
            StoreContext((int)(address - _state->ContextStart), sizeof(T), value);
            return;
        }

        Resolve(address, (uint)sizeof(T), MemoryAccess.Write, window);
        Unsafe.WriteUnaligned((void*)address, Handlers.Narrow<T>(value));
    }

    /// <summary>Checks one access of an instruction and remembers the piece of memory it lies in.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Resolve(ulong address, uint size, MemoryAccess access, MemoryWindow* window)
    {
        RunState* state = _state;
        ulong inStack = address - state->StackLow;
        ulong stackLength = state->StackHigh - state->StackLow;
        if (inStack < stackLength && size <= stackLength - inStack)
        {
            window->Start = state->StackLow;
            window->Limit = stackLength - size + 1;
            state->HasStackWindows = 1;
            return;
        }

        if (FindRegion(address) is { } region
            && (region.Access & access) == access
            && region.TryGetPiece(address, size, out ulong start, out ulong length))
        {
            window->Start = start;
            window->Limit = length - size + 1;
            return;
        }

        throw CreateAccessError(address, size, access);
    }

    /// <summary>Checks an atomic access, which must be aligned, and remembers the piece of memory it lies in unless that is the primary region.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void CheckAtomic(ulong address, uint size, MemoryAccess access, MemoryWindow* window)
    {
        if ((address & (size - 1)) != 0)
        {
            throw new ExecutionException(
                ExecutionError.MisalignedAtomic, $"an atomic operation on {size} bytes at 0x{address:x}, which is not a multiple of {size}", Position);
        }

        RunState* state = _state;
        ulong primaryLength = (access & MemoryAccess.Write) != 0 ? state->PrimaryWrite.Bytes1 : state->PrimaryRead.Bytes1;
        ulong inPrimary = address - state->PrimaryStart;
        if (inPrimary >= primaryLength || size > primaryLength - inPrimary)
        {
            Resolve(address, size, access, window);
        }
    }

    /// <summary>The error of an access that is not allowed.</summary>
    internal MemoryAccessException CreateAccessError(ulong address, ulong size, MemoryAccess access)
    {
        string verb = access switch
        {
            MemoryAccess.Read => "read",
            MemoryAccess.Write => "write",
            _ => "atomic operation",
        };
        (string? name, ulong start, ulong length) = FindNearest(address);
        long distance = (long)(address - start);
        string where = name is null
            ? "and there is no memory it may touch"
            : distance >= 0 && (ulong)distance < length
                ? $"{distance} bytes into {name} ({length} bytes)"
                : distance < 0
                    ? $"{(ulong)-distance} bytes before {name} ({length} bytes)"
                    : $"{(ulong)distance - length} bytes behind {name} ({length} bytes)";
        return new MemoryAccessException(
            $"invalid {verb} of {size} byte{(size == 1 ? "" : "s")} at 0x{address:x}, {where}", Position, address, size, access, name, name is null ? 0 : distance);
    }

    private MemoryRegion? FindRegion(ulong address)
    {
        foreach (MemoryRegion region in _regions)
        {
            if (address - region.Start < region.Length)
            {
                return region;
            }
        }

        return _addressSpace.Find(address);
    }

    private (string? Name, ulong Start, ulong Length) FindNearest(ulong address)
    {
        RunState* state = _state;
        (string? Name, ulong Start, ulong Length) best = (null, 0, 0);
        ulong bestGap = ulong.MaxValue;
        Consider("the stack frame", state->Registers[10] - RunState.FrameSize, RunState.FrameSize);
        if (state->PrimaryStart != 0)
        {
            Consider(_primaryName, state->PrimaryStart, state->PrimaryRead.Bytes1);
        }

        if (state->ContextStart != 0)
        {
            Consider("the context", state->ContextStart, state->ContextLength);
        }

        foreach (MemoryRegion region in _regions)
        {
            Consider(region.Name, region.Start, region.Length);
        }

        if (_addressSpace.FindNearest(address) is { } shared)
        {
            Consider(shared.Name, shared.Start, shared.Length);
        }

        return best;

        void Consider(string name, ulong start, ulong length)
        {
            ulong gap = address < start ? start - address : address - start < length ? 0 : address - start - length;
            if (best.Name is null || gap < bestGap)
            {
                best = (name, start, length);
                bestGap = gap;
            }
        }
    }
}
