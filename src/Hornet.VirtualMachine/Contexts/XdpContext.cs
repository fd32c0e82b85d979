// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Offsets in <c>struct xdp_md</c> (linux/bpf.h); every field has 32 bits.</summary>
internal static class XdpContext
{
    /// <summary>The size in bytes.</summary>
    public const int Size = 24;

    /// <summary>First byte of the packet.</summary>
    public const int Data = 0;

    /// <summary>One past its last byte.</summary>
    public const int DataEnd = 4;

    /// <summary>First byte of the metadata.</summary>
    public const int DataMeta = 8;

    /// <summary>Index of the interface it came from.</summary>
    public const int IngressInterface = 12;

    /// <summary>Index of the receive queue.</summary>
    public const int RxQueue = 16;

    /// <summary>Index of the interface it goes to (devmap programs).</summary>
    public const int EgressInterface = 20;
}
