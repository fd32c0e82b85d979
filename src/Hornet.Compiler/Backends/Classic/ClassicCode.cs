// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>A classic program with the part of the source that each instruction came from.</summary>
/// <param name="Instructions">The instructions.</param>
/// <param name="Locations">As many parts of the source, in the same order.</param>
public sealed record ClassicCode(ImmutableArray<ClassicInstruction> Instructions, ImmutableArray<SourceSpan> Locations);
