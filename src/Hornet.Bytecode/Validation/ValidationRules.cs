// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>Whose rules a program is held to.</summary>
public enum ValidationRules
{
    /// <summary>RFC 9669, with the extensions of Linux and LLVM: what an instruction means is defined and every target is an instruction.</summary>
    Rfc9669,

    /// <summary>
    /// Also what Linux refuses before it follows any path (<c>kernel/bpf/verifier.c</c>): constant shifts out of range, division by the
    /// constant 0, <c>callx</c>, other address spaces than 0 and 1, and functions that run or jump into each other.
    /// </summary>
    Linux,
}
