// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>The text forms of classic programs.</summary>
public enum ClassicTextFormat
{
    /// <summary>The numbered listing of <c>tcpdump -d</c>: <c>(000) ldh      [12]</c>. Jump targets are instruction numbers.</summary>
    Listing,

    /// <summary>The initialisers of a C array as <c>tcpdump -dd</c> prints them: <c>{ 0x28, 0, 0, 0x0000000c },</c>.</summary>
    CArray,

    /// <summary>Decimal numbers as <c>tcpdump -ddd</c> prints them: the number of instructions on the first line, then one instruction a line.</summary>
    Decimal,

    /// <summary>Assembly source for the kernel's <c>bpf_asm</c>, with labels.</summary>
    Assembly,

    /// <summary>The initialisers of a C array as <c>bpf_asm -c</c> prints them: <c>{ 0x28,  0,  0, 0x0000000c },</c>.</summary>
    AlignedCArray,

    /// <summary>One line as <c>bpf_asm</c> prints it and iptables' xt_bpf and tc's cls_bpf take it: <c>2,40 0 0 12,6 0 0 0,</c>.</summary>
    Comma,
}
