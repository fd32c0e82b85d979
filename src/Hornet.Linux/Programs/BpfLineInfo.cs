// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A source line as the kernel keeps it (<c>struct bpf_line_info</c>, linux/bpf.h).</summary>
/// <param name="Instruction">The index of the first instruction of the line.</param>
/// <param name="FileNameOffset">The source file's name, as an offset into the strings of the program's BTF.</param>
/// <param name="LineOffset">The line's text, as an offset into the same strings.</param>
/// <param name="LineColumn">The line number shifted left by 10, and the column.</param>
public readonly record struct BpfLineInfo(uint Instruction, uint FileNameOffset, uint LineOffset, uint LineColumn);
