// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// The memory that the programs of one virtual machine share: the values of its maps. Regions never overlap. Reads take no lock, because they
/// work on a sorted snapshot that writers replace.
/// </summary>
internal sealed class AddressSpace
{
    private readonly Lock _lock = new();
    private volatile MemoryRegion[] _regions = [];
    private volatile int _version;

    /// <summary>Changes whenever a region is removed; what was found under an older version may no longer be used.</summary>
    public int Version => _version;

    /// <summary>The regions, sorted by address.</summary>
    public ReadOnlySpan<MemoryRegion> Regions => _regions;

    /// <summary>Adds a region.</summary>
    /// <exception cref="ArgumentException">It overlaps a region that is there already.</exception>
    public void Add(MemoryRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        lock (_lock)
        {
            MemoryRegion[] old = _regions;
            int index = UpperBound(old, region.Start);
            if ((index > 0 && old[index - 1].End > region.Start) || (index < old.Length && region.End > old[index].Start))
            {
                throw new ArgumentException($"Cannot add the memory region '{region.Name}': it overlaps one that is there already.", nameof(region));
            }

            var regions = new MemoryRegion[old.Length + 1];
            old.AsSpan(0, index).CopyTo(regions);
            regions[index] = region;
            old.AsSpan(index).CopyTo(regions.AsSpan(index + 1));
            _regions = regions;
        }
    }

    /// <summary>Removes a region; its memory may be freed when no run uses it any more.</summary>
    /// <returns>False when the region was not there.</returns>
    public bool Remove(MemoryRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        lock (_lock)
        {
            MemoryRegion[] old = _regions;
            int index = Array.IndexOf(old, region);
            if (index < 0)
            {
                return false;
            }

            var regions = new MemoryRegion[old.Length - 1];
            old.AsSpan(0, index).CopyTo(regions);
            old.AsSpan(index + 1).CopyTo(regions.AsSpan(index));
            _regions = regions;
            _version++;
            return true;
        }
    }

    /// <summary>Finds the region an address lies in, or null.</summary>
    public MemoryRegion? Find(ulong address)
    {
        MemoryRegion[] regions = _regions;
        int index = UpperBound(regions, address) - 1;
        return index >= 0 && address < regions[index].End ? regions[index] : null;
    }

    /// <summary>Finds the region nearest to an address: the one it lies in, or the one with the smallest gap; null when there are none.</summary>
    public MemoryRegion? FindNearest(ulong address)
    {
        MemoryRegion[] regions = _regions;
        int index = UpperBound(regions, address);
        MemoryRegion? below = index > 0 ? regions[index - 1] : null;
        MemoryRegion? above = index < regions.Length ? regions[index] : null;
        if (below is null || above is null)
        {
            return below ?? above;
        }

        return address < below.End || address - below.End <= above.Start - address ? below : above;
    }

    private static int UpperBound(MemoryRegion[] regions, ulong address)
    {
        int low = 0;
        int high = regions.Length;
        while (low < high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            if (regions[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
