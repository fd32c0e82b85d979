// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>A way to spell instructions as text.</summary>
public enum TextDialect
{
    /// <summary>
    /// LLVM's: <c>r0 = *(u32 *)(r1 + 0x4)</c>, <c>if r1 s&gt; 0x5 goto +0x3</c>, <c>r1 = 0x5 ll</c>. What <c>llvm-objdump</c> prints and clang's
    /// inline assembly reads. The assembler reads it together with <see cref="Verifier"/>.
    /// </summary>
    Llvm,

    /// <summary>
    /// The kernel's: <c>r0 = *(u32 *)(r1 +4)</c>, <c>if r1 s&gt; 0x5 goto pc+3</c>, <c>r1 = 5</c>. What the verifier's log and
    /// <c>bpftool prog dump xlated</c> print.
    /// </summary>
    Verifier,

    /// <summary>
    /// The one of ubpf and bpf_conformance: <c>ldxw %r0, [%r1+4]</c>, <c>jsgt %r1, 5, +3</c>, <c>lddw %r1, 0x5</c>.
    /// </summary>
    Mnemonic,
}
