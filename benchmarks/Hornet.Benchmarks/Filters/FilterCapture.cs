// SPDX-License-Identifier: Apache-2.0
using Hornet.Benchmarks.Engines.Captures;
using Hornet.Packets;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks.Filters;

/// <summary>A generated capture: its file, and its packets in memory, one after the other.</summary>
internal sealed class FilterCapture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-filters-").FullName;
    private readonly byte[] _memory;
    private readonly PacketPlace[] _places;

    /// <summary>Makes it.</summary>
    public FilterCapture(int packets)
    {
        CaptureGenerator.Write(Path, packets);
        _memory = GC.AllocateUninitializedArray<byte>((int)new FileInfo(Path).Length, pinned: true);
        _places = new PacketPlace[packets];
        using CaptureReader reader = CaptureReader.Open(Path);
        for (int i = 0; reader.TryRead(out CapturedPacket packet); i++)
        {
            packet.Data.CopyTo(_memory.AsSpan((int)Bytes));
            _places[i] = new PacketPlace((int)Bytes, packet.CapturedLength, packet.OriginalLength);
            Bytes += packet.CapturedLength;
        }
    }

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(_folder, "mixed.pcap");

    /// <summary>A file beside it.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_folder, name);

    /// <summary>How many bytes the packets have together.</summary>
    public long Bytes { get; }

    /// <summary>The memory they lie in.</summary>
    public ReadOnlySpan<byte> Memory => _memory.AsSpan(0, (int)Bytes);

    /// <summary>Where they lie.</summary>
    public ReadOnlySpan<PacketPlace> Places => _places;

    /// <summary>One packet.</summary>
    public ReadOnlySpan<byte> this[int index] => _memory.AsSpan(_places[index].Start, _places[index].Length);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
