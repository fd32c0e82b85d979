// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The conformance group of an instruction (RFC 9669, section 2.4), or that it is none of the RFC's.</summary>
public enum ConformanceGroup : byte
{
    /// <summary><c>base32</c>: what every implementation has.</summary>
    Base32,

    /// <summary><c>base64</c>: 64-bit arithmetic, loads, stores, comparisons and wide loads; includes <c>base32</c>.</summary>
    Base64,

    /// <summary><c>atomic32</c>: 32-bit atomic operations.</summary>
    Atomic32,

    /// <summary><c>atomic64</c>: 64-bit atomic operations; includes <c>atomic32</c>.</summary>
    Atomic64,

    /// <summary><c>divmul32</c>: 32-bit multiplication, division and modulo.</summary>
    DivideMultiply32,

    /// <summary><c>divmul64</c>: 64-bit multiplication, division and modulo; includes <c>divmul32</c>.</summary>
    DivideMultiply64,

    /// <summary><c>packet</c>: the deprecated packet loads.</summary>
    Packet,

    /// <summary>Not in RFC 9669: added by Linux since (<c>may_goto</c>, <c>addr_space_cast</c>, load-acquire, store-release) or by LLVM (<c>callx</c>).</summary>
    Extension,
}
