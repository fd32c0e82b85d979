// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Linux;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Seccomp;

/// <summary>
/// Answers calls with the verdict <c>notify</c> in the place of the kernel (seccomp_unotify(2), Linux 5.0). The thread that made the call waits. What its
/// arguments point to can change after it has been looked at, so a supervisor that lets calls go on cannot protect against the process; it can do
/// things for a process that may not do them itself.
/// </summary>
/// <param name="listener">The descriptor that installing with <see cref="SeccompFlags.NewListener"/> returned, which the supervisor closes when it is disposed of.</param>
public sealed class SeccompSupervisor(SafeFileHandle listener) : IDisposable
{
    private const uint Receiving = 0xc050_2100, Sending = 0xc018_2101, Validity = 0x4008_2102, AddingDescriptor = 0x4018_2103;

    private const uint Continuing = 1;

    /// <summary>Waits for a call.</summary>
    /// <param name="timeout">How long.</param>
    /// <param name="notification">The call.</param>
    /// <returns>Whether there was one; false too when no process with the filter is left.</returns>
    /// <exception cref="SystemCallException">The descriptor is no listener.</exception>
    public unsafe bool TryReceive(TimeSpan timeout, out SeccompNotification notification)
    {
        notification = default;
        var waiting = new PollDescriptor { Descriptor = Descriptor, Events = PollDescriptor.Readable };
        if (NativeMethods.Poll(&waiting, 1, (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue)) <= 0 || (waiting.Returned & PollDescriptor.Readable) == 0)
            return false;
        NotificationData data = default;
        if (NativeMethods.Control(Descriptor, Receiving, &data) != 0)
        {
            // The thread was interrupted, or has ended, in the meantime.
            int errno = Marshal.GetLastPInvokeError();
            return errno is NativeMethods.NoEntry or NativeMethods.Interrupted ? false : throw new SystemCallException("waiting for a call", "ioctl(SECCOMP_IOCTL_NOTIF_RECV)", errno);
        }

        SeccompArchitecture architecture = SeccompArchitecture.WithAuditValue(data.Architecture).FirstOrDefault() ?? SeccompArchitecture.Current;
        var call = new SeccompCall(architecture, data.Number, new ReadOnlySpan<ulong>(data.Arguments, 6)) { InstructionPointer = data.InstructionPointer };
        notification = new SeccompNotification(data.Id, (int)data.ProcessId, call);
        return true;
    }

    /// <summary>Has the call return a value.</summary>
    /// <returns>Whether the thread still waited.</returns>
    public bool TryReturn(in SeccompNotification notification, long value) => TrySend(new NotificationResponse { Id = notification.Id, Value = value });

    /// <summary>Has the call fail with an error number.</summary>
    /// <returns>Whether the thread still waited.</returns>
    public bool TryFail(in SeccompNotification notification, int errno) => TrySend(new NotificationResponse { Id = notification.Id, Error = -errno });

    /// <summary>Has the kernel make the call after all (Linux 5.5); other filters may still forbid it.</summary>
    /// <returns>Whether the thread still waited.</returns>
    public bool TryContinue(in SeccompNotification notification) => TrySend(new NotificationResponse { Id = notification.Id, Flags = Continuing });

    /// <summary>Whether the thread still waits: to be asked after looking at <c>/proc/ID/mem</c>, because numbers of threads are used again.</summary>
    public unsafe bool IsWaiting(in SeccompNotification notification)
    {
        ulong id = notification.Id;
        return NativeMethods.Control(Descriptor, Validity, &id) == 0;
    }

    /// <summary>Gives the process a copy of a descriptor (Linux 5.9); the call still waits.</summary>
    /// <param name="notification">The call.</param>
    /// <param name="descriptor">A descriptor of this process.</param>
    /// <param name="closesOnExec">Whether the copy is closed by execve.</param>
    /// <returns>The number of the copy in the process.</returns>
    /// <exception cref="SystemCallException">The thread waits no more, or has as many descriptors as it may have.</exception>
    public unsafe int AddDescriptor(in SeccompNotification notification, SafeHandle descriptor, bool closesOnExec = true)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        const uint closeOnExec = 0x8_0000;
        var request = new NotificationDescriptor { Id = notification.Id, Source = (uint)descriptor.DangerousGetHandle(), TargetFlags = closesOnExec ? closeOnExec : 0 };
        int added = NativeMethods.Control(Descriptor, AddingDescriptor, &request);
        GC.KeepAlive(descriptor);
        return added >= 0 ? added : throw new SystemCallException("giving a descriptor to a process", "ioctl(SECCOMP_IOCTL_NOTIF_ADDFD)", Marshal.GetLastPInvokeError());
    }

    /// <summary>Ends the supervision: calls with the verdict fail with ENOSYS from now on.</summary>
    public void Dispose() => listener.Dispose();

    private int Descriptor => (int)listener.DangerousGetHandle();

    private unsafe bool TrySend(NotificationResponse response)
    {
        if (NativeMethods.Control(Descriptor, Sending, &response) == 0)
            return true;
        int errno = Marshal.GetLastPInvokeError();
        return errno == NativeMethods.NoEntry ? false : throw new SystemCallException("answering a call", "ioctl(SECCOMP_IOCTL_NOTIF_SEND)", errno);
    }
}
