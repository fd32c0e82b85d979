// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Something a program has taken and must give back.</summary>
/// <param name="Kind">What.</param>
/// <param name="Id">Its identity; registers that hold it have it in <see cref="RegisterState.ReferenceId"/> (for locks and saved flags: the id of the register or slot).</param>
/// <param name="Instruction">The instruction that took it.</param>
/// <param name="Holder">For locks: the map (index) or BTF object whose lock it is, so that the unlock is of the same; otherwise 0.</param>
internal readonly record struct Reference(ReferenceKind Kind, uint Id, int Instruction, long Holder = 0);
