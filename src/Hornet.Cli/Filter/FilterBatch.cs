// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;
using Hornet.Packets;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Filter;

/// <summary>Packets read ahead into one reused buffer, for the filter to run over in one call.</summary>
internal sealed class FilterBatch
{
    private const int MostPackets = 4096;
    private const int EnoughBytes = 1 << 20;

    private readonly PacketPlace[] _places = new PacketPlace[MostPackets];
    private readonly PacketInfo[] _infos = new PacketInfo[MostPackets];
    private byte[] _memory = new byte[EnoughBytes + (1 << 18)];
    private int _used;
    private CaptureFormatException? _damage;

    /// <summary>How many packets there are.</summary>
    public int Count { get; private set; }

    /// <summary>The memory they lie in.</summary>
    public ReadOnlySpan<byte> Memory => _memory.AsSpan(0, _used);

    /// <summary>Where they lie.</summary>
    public ReadOnlySpan<PacketPlace> Places => _places.AsSpan(0, Count);

    /// <summary>What is known of them.</summary>
    public ReadOnlySpan<PacketInfo> Infos => _infos.AsSpan(0, Count);

    /// <summary>The bytes of a packet.</summary>
    public ReadOnlySpan<byte> this[int index] => _memory.AsSpan(_places[index].Start, _places[index].Length);

    /// <summary>Replaces the packets by the next of a capture.</summary>
    /// <param name="reader">The capture.</param>
    /// <param name="most">The most packets to read.</param>
    /// <returns>False when there were none left.</returns>
    /// <exception cref="CaptureFormatException">The capture is damaged here; what was read before it was there the last time.</exception>
    public bool Fill(CaptureReader reader, int most)
    {
        if (_damage is not null)
            ExceptionDispatchInfo.Throw(_damage);
        Count = 0;
        _used = 0;
        most = Math.Min(most, MostPackets);
        try
        {
            while (Count < most && _used < EnoughBytes && reader.TryRead(out CapturedPacket packet))
                Add(packet, reader.Interfaces[packet.InterfaceIndex].SnapLength);
        }
        catch (CaptureFormatException damage) when (Count > 0)
        {
            _damage = damage;
        }

        return Count > 0;
    }

    private void Add(in CapturedPacket packet, int snapLength)
    {
        ReadOnlySpan<byte> data = packet.Data;
        if (_used + data.Length > _memory.Length)
            Array.Resize(ref _memory, Math.Max(_memory.Length * 2, _used + data.Length));
        data.CopyTo(_memory.AsSpan(_used));
        _places[Count] = new PacketPlace(_used, data.Length, packet.OriginalLength);
        _infos[Count++] = new PacketInfo(packet.LinkType, snapLength, packet.Timestamp);
        _used += data.Length;
    }

    /// <summary>What is known of a packet beside its bytes.</summary>
    /// <param name="LinkType">What it begins with.</param>
    /// <param name="SnapLength">The most bytes the capture kept of a packet of its interface; 0 for no limit.</param>
    /// <param name="Timestamp">Nanoseconds since 1970.</param>
    public readonly record struct PacketInfo(LinkType LinkType, int SnapLength, long Timestamp);
}
