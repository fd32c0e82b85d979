// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.Cli.Run;

/// <summary>
/// Packets read ahead into one reused buffer, so that running them can be timed without the reading, and a capture of any length needs the same memory.
/// </summary>
internal sealed class PacketBatch
{
    private const int MostPackets = 4096;
    private const int EnoughBytes = 1 << 20;

    private readonly List<Entry> _entries = new(MostPackets);
    private byte[] _bytes = new byte[EnoughBytes + (1 << 18)];
    private int _used;

    /// <summary>The number of packets.</summary>
    public int Count => _entries.Count;

    /// <summary>The bytes of a packet.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_entries[index].Start, _entries[index].Length);

    /// <summary>What is known of a packet beside its bytes.</summary>
    public Entry InfoOf(int index) => _entries[index];

    /// <summary>Replaces the packets by the next of a capture.</summary>
    /// <returns>False when there were none left.</returns>
    public bool Fill(CaptureReader reader)
    {
        Clear();
        while (_entries.Count < MostPackets && _used < EnoughBytes && reader.TryRead(out CapturedPacket packet))
            Add(packet);
        return Count > 0;
    }

    /// <summary>Forgets the packets.</summary>
    public void Clear()
    {
        _entries.Clear();
        _used = 0;
    }

    private void Add(in CapturedPacket packet)
    {
        ReadOnlySpan<byte> data = packet.Data;
        if (_used + data.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + data.Length));
        data.CopyTo(_bytes.AsSpan(_used));
        _entries.Add(new Entry(_used, data.Length, packet.OriginalLength, packet.Timestamp, packet.LinkType));
        _used += data.Length;
    }

    /// <summary>A packet of the batch.</summary>
    /// <param name="Start">Where its bytes start in the buffer.</param>
    /// <param name="Length">How many there are.</param>
    /// <param name="OriginalLength">How many there were on the wire.</param>
    /// <param name="Timestamp">Nanoseconds since 1970.</param>
    /// <param name="LinkType">What the first header is.</param>
    public readonly record struct Entry(int Start, int Length, int OriginalLength, long Timestamp, LinkType LinkType)
    {
        /// <summary>Length of the header that the link type puts before the network header, in bytes.</summary>
        public int LinkHeaderLength => LinkType switch
        {
            LinkType.Ethernet => 14,
            LinkType.LinuxSll => 16,
            LinkType.LinuxSll2 => 20,
            LinkType.Null or LinkType.Loop => 4,
            _ => 0,
        };
    }
}
