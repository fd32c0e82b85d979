// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What is attached at a place.</summary>
/// <param name="Programs">The programs, in the order in which they run.</param>
/// <param name="AttachFlags">For a control group, how it was attached to: alone, overridable, with others. Otherwise none.</param>
/// <param name="Revision">For tcx, netkit and (since Linux 6.16) control groups, a number that changes with every change there; otherwise 0.</param>
public sealed record ProgramQueryResult(ImmutableArray<QueriedProgram> Programs, ProgramAttachFlags AttachFlags, ulong Revision);
