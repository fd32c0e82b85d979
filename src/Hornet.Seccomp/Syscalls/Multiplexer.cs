// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Hornet.Seccomp;

/// <summary>
/// Calls that older architectures make through another one: <c>socketcall</c> (linux/net.h) and <c>ipc</c> (linux/ipc.h), whose first argument says
/// which call is meant. The arguments of that call lie in memory, where filters cannot see them.
/// </summary>
internal static class Multiplexer
{
    private static readonly string[] SocketCalls =
    [
        "socket", "bind", "connect", "listen", "accept", "getsockname", "getpeername", "socketpair", "send", "recv", "sendto", "recvfrom", "shutdown",
        "setsockopt", "getsockopt", "sendmsg", "recvmsg", "accept4", "recvmmsg", "sendmmsg",
    ];

    private static readonly Dictionary<string, uint> IpcCalls = new(StringComparer.Ordinal)
    {
        ["semop"] = 1, ["semget"] = 2, ["semctl"] = 3, ["semtimedop"] = 4, ["msgsnd"] = 11, ["msgrcv"] = 12, ["msgget"] = 13, ["msgctl"] = 14,
        ["shmat"] = 21, ["shmdt"] = 22, ["shmget"] = 23, ["shmctl"] = 24,
    };

    /// <summary>How an architecture makes a call through another one, if it does.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="name">The call.</param>
    /// <param name="through">The call that is made instead.</param>
    /// <param name="condition">What its first argument is then.</param>
    public static bool TryGet(SeccompArchitecture architecture, string name, [NotNullWhen(true)] out SystemCall? through, out ArgumentCondition condition)
    {
        through = null;
        condition = default;
        int socket = Array.IndexOf(SocketCalls, name);
        if (socket >= 0 && architecture.TryGetCall("socketcall", out through))
        {
            condition = new ArgumentCondition(0, ArgumentComparison.Equal, (ulong)socket + 1, uint.MaxValue);
            return true;
        }

        // The upper half of ipc's first argument is a version.
        if (IpcCalls.TryGetValue(name, out uint ipc) && architecture.TryGetCall("ipc", out through))
        {
            condition = new ArgumentCondition(0, ArgumentComparison.Equal, ipc, ushort.MaxValue);
            return true;
        }

        return false;
    }
}
