// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a register or a spilled stack slot holds.</summary>
internal enum ValueKind : byte
{
    /// <summary>Nothing that may be read.</summary>
    Uninitialized,

    /// <summary>A number: <see cref="RegisterState.Number"/>.</summary>
    Scalar,

    /// <summary>The program's context.</summary>
    Context,

    /// <summary>A map itself: <see cref="RegisterState.MapIndex"/>.</summary>
    Map,

    /// <summary>A value of a map: <see cref="RegisterState.MapIndex"/>.</summary>
    MapValue,

    /// <summary>A key of a map, in a callback.</summary>
    MapKey,

    /// <summary>The stack of frame <see cref="RegisterState.Frame"/>; offset 0 is the frame's top (R10).</summary>
    Stack,

    /// <summary>Metadata before the packet.</summary>
    PacketMeta,

    /// <summary>The packet; <see cref="RegisterState.Range"/> bytes from the base are proven to exist.</summary>
    Packet,

    /// <summary>The end of the packet.</summary>
    PacketEnd,

    /// <summary>Flow dissector keys.</summary>
    FlowKeys,

    /// <summary>A full socket (<c>struct bpf_sock</c>).</summary>
    Socket,

    /// <summary>The part common to all sockets.</summary>
    SocketCommon,

    /// <summary>A <c>struct bpf_tcp_sock</c>.</summary>
    TcpSocket,

    /// <summary>The writable buffer of a raw tracepoint.</summary>
    TracepointBuffer,

    /// <summary>An AF_XDP socket.</summary>
    XdpSocket,

    /// <summary>A kernel object, or an object of the program's own, typed by BTF: <see cref="RegisterState.BtfIndex"/> and <see cref="RegisterState.TypeId"/>.</summary>
    BtfObject,

    /// <summary>Memory of <see cref="RegisterState.MemorySize"/> bytes.</summary>
    Memory,

    /// <summary>A buffer whose end is checked at run or attach time.</summary>
    Buffer,

    /// <summary>An address in an arena.</summary>
    Arena,

    /// <summary>A function of the program: <see cref="RegisterState.Subprogram"/>.</summary>
    Function,

    /// <summary>A dynptr that was passed in, not one on the own stack.</summary>
    DynptrPointer,
}
