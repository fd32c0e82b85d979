// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>
/// A cgroup of a test, below the one the process is in. It is threaded, so that a single thread can be its member: what <see cref="Run(Action)"/>
/// does is done by a process of the cgroup, as the kernel sees it. Nobody else is touched by programs attached here. That thread has a network
/// namespace of its own as well, with only its loopback interface: every port is free.
/// </summary>
/// <remarks>Sockets belong to the cgroup of the thread that made them. Do not await or start tasks and threads inside.</remarks>
internal sealed class TestCgroup : IDisposable
{
    private static readonly Lock Mounting = new();
    private static int _count;

    private readonly TestThread _thread;
    private readonly string _parent;
    private string _threadId = "";

    private TestCgroup(string parent, string name)
    {
        _parent = parent;
        Path = System.IO.Path.Combine(parent, name);
        Directory.CreateDirectory(Path);
        _thread = new TestThread(name);
    }

    /// <summary>Its folder.</summary>
    public string Path { get; }

    /// <summary>Makes a cgroup below the process's own.</summary>
    public static TestCgroup Create()
    {
        string own = File.ReadLines("/proc/self/cgroup").Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
        return Create(MountPoint() + own.TrimEnd('/'));
    }

    /// <summary>Makes a cgroup below this one, with a member of its own; dispose it first.</summary>
    public TestCgroup CreateChild() => Create(Path);

    /// <summary>Does something as a member of the cgroup; its exception comes out.</summary>
    public void Run(Action action) => _thread.Run(action);

    /// <summary>Computes something as a member of the cgroup; its exception comes out.</summary>
    public T Run<T>(Func<T> function) => _thread.Run(function);

    /// <summary>Removes the cgroup, and with it what is attached to it.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        if (Directory.Exists(Path))
            Waiting.Until(TryRemove, TimeSpan.FromSeconds(20), () => $"{Path} has members: {File.ReadAllText(Threads(Path))}");
    }

    private static string Threads(string cgroup) => System.IO.Path.Combine(cgroup, "cgroup.threads");

    /// <summary>
    /// A cgroup with members cannot be removed: a thread that has ended leaves a little later, and one that the runtime started from the cgroup's
    /// thread for itself is a member, too.
    /// </summary>
    private bool TryRemove()
    {
        try
        {
            foreach (string thread in File.ReadLines(Threads(Path)))
                File.WriteAllText(Threads(_parent), thread);
            Directory.Delete(Path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static TestCgroup Create(string parent)
    {
        var made = new TestCgroup(parent, string.Create(CultureInfo.InvariantCulture, $"hornet-test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}"));
        try
        {
            File.WriteAllText(System.IO.Path.Combine(made.Path, "cgroup.type"), "threaded");
            made.Run(() =>
            {
                if (NamespaceMethods.Unshare(NamespaceMethods.NewNetwork) != 0)
                    throw new SystemCallException($"making a network namespace for {made.Path}", "unshare(CLONE_NEWNET)", Marshal.GetLastPInvokeError());
                made._threadId = NamespaceMethods.ThreadId().ToString(CultureInfo.InvariantCulture);
                File.WriteAllText(Threads(made.Path), made._threadId);
            });
            TestTool.Run("nsenter", $"--net=/proc/{Environment.ProcessId}/task/{made._threadId}/ns/net", "--", "ip", "link", "set", "lo", "up");
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Where the cgroup2 file system is; mounted if it is nowhere.</summary>
    private static string MountPoint()
    {
        lock (Mounting)
        {
            string? found = Find();
            if (found is not null)
                return found;
            const string Place = "/sys/fs/cgroup/unified";
            Directory.CreateDirectory(Place);
            TestTool.Run("mount", "-t", "cgroup2", "none", Place);
            return Place;
        }

        static string? Find() => File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).FirstOrDefault(fields => fields[2] == "cgroup2")?[1];
    }
}
