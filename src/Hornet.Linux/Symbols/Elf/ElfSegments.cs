// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Places in the file and addresses, by the segments of an image.</summary>
internal static class ElfSegments
{
    public static bool TryGetFileOffset(this IReadOnlyList<ElfSegment> segments, ulong address, out ulong fileOffset)
    {
        foreach (ElfSegment segment in segments)
        {
            if (!segment.HoldsAddress(address))
                continue;
            fileOffset = address - segment.Address + segment.FileOffset;
            return true;
        }

        fileOffset = 0;
        return false;
    }

    public static bool TryGetAddress(this IReadOnlyList<ElfSegment> segments, ulong fileOffset, out ulong address)
    {
        // A linker may let two segments share a page of the file: code is what stacks and probes point to.
        ElfSegment? found = null;
        foreach (ElfSegment segment in segments)
        {
            if (segment.HoldsOffset(fileOffset) && (found is null || (segment.IsExecutable && !found.Value.IsExecutable)))
                found = segment;
        }

        address = found is { } holder ? fileOffset - holder.FileOffset + holder.Address : 0;
        return found is not null;
    }
}
