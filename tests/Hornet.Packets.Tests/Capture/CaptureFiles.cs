// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets.Tests.Capture;

/// <summary>Builds capture files byte by byte from the formats' descriptions, independently of the writer under test.</summary>
internal sealed class CaptureFiles(bool bigEndian)
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public MemoryStream ToStream() => new(ToArray());

    public CaptureFiles U16(int value)
    {
        byte[] bytes = new byte[2];
        if (bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return Bytes(bytes);
    }

    public CaptureFiles U32(uint value)
    {
        byte[] bytes = new byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Bytes(bytes);
    }

    public CaptureFiles Bytes(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public CaptureFiles PcapHeader(uint magic = 0xa1b2c3d4, uint snapLength = 65535, uint link = 1, int major = 2, int minor = 4) =>
        U32(magic).U16(major).U16(minor).U32(0).U32(0).U32(snapLength).U32(link);

    public CaptureFiles Record(uint seconds, uint fraction, byte[] data, uint? original = null) =>
        U32(seconds).U32(fraction).U32((uint)data.Length).U32(original ?? (uint)data.Length).Bytes(data);

    public CaptureFiles Section(int major = 1) => Block(0x0a0d0d0a, body => body.U32(0x1a2b3c4d).U16(major).U16(0).U32(uint.MaxValue).U32(uint.MaxValue));

    public CaptureFiles Interface(int link = 1, uint snapLength = 0, Action<CaptureFiles>? options = null) =>
        Block(1, body =>
        {
            body.U16(link).U16(0).U32(snapLength);
            options?.Invoke(body);
        });

    public CaptureFiles Option(int code, params byte[] value) => U16(code).U16(value.Length).Bytes(value).Bytes(new byte[-value.Length & 3]);

    public CaptureFiles Enhanced(uint interfaceIndex, ulong timestamp, byte[] data, uint? original = null, Action<CaptureFiles>? options = null) =>
        Block(6, body =>
        {
            body.U32(interfaceIndex).U32((uint)(timestamp >> 32)).U32((uint)timestamp)
                .U32((uint)data.Length).U32(original ?? (uint)data.Length).Bytes(data).Bytes(new byte[-data.Length & 3]);
            options?.Invoke(body);
        });

    public CaptureFiles Block(uint type, Action<CaptureFiles> body)
    {
        var inner = new CaptureFiles(bigEndian);
        body(inner);
        uint length = (uint)(inner._bytes.Count + 12);
        return U32(type).U32(length).Bytes(inner.ToArray()).U32(length);
    }
}
