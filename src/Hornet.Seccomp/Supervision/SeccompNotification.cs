// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>A call that waits for the answer of a supervisor.</summary>
/// <param name="Id">What tells it from others.</param>
/// <param name="ThreadId">The thread that made it, as the supervisor sees its number; 0 where it does not.</param>
/// <param name="Call">The call.</param>
public readonly record struct SeccompNotification(ulong Id, int ThreadId, SeccompCall Call);
