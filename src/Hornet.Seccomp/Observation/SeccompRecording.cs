// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Seccomp;

/// <summary>What a program did while it was watched.</summary>
/// <param name="Policy">The policy that allows it and nothing else.</param>
/// <param name="ExitStatus">The program's exit status, or 128 and the signal that ended it.</param>
/// <param name="Calls">How often each call was made.</param>
/// <param name="Processes">How many processes and threads there were.</param>
public sealed record SeccompRecording(SeccompPolicy Policy, int ExitStatus, ImmutableArray<RecordedCall> Calls, int Processes);
