// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>Whose rules a classic program is checked and run by. They agree on nearly everything.</summary>
public enum ClassicSemantics
{
    /// <summary>
    /// The Linux kernel's: at most 4096 instructions, extensions, negative offsets from the network and link-layer headers, a packet offset
    /// X + k that wraps around, shifts by X modulo 32, no backward jumps, no load of scratch memory that was not stored before.
    /// </summary>
    Linux,

    /// <summary>
    /// libpcap's, which tcpdump uses on capture files: any length, <c>ja</c> may jump backward (a filter with <c>protochain</c> does),
    /// shifts by 32 and more give 0, scratch memory starts as 0, offsets never wrap; of the extensions, the two for VLAN tags.
    /// </summary>
    Libpcap,
}
