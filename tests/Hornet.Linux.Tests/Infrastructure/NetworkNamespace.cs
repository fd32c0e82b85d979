// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>
/// A network namespace of a test, with its loopback interface up. It belongs to one thread that <see cref="Run(Action)"/> works on, has no name in
/// the file system, and is gone when that thread and the sockets made on it are: also when the test process is killed.
/// </summary>
/// <remarks>
/// Sockets, links and namespaces of the kernel's objects are those of the thread that made them, so make them inside <see cref="Run(Action)"/>; they
/// may be used anywhere. Do not await or start tasks and threads inside: a thread that the pool starts from there stays in the namespace.
/// </remarks>
internal sealed class NetworkNamespace : IDisposable
{
    private static int _count;

    private readonly TestThread _thread;
    private int _threadId;

    private NetworkNamespace()
    {
        int number = Interlocked.Increment(ref _count);
        Name = string.Create(CultureInfo.InvariantCulture, $"hornet-test-{Environment.ProcessId}-{number}");
        _thread = new TestThread(Name);
    }

    /// <summary>A name for messages, unique on this machine.</summary>
    public string Name { get; }

    /// <summary>The file of the namespace, for <c>nsenter --net=</c> and <c>ip link set … netns</c>, and to open as a target of its own.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/task/{_threadId}/ns/net");

    /// <summary>Makes a namespace.</summary>
    public static NetworkNamespace Create()
    {
        var made = new NetworkNamespace();
        try
        {
            made.Run(made.Enter);
            made.Run(SetLoopbackUp);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Does something inside; its exception comes out.</summary>
    public void Run(Action action) => _thread.Run(action);

    /// <summary>Computes something inside; its exception comes out.</summary>
    public T Run<T>(Func<T> function) => _thread.Run(function);

    /// <summary>Runs a tool inside to its end and answers what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; its errors are in the message.</exception>
    public string Execute(string tool, params ReadOnlySpan<string> arguments) => TestTool.Run("nsenter", [$"--net={Path}", "--", tool, .. arguments]);

    /// <summary>Lets the namespace go.</summary>
    public void Dispose() => _thread.Dispose();

    private static void SetLoopbackUp()
    {
        const uint Up = (uint)NetworkLinkFlags.Up;
        using NetlinkSocket socket = NetlinkSocket.Open();
        socket.Change("setting up lo", NetlinkRequest.Create(NetlinkMessageTypes.NewLink, NetlinkFlags.None, new InterfaceMessage { Index = 1, Flags = Up, Change = Up }));
    }

    private void Enter()
    {
        if (NamespaceMethods.Unshare(NamespaceMethods.NewNetwork) != 0)
            throw new SystemCallException($"making the network namespace {Name}", "unshare(CLONE_NEWNET)", Marshal.GetLastPInvokeError());
        _threadId = NamespaceMethods.ThreadId();
    }
}
