// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.IO.Compression;

namespace Hornet.Packets;

/// <summary>
/// Reads the packets of a capture file one after the other: pcap (both byte orders, micro- and nanoseconds, Kuznetzov's modified records)
/// and pcapng (both byte orders, several sections and interfaces), plain or compressed by gzip. Memory is constant and nothing is allocated
/// per packet, so captures of any length and endless pipes can be read.
/// </summary>
/// <example>
/// <code>
/// using var reader = CaptureReader.Open("packets.pcap");
/// while (reader.TryRead(out CapturedPacket packet))
///     Console.WriteLine(PacketSummary.Describe(packet));
/// </code>
/// </example>
/// <remarks>Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng. A reader is for one thread at a time.</remarks>
public abstract class CaptureReader : IDisposable
{
    private readonly CaptureSource _source;

    private protected CaptureReader(CaptureInput input, CaptureSource source, CaptureReaderOptions options)
    {
        Input = input;
        Options = options;
        _source = source;
    }

    /// <summary>The container format of the file.</summary>
    public abstract CaptureFormat Format { get; }

    /// <summary>
    /// The interfaces known so far: the one of a pcap file from the start, those of the current section of a pcapng file as they are met.
    /// </summary>
    public abstract IReadOnlyList<CaptureInterface> Interfaces { get; }

    /// <summary>How many packets have been read.</summary>
    public long PacketCount { get; private protected set; }

    /// <summary>True when the capture ended inside a record and the options said not to throw.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>How many bytes of the source (the compressed file, if it is compressed) have been consumed, for progress.</summary>
    public long Position => _source.PositionFor(Input);

    /// <summary>The length of the source in bytes from where the capture starts; null for a pipe.</summary>
    public long? Length => _source.Length;

    private protected CaptureInput Input { get; }

    private protected CaptureReaderOptions Options { get; }

    /// <summary>Opens a capture file; <c>-</c> reads standard input.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">How to read; null for <see cref="CaptureReaderOptions.Default"/>.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="CaptureFormatException">It is not a capture file, or its header is damaged.</exception>
    public static CaptureReader Open(string path, CaptureReaderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Stream stream = path == "-"
            ? Console.OpenStandardInput()
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        return Open(stream, (options ?? CaptureReaderOptions.Default) with { LeaveOpen = false });
    }

    /// <summary>Opens a capture from a stream at its current position.</summary>
    /// <param name="stream">A readable stream; it need not be seekable. Closed with the reader unless the options say otherwise, and when opening fails.</param>
    /// <param name="options">How to read; null for <see cref="CaptureReaderOptions.Default"/>.</param>
    /// <exception cref="CaptureFormatException">It is not a capture, or its header is damaged.</exception>
    public static CaptureReader Open(Stream stream, CaptureReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= CaptureReaderOptions.Default;
        CaptureInput? input = null;
        try
        {
            long start = stream.CanSeek ? stream.Position : 0;
            byte[] magic = new byte[4];
            int count = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            bool compressed = count >= 2 && magic[0] == 0x1f && magic[1] == 0x8b;
            Stream content = new PrefixedStream(magic.AsMemory(0, count), stream, options.LeaveOpen);
            if (compressed)
                content = new GZipStream(content, CompressionMode.Decompress);
            input = new CaptureInput(content, options.MaximumLength);
            return Create(input, new CaptureSource(stream, start, compressed), options);
        }
        catch
        {
            input?.Dispose();
            if (!options.LeaveOpen)
                stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next packet.</summary>
    /// <param name="packet">The packet; its bytes are valid until the next call.</param>
    /// <returns>False at the end of the capture.</returns>
    /// <exception cref="CaptureFormatException">The capture is damaged, or ends inside a record and the options say to throw.</exception>
    public abstract bool TryRead(out CapturedPacket packet);

    /// <summary>Closes the reader, and its stream unless the options said to leave it open.</summary>
    public void Dispose()
    {
        Input.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Notes or throws that the capture ends inside the record that starts at the current position.</summary>
    private protected void EndInsideRecord(string record, long offset, long needed)
    {
        if (Options.Truncation == TruncationHandling.Throw)
        {
            throw new CaptureFormatException(
                $"Reading packet {PacketCount + 1} of a capture: the file ends inside the {record} at byte {offset}; {needed} bytes are needed, {Input.Available} are there.",
                offset) { IsTruncation = true };
        }

        IsTruncated = true;
    }

    private static CaptureReader Create(CaptureInput input, CaptureSource source, CaptureReaderOptions options)
    {
        if (!input.TryFill(4))
            throw new CaptureFormatException($"Opening a capture: {input.Available} bytes are too few for a capture file.", 0) { IsTruncation = true };
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(input.Span);
        if (magic == PcapngBlock.SectionHeader)
            return new PcapngReader(input, source, options);
        if (PcapVariant.TryFind(magic, out PcapVariant variant))
            return new PcapReader(input, source, options, variant);
        throw new CaptureFormatException(
            $"Opening a capture: its first bytes are {Convert.ToHexStringLower(input.Span[..4])}, which starts neither a pcap nor a pcapng file.", 0);
    }
}
