// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>The kind of memory that an instruction touches.</summary>
public enum MemoryKind : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The context.</summary>
    Context,

    /// <summary>A stack frame.</summary>
    Stack,

    /// <summary>A value of a map.</summary>
    MapValue,

    /// <summary>A key of a map, in a callback.</summary>
    MapKey,

    /// <summary>The packet.</summary>
    Packet,

    /// <summary>Metadata before the packet.</summary>
    PacketMeta,

    /// <summary>Memory from a helper: ring buffer records, dynptr slices, arguments of global functions.</summary>
    Memory,

    /// <summary>A socket in one of its program-visible forms.</summary>
    Socket,

    /// <summary>A kernel object typed by BTF.</summary>
    KernelObject,

    /// <summary>A buffer of the hook: a raw tracepoint's, a socket option's, an iterator's.</summary>
    Buffer,

    /// <summary>Flow dissector keys.</summary>
    FlowKeys,

    /// <summary>An arena.</summary>
    Arena,

    /// <summary>More than one kind, by path.</summary>
    Mixed,
}
