// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// The version of the BPF processor an instruction came with, as compilers number it (<c>-mcpu=v1</c> to <c>v4</c>). RFC 9669 has no
/// versions, only conformance groups; see <see cref="ConformanceGroup"/>.
/// </summary>
public enum CpuVersion : byte
{
    /// <summary>The instructions of Linux 3.18.</summary>
    V1 = 1,

    /// <summary>Adds the "less than" jumps (Linux 4.14).</summary>
    V2 = 2,

    /// <summary>Adds 32-bit jumps and fetching atomic operations (Linux 5.1 and 5.12); compilers also use 32-bit arithmetic from here on.</summary>
    V3 = 3,

    /// <summary>Adds sign-extending loads and moves, signed division, byte swap, the long jump (Linux 6.6), and what has come since.</summary>
    V4 = 4,
}
