// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// An attachment that a performance event holds: set on it by <c>ioctl</c> where the kernel has no BPF link for events, or one whose probe must be
/// removed from tracefs afterwards. It ends when the link is disposed, or its process ends.
/// </summary>
public sealed class PerfEventLink : KernelLink
{
    private readonly BpfHandle? _link;
    private Action? _cleanUp;

    internal PerfEventLink(KernelProgram program, KernelTarget target, BpfHandle perfEvent, BpfHandle? link, Action? cleanUp)
        : base(program, target)
    {
        Handle = perfEvent;
        _link = link;
        _cleanUp = cleanUp;
    }

    /// <summary>The descriptor of the event.</summary>
    public BpfHandle Handle { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || Handle.IsClosed)
            return;
        _link?.Dispose();

        // A probe in tracefs cannot be removed while its event runs, and a child process may have inherited the descriptor. It cannot fail on an open event.
        _ = NativeMethods.InputOutputControl(Handle.FileDescriptor, NativeMethods.PerfDisable, 0);
        Handle.Dispose();
        Interlocked.Exchange(ref _cleanUp, null)?.Invoke();
    }
}
