// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Packets;

namespace Hornet.Benchmarks.Engines.Captures;

/// <summary>The packets of a capture in native memory, one after the other, as a program that has read them holds them.</summary>
internal sealed unsafe class CapturedPackets : IDisposable
{
    private readonly byte* _bytes;
    private readonly long[] _starts;

    /// <summary>Reads a capture.</summary>
    public CapturedPackets(string path, int count)
    {
        _bytes = (byte*)NativeMemory.Alloc((nuint)new FileInfo(path).Length);
        _starts = new long[count + 1];
        using CaptureReader reader = CaptureReader.Open(path);
        for (int i = 0; reader.TryRead(out CapturedPacket packet); i++)
        {
            packet.Data.CopyTo(new Span<byte>(_bytes + _starts[i], packet.CapturedLength));
            _starts[i + 1] = _starts[i] + packet.CapturedLength;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Their bytes together.</summary>
    public long Bytes => _starts[^1];

    /// <summary>One packet.</summary>
    public ReadOnlySpan<byte> this[int index] => new(_bytes + _starts[index], (int)(_starts[index + 1] - _starts[index]));

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_bytes);
}
