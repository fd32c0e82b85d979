// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A received frame, in the memory that the kernel wrote it to. It belongs to the application until the handler returns.</summary>
public readonly ref struct XdpFrame
{
    internal XdpFrame(Span<byte> data, bool isContinued)
    {
        Data = data;
        IsContinued = isContinued;
    }

    /// <summary>The bytes, which may be changed.</summary>
    public Span<byte> Data { get; }

    /// <summary>Whether the packet goes on in the next frame (<c>XDP_PKT_CONTD</c>), which may come with the next call.</summary>
    public bool IsContinued { get; }
}
