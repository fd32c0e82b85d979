// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hornet.Packets;

/// <summary>
/// Writes packets to a capture file: pcap with micro- or nanoseconds, or pcapng (nanoseconds, several interfaces). Output is buffered;
/// nothing is allocated per packet. A writer is for one thread at a time.
/// </summary>
/// <remarks>Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.</remarks>
public sealed class CaptureWriter : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Stream _stream;
    private readonly CaptureWriterOptions _options;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly List<LinkType> _interfaces = [];
    private int _used;
    private bool _disposed;

    private CaptureWriter(Stream stream, LinkType linkType, CaptureWriterOptions options)
    {
        _options = options;
        _stream = options.Compress ? new GZipStream(stream, CompressionLevel.Optimal, options.LeaveOpen) : stream;
        if (options.Format == CaptureFormat.Pcapng)
        {
            WriteSectionHeader();
            AddInterface(linkType);
        }
        else
        {
            WriteFileHeader(linkType);
        }
    }

    /// <summary>How many packets have been written.</summary>
    public long PacketCount { get; private set; }

    /// <summary>Creates or replaces a capture file; <c>-</c> writes to standard output.</summary>
    /// <param name="path">The path of the file. A name that ends in <c>.pcapng</c> or <c>.gz</c> does not change the options.</param>
    /// <param name="linkType">The kind of the packets' first header.</param>
    /// <param name="options">How to write; null for <see cref="CaptureWriterOptions.Default"/>.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static CaptureWriter Create(string path, LinkType linkType, CaptureWriterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Stream stream = path == "-" ? Console.OpenStandardOutput() : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        return Create(stream, linkType, (options ?? CaptureWriterOptions.Default) with { LeaveOpen = false });
    }

    /// <summary>Starts a capture at the current position of a stream.</summary>
    /// <param name="stream">A writable stream, closed with the writer unless the options say otherwise.</param>
    /// <param name="linkType">The kind of the packets' first header; in pcapng that of interface 0.</param>
    /// <param name="options">How to write; null for <see cref="CaptureWriterOptions.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The snap length is not positive, or above what readers accept for the link type.</exception>
    public static CaptureWriter Create(Stream stream, LinkType linkType, CaptureWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= CaptureWriterOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SnapLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)options.SnapLength, linkType.MaximumPacketLength());
        return new CaptureWriter(stream, linkType, options);
    }

    /// <summary>Describes one more interface of a pcapng file.</summary>
    /// <param name="linkType">The kind of its packets' first header.</param>
    /// <param name="name">Its name, or null.</param>
    /// <returns>The index to pass to <see cref="Write(ReadOnlySpan{byte}, long, int, int)"/>.</returns>
    /// <exception cref="InvalidOperationException">The format is pcap, which has one interface.</exception>
    public int AddInterface(LinkType linkType, string? name = null)
    {
        if (_options.Format != CaptureFormat.Pcapng)
            throw new InvalidOperationException("Adding an interface to a capture: a pcap file has one; write pcapng.");
        byte[] text = Encoding.UTF8.GetBytes(name ?? "");
        int nameLength = text.Length == 0 ? 0 : 4 + Pad(text.Length);
        const int ResolutionLength = 8;
        int blockLength = 16 + nameLength + ResolutionLength + 4 + 4;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, ushort.MaxValue - 3, nameof(name));

        byte[] block = new byte[blockLength];
        PutUInt32(block, PcapngBlock.InterfaceDescription);
        PutUInt32(block.AsSpan(4), (uint)blockLength);
        PutUInt16(block.AsSpan(8), (ushort)linkType);
        PutUInt32(block.AsSpan(12), (uint)_options.SnapLength);
        Span<byte> option = block.AsSpan(16);
        if (text.Length > 0)
        {
            PutUInt16(option, PcapngBlock.OptionInterfaceName);
            PutUInt16(option[2..], (ushort)text.Length);
            text.CopyTo(option[4..]);
            option = option[nameLength..];
        }

        PutUInt16(option, PcapngBlock.OptionTimestampResolution);
        PutUInt16(option[2..], 1);
        option[4] = 9;
        PutUInt32(block.AsSpan(blockLength - 4), (uint)blockLength);
        Put(block);
        _interfaces.Add(linkType);
        return _interfaces.Count - 1;
    }

    /// <summary>Writes a packet that was read from another capture.</summary>
    /// <param name="packet">The packet. Its interface index is not used: it goes to interface 0.</param>
    public void Write(in CapturedPacket packet) => Write(packet.Data, packet.Timestamp, packet.OriginalLength);

    /// <summary>Writes a packet.</summary>
    /// <param name="data">Its bytes from the link-layer header on; cut at the snap length.</param>
    /// <param name="timestamp">Nanoseconds since 1970-01-01T00:00:00Z, not negative; a pcap file holds times up to the year 2106 and may keep microseconds only.</param>
    /// <param name="originalLength">Its length on the wire in bytes; a negative number for the length of <paramref name="data"/>.</param>
    /// <param name="interfaceIndex">The interface of a pcapng file; 0 is there from the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timestamp cannot be expressed, or there is no such interface.</exception>
    public void Write(ReadOnlySpan<byte> data, long timestamp, int originalLength = -1, int interfaceIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(timestamp);
        uint original = (uint)(originalLength < 0 ? data.Length : originalLength);
        if (data.Length > _options.SnapLength)
            data = data[.._options.SnapLength];
        if (_options.Format == CaptureFormat.Pcapng)
            WriteEnhancedPacket(data, timestamp, original, interfaceIndex);
        else
            WriteRecord(data, timestamp, original, interfaceIndex);
        PacketCount++;
    }

    /// <summary>Hands everything written so far to the stream.</summary>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Drain();
        _stream.Flush();
    }

    /// <summary>Writes what is left and closes the stream unless the options said to leave it open.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            Drain();
            _stream.Flush();
        }
        finally
        {
            // Closing the compressor writes its trailer; it leaves the stream below open by itself when asked to.
            if (_options.Compress || !_options.LeaveOpen)
                _stream.Dispose();
        }
    }

    private static int Pad(int length) => (length + 3) & ~3;

    private void WriteFileHeader(LinkType linkType)
    {
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        PutUInt32(header, _options.Format == CaptureFormat.PcapNanosecond ? PcapVariant.NanosecondMagic : PcapVariant.Microseconds);
        PutUInt16(header[4..], 2);
        PutUInt16(header[6..], 4);
        PutUInt32(header[16..], (uint)_options.SnapLength);
        PutUInt32(header[20..], (ushort)linkType);
        Put(header);
        _interfaces.Add(linkType);
    }

    private void WriteSectionHeader()
    {
        Span<byte> block = stackalloc byte[28];
        PutUInt32(block, PcapngBlock.SectionHeader);
        PutUInt32(block[4..], 28);
        PutUInt32(block[8..], PcapngBlock.ByteOrderMagic);
        PutUInt16(block[12..], 1);
        PutUInt16(block[14..], 0);

        // The section's length is not known while it is written.
        block.Slice(16, 8).Fill(0xff);
        PutUInt32(block[24..], 28);
        Put(block);
    }

    private void WriteRecord(ReadOnlySpan<byte> data, long timestamp, uint original, int interfaceIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(interfaceIndex, 0);
        (long seconds, long nanoseconds) = Math.DivRem(timestamp, 1_000_000_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, uint.MaxValue, nameof(timestamp));
        Span<byte> header = stackalloc byte[16];
        PutUInt32(header, (uint)seconds);
        PutUInt32(header[4..], (uint)(_options.Format == CaptureFormat.PcapNanosecond ? nanoseconds : nanoseconds / 1000));
        PutUInt32(header[8..], (uint)data.Length);
        PutUInt32(header[12..], original);
        Put(header);
        Put(data);
    }

    private void WriteEnhancedPacket(ReadOnlySpan<byte> data, long timestamp, uint original, int interfaceIndex)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)interfaceIndex, (uint)_interfaces.Count, nameof(interfaceIndex));
        int padded = Pad(data.Length);
        uint blockLength = (uint)(32 + padded);
        Span<byte> header = stackalloc byte[28];
        PutUInt32(header, PcapngBlock.EnhancedPacket);
        PutUInt32(header[4..], blockLength);
        PutUInt32(header[8..], (uint)interfaceIndex);
        PutUInt32(header[12..], (uint)(timestamp >> 32));
        PutUInt32(header[16..], (uint)timestamp);
        PutUInt32(header[20..], (uint)data.Length);
        PutUInt32(header[24..], original);
        Put(header);
        Put(data);

        Span<byte> tail = stackalloc byte[8];
        tail.Clear();
        PutUInt32(tail[4..], blockLength);
        Put(tail[(4 - (padded - data.Length))..]);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
            Drain();
        if (bytes.Length > _buffer.Length)
        {
            _stream.Write(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Drain()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }

    private void PutUInt16(Span<byte> destination, ushort value)
    {
        if (_options.BigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(destination, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(destination, value);
    }

    private void PutUInt32(Span<byte> destination, uint value)
    {
        if (_options.BigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(destination, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(destination, value);
    }
}
