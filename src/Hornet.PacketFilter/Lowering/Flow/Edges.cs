// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Lowering.Flow;

/// <summary>Ways out that will lead to the same place. Joining two takes the smaller apart, so that long chains cost no more than they are long.</summary>
internal sealed class Edges
{
    private List<Edge> _edges = [];

    public bool IsEmpty => _edges.Count == 0;

    public static Edges Of(Terminator terminator, int index)
    {
        var edges = new Edges();
        edges._edges.Add(new Edge(terminator, index));
        return edges;
    }

    /// <summary>Takes over the ways of another, which must not be used any more.</summary>
    public Edges Join(Edges other)
    {
        if (other._edges.Count > _edges.Count)
            (_edges, other._edges) = (other._edges, _edges);
        _edges.AddRange(other._edges);
        return this;
    }

    public void ConnectTo(Block block)
    {
        foreach (Edge edge in _edges)
            edge.ConnectTo(block);
        _edges.Clear();
    }
}
