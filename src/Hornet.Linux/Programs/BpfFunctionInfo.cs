// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A function of a program as the kernel keeps it (<c>struct bpf_func_info</c>, linux/bpf.h).</summary>
/// <param name="Instruction">The index of its first instruction.</param>
/// <param name="TypeId">Its <c>FUNC</c> type in the program's BTF.</param>
public readonly record struct BpfFunctionInfo(uint Instruction, uint TypeId);
