// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What a helper leaves in R0; <see cref="ValueTraits"/> refines it. The kernel's <c>RET_*</c>.</summary>
public enum ReturnKind : byte
{
    /// <summary>A number; errors are negative errno values.</summary>
    Integer = 0,

    /// <summary>Nothing: R0 may not be read.</summary>
    Void = 1,

    /// <summary>The address of a value of the map argument.</summary>
    MapValue = 2,

    /// <summary>A full socket.</summary>
    Socket = 3,

    /// <summary>A <c>struct bpf_tcp_sock</c>.</summary>
    TcpSocket = 4,

    /// <summary>The part common to all sockets.</summary>
    SocketCommon = 5,

    /// <summary>A record in a ring buffer, to be submitted or discarded.</summary>
    RingBufferRecord = 6,

    /// <summary>The memory behind a dynptr.</summary>
    DynptrData = 7,

    /// <summary>Memory, or a kernel object when the argument's type is one.</summary>
    MemoryOrKernelObject = 8,

    /// <summary>A kernel object of <see cref="HelperPrototype.ReturnKernelType"/>.</summary>
    KernelObject = 9,
}
