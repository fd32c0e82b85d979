// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The operation of an atomic instruction: its immediate (RFC 9669, section 5.3, and Linux 6.15 for the last two).</summary>
public enum AtomicOperation : int
{
    /// <summary><c>*address += src</c>.</summary>
    Add = 0x00,

    /// <summary><c>*address |= src</c>.</summary>
    Or = 0x40,

    /// <summary><c>*address &amp;= src</c>.</summary>
    And = 0x50,

    /// <summary><c>*address ^= src</c>.</summary>
    Xor = 0xa0,

    /// <summary>Add; src becomes the old value.</summary>
    FetchAdd = 0x01,

    /// <summary>Or; src becomes the old value.</summary>
    FetchOr = 0x41,

    /// <summary>And; src becomes the old value.</summary>
    FetchAnd = 0x51,

    /// <summary>Xor; src becomes the old value.</summary>
    FetchXor = 0xa1,

    /// <summary>The value and src change places.</summary>
    Exchange = 0xe1,

    /// <summary>When the value equals R0 it becomes src; R0 becomes the old value.</summary>
    CompareExchange = 0xf1,

    /// <summary>Linux 6.15: <c>dst = *address</c> with acquire order; the address is in src. Sizes 1, 2, 4 and 8.</summary>
    LoadAcquire = 0x100,

    /// <summary>Linux 6.15: <c>*address = src</c> with release order. Sizes 1, 2, 4 and 8.</summary>
    StoreRelease = 0x110,
}
