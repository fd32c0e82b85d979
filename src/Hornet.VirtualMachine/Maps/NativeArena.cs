// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// <c>BPF_MAP_TYPE_ARENA</c>: memory that programs and the user side share and that programs allocate page by page. Pages that were not allocated read
/// as zeros, as a program's access to them does in the kernel.
/// </summary>
internal sealed unsafe class NativeArena : NativeMap
{
    private const uint PageSize = 4096;

    private readonly NativeBlock _block;
    private readonly Lock _lock = new();
    private readonly ulong[] _taken;

    /// <summary>Creates the map.</summary>
    public NativeArena(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None)
    {
        _block = MapValidation.Allocate(spec, (UInt128)MaxEntries * PageSize);
        _taken = new ulong[(MaxEntries + 63) / 64];
        UserBase = spec.Extra != 0 ? spec.Extra : (ulong)_block.Start;
        Regions = [new MemoryRegion($"arena {Name}", _block.Start, (ulong)MaxEntries * PageSize)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MemoryRegion> Regions { get; }

    /// <summary>The first byte.</summary>
    public byte* Start => _block.Start;

    /// <summary>The length in bytes.</summary>
    public ulong Length => (ulong)MaxEntries * PageSize;

    /// <summary>The address the user side knows the first byte by: that of the definition, or the real one.</summary>
    public ulong UserBase { get; }

    /// <summary>Turns an address of the user side, or its lower half, into a pointer a program can use (<c>addr_space_cast</c> to 0).</summary>
    public ulong ToProgram(ulong address) => (ulong)_block.Start + (uint)((uint)address - (uint)UserBase);

    /// <summary>Turns a program's pointer into the user side's address (<c>addr_space_cast</c> to 1).</summary>
    public ulong ToUser(ulong address) => (uint)address == 0 ? 0 : UserBase + (address - (ulong)_block.Start);

    /// <summary><c>bpf_arena_alloc_pages</c>.</summary>
    /// <param name="address">The user side's address of the first page, or 0 for any.</param>
    /// <param name="count">How many pages.</param>
    /// <returns>The user side's address, or 0 when there is no room.</returns>
    public ulong Allocate(ulong address, uint count)
    {
        if (count == 0 || count > MaxEntries || address % PageSize != 0)
            return 0;
        lock (_lock)
        {
            if (address == 0)
                return TryFind(count, out uint found) ? Take(found, count) : 0;
            ulong offset = address - UserBase;
            return offset < Length && offset / PageSize + count <= MaxEntries && IsFree((uint)(offset / PageSize), count)
                ? Take((uint)(offset / PageSize), count)
                : 0;
        }
    }

    /// <summary><c>bpf_arena_free_pages</c>; what is not allocated is left alone.</summary>
    public void Release(ulong address, uint count)
    {
        ulong offset = address - UserBase;
        if (offset >= Length || address % PageSize != 0)
            return;
        var first = (uint)(offset / PageSize);
        count = Math.Min(count, MaxEntries - first);
        lock (_lock)
        {
            for (uint page = first; page < first + count; page++)
            {
                if (IsFree(page, 1))
                    continue;
                _taken[page / 64] &= ~(1ul << (int)(page % 64));
                new Span<byte>(_block.Start + ((ulong)page * PageSize), (int)PageSize).Clear();
            }
        }
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags) => MapError.Invalid;

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();

    private ulong Take(uint first, uint count)
    {
        for (uint page = first; page < first + count; page++)
            _taken[page / 64] |= 1ul << (int)(page % 64);
        return UserBase + ((ulong)first * PageSize);
    }

    private bool TryFind(uint count, out uint first)
    {
        // The page at a user address whose lower half is 0 is never given out: programs would take it for a null pointer.
        first = (uint)UserBase == 0 ? 1u : 0;
        for (uint page = first; page < MaxEntries; page++)
        {
            if (!IsFree(page, 1))
                first = page + 1;
            else if (page + 1 - first == count)
                return true;
        }

        return false;
    }

    private bool IsFree(uint first, uint count)
    {
        for (uint page = first; page < first + count; page++)
        {
            if ((_taken[page / 64] >> (int)(page % 64) & 1) != 0)
                return false;
        }

        return true;
    }
}
