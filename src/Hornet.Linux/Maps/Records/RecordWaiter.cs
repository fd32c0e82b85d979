// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>
/// Waits for the buffers of the whole process on one thread, which begins when somebody first waits and ends a second after nobody does.
/// </summary>
internal static unsafe class RecordWaiter
{
    private const int EventsAtOnce = 64;
    private const int LingerMilliseconds = 1000;
    private const ulong PokeId = 0;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<ulong, DescriptorWait> Waits = new();
    private static BpfHandle? _epoll;
    private static BpfHandle? _poke;
    private static ulong _lastId = PokeId;
    private static int _pending;
    private static bool _isRunning;

    /// <summary>Whether the thread runs.</summary>
    internal static bool IsRunning => Volatile.Read(ref _isRunning);

    /// <summary>Gives a wait the number by which its events are known.</summary>
    public static ulong Register(DescriptorWait wait)
    {
        EnsureOpen();
        ulong id = Interlocked.Increment(ref _lastId);
        Waits[id] = wait;
        return id;
    }

    /// <summary>Forgets a wait.</summary>
    public static void Unregister(ulong id) => Waits.TryRemove(id, out _);

    /// <summary>Adds, changes or removes a descriptor of a wait.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static void Control(int operation, int fd, uint events, ulong id)
    {
        byte* raw = stackalloc byte[EpollEvents.MaximumSize];
        EpollEvents.Write(raw, events, id);
        if (NativeMethods.EpollControl(_epoll!.FileDescriptor, operation, fd, raw) < 0)
            throw new SystemCallException("waiting for records", "epoll_ctl", Marshal.GetLastPInvokeError());
    }

    /// <summary>Somebody begins to wait.</summary>
    public static void Begin()
    {
        lock (Gate)
        {
            _pending++;
            if (_isRunning)
                return;
            _isRunning = true;
        }

        new Thread(Run) { IsBackground = true, Name = "Hornet record waiter" }.Start();
    }

    /// <summary>Somebody waits no more.</summary>
    /// <param name="isOnThread">Whether the waiting thread itself says so; otherwise it has to be told.</param>
    public static void End(bool isOnThread)
    {
        lock (Gate)
        {
            if (--_pending > 0 || isOnThread)
                return;
        }

        ulong one = 1;
        _ = NativeMethods.Write(_poke!.FileDescriptor, &one, sizeof(ulong));
    }

    private static void EnsureOpen()
    {
        lock (Gate)
        {
            if (_epoll is not null)
                return;
            _poke = Checked("eventfd", NativeMethods.EventFd(0, NativeMethods.EventFdCloseOnExecNonBlocking));
            _epoll = Checked("epoll_create1", NativeMethods.EpollCreate(NativeMethods.EpollCloseOnExec));

            // Edges need no reading: every write is one.
            Control(NativeMethods.EpollAdd, _poke.FileDescriptor, NativeMethods.EpollReadable | NativeMethods.EpollEdgeTriggered, PokeId);
        }
    }

    private static BpfHandle Checked(string call, int fd) =>
        fd >= 0 ? new BpfHandle(fd) : throw new SystemCallException("waiting for records", call, Marshal.GetLastPInvokeError());

    private static void Run()
    {
        byte* events = stackalloc byte[EventsAtOnce * EpollEvents.MaximumSize];
        while (true)
        {
            bool isIdle;
            lock (Gate)
                isIdle = _pending == 0;
            int count = NativeMethods.EpollWait(_epoll!.FileDescriptor, events, EventsAtOnce, isIdle ? LingerMilliseconds : -1);
            if (count < 0 && Marshal.GetLastPInvokeError() is not SyscallErrors.Interrupted and var errno)
                throw new SystemCallException("waiting for records", "epoll_wait", errno);
            for (int i = 0; i < count; i++)
            {
                if (Waits.TryGetValue(EpollEvents.Data(events, i), out DescriptorWait? wait))
                    wait.OnReady();
            }

            if (count != 0 || !isIdle)
                continue;
            lock (Gate)
            {
                if (_pending != 0)
                    continue;
                _isRunning = false;
                return;
            }
        }
    }
}
