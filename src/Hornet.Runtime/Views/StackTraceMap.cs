// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_STACK_TRACE</c>: call stacks by the number that <c>bpf_get_stackid</c> gave the program. Walking gives those numbers.</summary>
/// <remarks>Maps with <see cref="MapCreateFlags.StackBuildId"/> hold build ids and offsets instead of addresses; read those as bytes.</remarks>
public sealed class StackTraceMap : MapView, IEnumerable<uint>
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind.</exception>
    public StackTraceMap(BpfMap map)
        : base(map, sizeof(uint), -1, MapType.StackTrace)
    {
        if (((MapCreateFlags)map.Spec.Flags & MapCreateFlags.StackBuildId) != 0)
            throw Mismatch("it holds build ids, not addresses");
    }

    /// <summary>The largest number of frames of a stack.</summary>
    public int MaximumDepth => Map.ValueSize / sizeof(ulong);

    /// <summary>The addresses of a stack, innermost first.</summary>
    /// <returns>Null when there is no such stack, or another took its place.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public ulong[]? GetFrames(uint id)
    {
        ulong[] frames = new ulong[MaximumDepth];
        return TryGetFrames(id, frames, out int count) ? frames[..count] : null;
    }

    /// <summary>Copies the addresses of a stack, innermost first. Allocates nothing.</summary>
    /// <param name="id">The number of the stack.</param>
    /// <param name="frames">Room for <see cref="MaximumDepth"/> addresses.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>False when there is no such stack, or another took its place.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGetFrames(uint id, Span<ulong> frames, out int count)
    {
        count = 0;
        if (frames.Length < MaximumDepth)
            throw new ArgumentException($"Reading a stack of the map '{Map.Name}': it may have {MaximumDepth} frames, and there is room for {frames.Length}.", nameof(frames));
        if (!Map.Lookup(BytesOf(in id), MemoryMarshal.AsBytes(frames[..MaximumDepth])))
            return false;

        // Zeros fill the rest.
        int end = frames[..MaximumDepth].IndexOf(0ul);
        count = end < 0 ? MaximumDepth : end;
        return true;
    }

    /// <summary>Forgets a stack.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool Remove(uint id) => Map.Delete(BytesOf(in id));

    /// <inheritdoc/>
    public IEnumerator<uint> GetEnumerator()
    {
        uint id = 0;
        for (bool more = Map.GetNextKey(default, RoomFor(ref id)); more;)
        {
            // One ahead of the user, who may forget the stack he was given.
            uint current = id;
            more = Map.GetNextKey(BytesOf(in current), RoomFor(ref id));
            yield return current;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
