// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;

namespace Hornet.Cli.Run;

/// <summary>Reads the records that a program writes to a ring or perf buffer while it runs, so that the buffer never fills up for want of a reader.</summary>
internal sealed class RecordCollector : IDisposable
{
    /// <summary>More records than this are counted, not kept.</summary>
    private const int MostKept = 10_000;

    private readonly RecordReader _reader;
    private readonly RecordHandler _keep;
    private readonly List<byte[]> _records = [];
    private long _dropped;

    public RecordCollector(BpfMap map)
    {
        Map = map;
        _reader = map.OpenReader();
        _keep = Keep;
    }

    /// <summary>The buffer.</summary>
    public BpfMap Map { get; }

    /// <summary>The records, oldest first.</summary>
    public IReadOnlyList<byte[]> Records => _records;

    /// <summary>Records that were written and are not in <see cref="Records"/>.</summary>
    public long Lost => _dropped + _reader.Lost;

    /// <summary>Takes what is there.</summary>
    public void Drain() => _reader.Consume(_keep);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool Keep(ReadOnlySpan<byte> record, int cpu)
    {
        if (_records.Count < MostKept)
            _records.Add(record.ToArray());
        else
            _dropped++;
        return true;
    }
}
