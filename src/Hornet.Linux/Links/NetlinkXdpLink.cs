// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>An XDP program that was attached by netlink. It stays when the process ends without having detached it.</summary>
internal sealed class NetlinkXdpLink : KernelLink
{
    /// <summary>The release that brought <c>XDP_FLAGS_REPLACE</c>: before it, the kernel cannot be told which program is to give way.</summary>
    private static readonly KernelVersion ReplaceSince = new(5, 7);

    private readonly int _interface;
    private readonly XdpMode _mode;
    private readonly NetworkNamespaceScope _namespace;
    private BpfHandle _program;
    private bool _isAttached = true;

    /// <summary>Attaches a program.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public NetlinkXdpLink(KernelProgram program, XdpTarget target, int interfaceIndex)
        : base(program, target)
    {
        _interface = interfaceIndex;
        _mode = target.Mode;
        int fd = program.Handle.FileDescriptor;
        _namespace = NetworkNamespaceScope.Current(target.Attaching(program));
        try
        {
            _program = HandleCopies.Duplicate(program.Handle, target.Attaching(program));
            if (target.Replace is { } replaced)
                NetlinkXdp.Replace(interfaceIndex, fd, replaced.Handle.FileDescriptor, _mode);
            else if (target.ReplacesExisting)
                NetlinkXdp.AttachOrReplace(interfaceIndex, fd, _mode);
            else
                NetlinkXdp.Attach(interfaceIndex, fd, _mode);
        }
        catch
        {
            _program?.Dispose();
            _namespace.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ObjectDisposedException.ThrowIf(!_isAttached, this);
        BpfHandle copy = HandleCopies.Duplicate(program.Handle, $"replacing the program \"{Program?.Name}\" on {Target} by \"{program.Name}\"");
        try
        {
            _namespace.Run(() =>
            {
                if (AttachMethods.RunningKernel < ReplaceSince)
                    NetlinkXdp.AttachOrReplace(_interface, copy.FileDescriptor, _mode);
                else
                    NetlinkXdp.Replace(_interface, copy.FileDescriptor, _program.FileDescriptor, _mode);
            });
        }
        catch
        {
            copy.Dispose();
            throw;
        }

        _program.Dispose();
        _program = copy;
        Program = program;
    }

    /// <inheritdoc/>
    /// <exception cref="NetlinkException">The interface is gone, another program is attached, or the kernel refused otherwise.</exception>
    public override void Detach()
    {
        if (!_isAttached)
            return;
        try
        {
            _namespace.Run(() =>
            {
                if (AttachMethods.RunningKernel < ReplaceSince)
                    NetlinkXdp.Detach(_interface, _mode);
                else
                    NetlinkXdp.Detach(_interface, _program.FileDescriptor, _mode);
            });
        }
        catch (NetlinkException e) when (IsGone(e))
        {
            Forget();
            throw;
        }

        Forget();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        try
        {
            Detach();
        }
        catch (NetlinkException e) when (IsGone(e))
        {
            // Nothing of this link is attached any more, which is what disposing is for.
        }
    }

    private static bool IsGone(NetlinkException e) => e.Errno is SyscallErrors.NoDevice or SyscallErrors.Exists;

    private void Forget()
    {
        _isAttached = false;
        _program.Dispose();
        _namespace.Dispose();
    }
}
