// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode.Classic;

namespace Hornet.Seccomp;

/// <summary>A filter of a process.</summary>
/// <param name="Index">Which, from 0 for the one installed first.</param>
/// <param name="Instructions">The instructions, as they were installed.</param>
/// <param name="IsLogged">Whether it was installed with <see cref="SeccompFlags.Log"/>; null where the kernel does not say (before Linux 4.17).</param>
public sealed record InstalledFilter(int Index, ImmutableArray<ClassicInstruction> Instructions, bool? IsLogged);
