// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// The records of ring buffers that a run has reserved and neither submitted nor discarded. Nearly always there is at most one, which is kept apart
/// from the others, so that reserving costs two stores.
/// </summary>
internal sealed unsafe class RecordReservations
{
    private readonly List<(ulong Record, NativeRingBuffer Ring)> _others = [];
    private ulong _record;
    private NativeRingBuffer? _ring;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _record == 0 && _others.Count == 0;

    /// <summary>Remembers a record until it is submitted or discarded.</summary>
    public void Add(byte* record, NativeRingBuffer ring)
    {
        if (_record != 0)
        {
            _others.Add(((ulong)record, ring));
            return;
        }

        _record = (ulong)record;

        // Mostly it is the same as last time, and storing a reference costs more than comparing it.
        if (!ReferenceEquals(_ring, ring))
            _ring = ring;
    }

    /// <summary>Forgets a record; returns the ring buffer it belongs to, or null when it is not one of the run's.</summary>
    public NativeRingBuffer? Take(ulong record)
    {
        if (record == _record && record != 0)
        {
            _record = 0;
            return _ring;
        }

        return TakeOther(record);
    }

    /// <summary>Discards what is left when a run ends: by an error, or because the program was not verified.</summary>
    public void Abandon()
    {
        ulong last = _record;
        Take(last)?.Commit((byte*)last, 0, discard: true);
        foreach ((ulong record, NativeRingBuffer ring) in _others)
            ring.Commit((byte*)record, 0, discard: true);
        _others.Clear();
    }

    private NativeRingBuffer? TakeOther(ulong record)
    {
        for (int at = _others.Count - 1; at >= 0; at--)
        {
            if (_others[at].Record == record)
            {
                NativeRingBuffer ring = _others[at].Ring;
                _others.RemoveAt(at);
                return ring;
            }
        }

        return null;
    }
}
