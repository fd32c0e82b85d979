// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Bytecode.Classic;

/// <summary>
/// One instruction of classic BPF: 8 bytes, laid out as the kernel's <c>struct sock_filter</c> and libpcap's <c>struct bpf_insn</c> in the
/// machine's byte order, so that a span of instructions can be handed to either as it is.
/// </summary>
/// <param name="Code">The operation; see <see cref="ClassicOpcodes"/>.</param>
/// <param name="JumpTrue">For a conditional jump, how many instructions to skip when the condition holds.</param>
/// <param name="JumpFalse">For a conditional jump, how many instructions to skip when it does not.</param>
/// <param name="Operand">The constant <c>k</c>: a value, a packet offset, an index of scratch memory, or how many instructions <c>ja</c> skips.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ClassicInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Operand)
{
    /// <summary>The size of an instruction in bytes.</summary>
    public const int SizeInBytes = 8;

    /// <summary>Creates an instruction that does not jump.</summary>
    public ClassicInstruction(ushort code, uint operand = 0)
        : this(code, 0, 0, operand)
    {
    }

    /// <summary>The class in the low three bits of the code.</summary>
    public int Class => Code & 7;

    /// <summary>Whether this is a conditional jump: its class is jump and it is not <c>ja</c>.</summary>
    public bool IsConditionalJump => Class == ClassicOpcodes.ClassJump && (Code & 0xf0) != 0;

    /// <summary>The instruction as <c>tcpdump -d</c> lists it in position 0.</summary>
    public override string ToString() => ClassicText.Format(this, 0);
}
