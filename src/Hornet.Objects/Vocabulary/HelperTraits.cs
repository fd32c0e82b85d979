// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What a helper does besides its result.</summary>
[Flags]
public enum HelperTraits : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Only programs under a GPL-compatible licence may call it.</summary>
    GplOnly = 1 << 0,

    /// <summary>It may sleep, so only sleepable programs may call it.</summary>
    MightSleep = 1 << 1,

    /// <summary>Packet memory may be passed as a memory argument.</summary>
    AcceptsPacketMemory = 1 << 2,

    /// <summary>It may move or change the packet: every packet pointer is invalid afterwards.</summary>
    ChangesPacketData = 1 << 3,

    /// <summary>Its result is a reference that the program must release.</summary>
    AcquiresReference = 1 << 4,

    /// <summary>It calls a subprogram of the caller before it returns.</summary>
    CallsBack = 1 << 5,

    /// <summary>It makes a subprogram of the caller be called some time later.</summary>
    CallsBackLater = 1 << 6,

    /// <summary>R1 to R5 keep their values when the compiler asks for it (<c>bpf_fastcall</c>).</summary>
    KeepsCallerRegisters = 1 << 7,
}
