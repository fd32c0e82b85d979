// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A program that is attached at a place.</summary>
/// <param name="ProgramId">Its number.</param>
/// <param name="AttachFlags">The flags it was attached with, where the kernel keeps them.</param>
/// <param name="LinkId">For tcx and netkit, the number of its link; 0 where it was attached without, and for other places.</param>
/// <param name="LinkFlags">The flags of that link.</param>
public readonly record struct QueriedProgram(uint ProgramId, ProgramAttachFlags AttachFlags, uint LinkId, ProgramAttachFlags LinkFlags);
