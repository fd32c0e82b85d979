// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.VirtualMachines;

/// <summary>A part of a function that is a method of its own.</summary>
/// <param name="Index">Its place among the function's chunks.</param>
/// <param name="Pieces">What it consists of.</param>
internal sealed record IlChunk(int Index, ImmutableArray<IlPiece> Pieces)
{
    /// <summary>The slots at which it is entered, by their place in the method's table of entries.</summary>
    public List<int> Entries { get; } = [];
}

/// <summary>
/// How a function is cut into methods that RyuJIT optimises. Cuts are made where few jumps cross, loops least of all; a block that is too long
/// is cut inside.
/// </summary>
internal sealed class IlChunkPlan
{
    private const int EntryBits = 16;
    private const int LoopWeight = 16;

    private readonly Dictionary<int, int> _entries = [];
    private readonly Dictionary<int, int> _chunkOf = [];

    private IlChunkPlan(ImmutableArray<IlChunk> chunks) => Chunks = chunks;

    /// <summary>The chunks; a single one when the function fits a method.</summary>
    public ImmutableArray<IlChunk> Chunks { get; }

    /// <summary>What a chunk returns to go on at a slot: the chunk's index, then the place in its table of entries.</summary>
    public int EntryOf(int slot) => _entries[slot];

    /// <summary>The chunk of an entry.</summary>
    public static int ChunkShift => EntryBits;

    /// <summary>The part of an entry that is a place in its chunk's table.</summary>
    public static int EntryMask => (1 << EntryBits) - 1;

    /// <summary>Plans a function.</summary>
    public static IlChunkPlan Of(CompilationInput input, IlFunction function)
    {
        var pieces = new List<IlPiece>();
        var weights = new List<int>();
        foreach (FlowBlock block in function.Flow.Blocks)
        {
            Cut(input, function, block, pieces, weights);
        }

        int[] crossings = CountCrossings(function, pieces);
        var chunks = new List<IlChunk>();
        int first = 0;
        while (first < pieces.Count)
        {
            int end = FindEnd(weights, crossings, first, input.Environment.Options.LargestMethod);
            chunks.Add(new IlChunk(chunks.Count, [.. pieces.GetRange(first, end - first)]));
            first = end;
        }

        var plan = new IlChunkPlan([.. chunks]);
        plan.FindEntries(function);
        return plan;
    }

    /// <summary>Cuts a block into pieces that leave a choice of where a method ends.</summary>
    private static void Cut(CompilationInput input, IlFunction function, FlowBlock block, List<IlPiece> pieces, List<int> weights)
    {
        int start = block.Start;
        ushort live = function.LiveAt(start);
        int weight = 0;
        for (int at = block.Start; at < block.End && at < input.Code.Length;)
        {
            int next = at + (input.Linked.Instructions[at].Opcode == 0x18 ? 2 : 1);
            weight += IlWeights.Of(input, at);
            if (weight > input.Environment.Options.LargestMethod / 4 && next < block.End)
            {
                pieces.Add(new IlPiece(start, next, live));
                weights.Add(weight);
                start = next;
                live = function.Liveness.After(at);
                function.AddPiece(start, live);
                weight = 0;
            }

            at = next;
        }

        pieces.Add(new IlPiece(start, block.End, live));
        weights.Add(weight);
    }

    /// <summary>For each place between two pieces, how much jumps across it weigh.</summary>
    private static int[] CountCrossings(IlFunction function, List<IlPiece> pieces)
    {
        var indexOf = new Dictionary<int, int>();
        for (int i = 0; i < pieces.Count; i++)
        {
            indexOf.Add(pieces[i].Start, i);
        }

        var changes = new int[pieces.Count + 2];
        foreach (FlowBlock block in function.Flow.Blocks)
        {
            int last = indexOf[block.Start];
            while (last + 1 < pieces.Count && pieces[last].End < block.End)
            {
                last++;
            }

            foreach (FlowBlock successor in block.Successors)
            {
                int target = indexOf[successor.Start];
                changes[Math.Min(last, target) + 1] += target <= last ? LoopWeight : 1;
                changes[Math.Max(last, target) + 1] -= target <= last ? LoopWeight : 1;
            }
        }

        for (int i = 1; i < changes.Length; i++)
        {
            changes[i] += changes[i - 1];
        }

        return changes;
    }

    private static int FindEnd(List<int> weights, int[] crossings, int first, int limit)
    {
        long weight = 0;
        int end = first;
        int best = first + 1;
        while (end < weights.Count && (end == first || weight + weights[end] <= limit))
        {
            weight += weights[end];
            end++;
            if (weight > limit / 2 && (best <= first + 1 || crossings[end] <= crossings[best]))
            {
                best = end;
            }
        }

        return end == weights.Count ? end : Math.Max(best, first + 1);
    }

    /// <summary>Finds where chunks are entered: at the function's start, and where control comes from another chunk.</summary>
    private void FindEntries(IlFunction function)
    {
        if (Chunks.Length == 1)
        {
            return;
        }

        foreach (IlChunk chunk in Chunks)
        {
            foreach (IlPiece piece in chunk.Pieces)
            {
                _chunkOf.Add(piece.Start, chunk.Index);
            }
        }

        AddEntry(function.Start);
        foreach (FlowBlock block in function.Flow.Blocks)
        {
            int from = AddSplitEntries(block);
            foreach (FlowBlock successor in block.Successors)
            {
                if (_chunkOf[successor.Start] != from)
                {
                    AddEntry(successor.Start);
                }
            }
        }
    }

    /// <summary>Adds the entries inside a block that was cut; returns the chunk of its last piece.</summary>
    private int AddSplitEntries(FlowBlock block)
    {
        int chunk = _chunkOf[block.Start];
        foreach (IlChunk later in Chunks.AsSpan()[(chunk + 1)..])
        {
            IlPiece piece = later.Pieces[0];
            if (piece.Start <= block.Start || piece.Start >= block.End)
            {
                break;
            }

            AddEntry(piece.Start);
            chunk = later.Index;
        }

        return chunk;
    }

    private void AddEntry(int slot)
    {
        if (!_entries.ContainsKey(slot))
        {
            IlChunk chunk = Chunks[_chunkOf[slot]];
            _entries.Add(slot, (chunk.Index << EntryBits) | chunk.Entries.Count);
            chunk.Entries.Add(slot);
        }
    }
}
