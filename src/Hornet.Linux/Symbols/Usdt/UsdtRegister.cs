// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A processor register as a probe finds it in its context.</summary>
/// <param name="Name">The field of <c>struct pt_regs</c> of the kernel: <c>ax</c>, <c>di</c>, <c>sp</c>; on arm64 <c>regs[0]</c>, <c>sp</c>, <c>pc</c>.</param>
/// <param name="Offset">The offset of the field in <c>struct pt_regs</c> (x86-64) or <c>struct user_pt_regs</c> (arm64), bytes.</param>
/// <param name="Shift">How many bits to shift the 64-bit field right: 8 for <c>%ah</c> and its like, otherwise 0.</param>
public readonly record struct UsdtRegister(string Name, int Offset, int Shift = 0);
