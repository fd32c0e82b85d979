// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>A program after CO-RE relocation, with the account of it.</summary>
/// <param name="Program">The program with its instructions patched; it has no CO-RE relocations any more.</param>
/// <param name="Relocations">What became of each relocation, in their order.</param>
public sealed record CoreResult(ProgramSpec Program, ImmutableArray<CoreRelocationResult> Relocations);

/// <summary>What became of one relocation.</summary>
/// <param name="Relocation">The relocation.</param>
/// <param name="IsPoisoned">Whether the target has no answer, so that the instruction was replaced by a call that fails when it is reached.</param>
/// <param name="LocalValue">The value by the object's own types, as the compiler put it into the instruction.</param>
/// <param name="TargetValue">The value by the target's types; 0 when poisoned.</param>
/// <param name="Local">What is asked, in the object's terms, for example <c>struct task_struct.pid</c>.</param>
/// <param name="Target">The type of the target that answered, as <c>[id] struct name</c>; null where none did.</param>
/// <param name="Explanation">For a poisoned instruction, why; otherwise null.</param>
public sealed record CoreRelocationResult(
    CoreRelocation Relocation,
    bool IsPoisoned,
    ulong LocalValue,
    ulong TargetValue,
    string Local,
    string? Target,
    string? Explanation);

/// <summary>The BTF of a kernel module, as a source of CO-RE candidates.</summary>
/// <param name="Name">The module's name.</param>
/// <param name="Btf">Its types, split from the kernel's.</param>
public sealed record CoreModule(string Name, Btf Btf);
