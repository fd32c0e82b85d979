// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The mode of a memory access: the high three bits of the opcode (RFC 9669, section 5).</summary>
public enum MemoryMode : byte
{
    /// <summary>The 64-bit immediate of a wide load.</summary>
    Immediate = 0x00,

    /// <summary>Legacy packet load at a constant offset.</summary>
    Absolute = 0x20,

    /// <summary>Legacy packet load at a register plus a constant.</summary>
    Indirect = 0x40,

    /// <summary>Plain load or store.</summary>
    Memory = 0x60,

    /// <summary>Sign-extending load.</summary>
    MemorySignExtended = 0x80,

    /// <summary>Atomic operation; which one is in the immediate.</summary>
    Atomic = 0xc0,
}
