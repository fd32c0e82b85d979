// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>
/// The network namespace something was attached in. Interface numbers mean nothing outside their namespace, and the thread that detaches may be in
/// another than the thread that attached.
/// </summary>
internal sealed class NetworkNamespaceScope : IDisposable
{
    /// <summary>The namespace of the calling thread.</summary>
    public const string CurrentPath = "/proc/thread-self/ns/net";

    private readonly BpfHandle _handle;
    private readonly string _identity;

    private NetworkNamespaceScope(BpfHandle handle, string identity)
    {
        _handle = handle;
        _identity = identity;
    }

    /// <summary>Keeps the calling thread's namespace.</summary>
    /// <param name="doing">What it is kept for, for the error.</param>
    /// <exception cref="SystemCallException">The process has too many descriptors.</exception>
    public static NetworkNamespaceScope Current(string doing) =>
        new(OpenedFolder.Open(doing, CurrentPath, ""), CurrentIdentity());

    /// <summary>Does something in the namespace: on the calling thread when that is in it, otherwise on a thread of its own. Exceptions come out.</summary>
    /// <exception cref="SystemCallException">The namespace cannot be entered.</exception>
    public void Run(Action action)
    {
        if (CurrentIdentity() == _identity)
        {
            action();
            return;
        }

        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() => failure = Enter(action)) { IsBackground = true, Name = "hornet network namespace" };
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static string CurrentIdentity() => new FileInfo(CurrentPath).LinkTarget ?? "";

    private ExceptionDispatchInfo? Enter(Action action)
    {
        try
        {
            if (NativeMethods.SetNamespace(_handle.FileDescriptor, NativeMethods.NetworkNamespaceKind) != 0)
                throw new SystemCallException($"entering the network namespace {_identity}", "setns(CLONE_NEWNET)", Marshal.GetLastPInvokeError(), "missing privilege: CAP_SYS_ADMIN is needed to detach from another thread's namespace");
            action();
            return null;
        }
        catch (Exception e)
        {
            // Thrown again on the thread that asked.
            return ExceptionDispatchInfo.Capture(e);
        }
    }
}
