// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>Where a function of a program starts.</summary>
/// <param name="Instruction">The index of its first instruction.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeId">Its <c>FUNC</c> type in the object's BTF, or 0 where there is none.</param>
/// <param name="IsGlobal">Whether it has global linkage, so that the verifier checks it by its signature alone.</param>
public readonly record struct FunctionInfo(int Instruction, string Name, uint TypeId = 0, bool IsGlobal = false);
