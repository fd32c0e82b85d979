// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What a read of a context field gives.</summary>
public enum ContextValue : byte
{
    /// <summary>A number.</summary>
    Scalar = 0,

    /// <summary>The address of the packet (<c>PTR_TO_PACKET</c>). The field may be 32 bits wide; the value is a 64-bit address.</summary>
    Packet = 1,

    /// <summary>The address after the packet's last directly accessible byte.</summary>
    PacketEnd = 2,

    /// <summary>The address of the metadata before the packet.</summary>
    PacketMeta = 3,

    /// <summary>The address of a <c>struct bpf_flow_keys</c>.</summary>
    FlowKeys = 4,

    /// <summary>A full socket.</summary>
    Socket = 5,

    /// <summary>A full socket or NULL.</summary>
    SocketOrNull = 6,

    /// <summary>The part common to all sockets, or NULL.</summary>
    SocketCommonOrNull = 7,

    /// <summary>The writable buffer of a raw tracepoint.</summary>
    TracepointBuffer = 8,

    /// <summary>A kernel object of the type the field declares.</summary>
    KernelObject = 9,
}
