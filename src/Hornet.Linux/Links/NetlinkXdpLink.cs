// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>An XDP program that was attached by netlink. It stays when the process ends without having detached it.</summary>
internal sealed class NetlinkXdpLink : NetlinkAttachment
{
    /// <summary>The release that brought <c>XDP_FLAGS_REPLACE</c>: before it, the kernel cannot be told which program is to give way.</summary>
    private static readonly KernelVersion ReplaceSince = new(5, 7);

    private readonly int _interface;
    private readonly XdpMode _mode;
    private BpfHandle _program;

    /// <summary>Attaches a program.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public NetlinkXdpLink(KernelProgram program, XdpTarget target, int interfaceIndex)
        : base(program, target)
    {
        _interface = interfaceIndex;
        _mode = target.Mode;
        int fd = program.Handle.FileDescriptor;
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
            Namespace.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        RequireAttached();
        BpfHandle copy = HandleCopies.Duplicate(program.Handle, $"replacing the program \"{Program?.Name}\" on {Target} by \"{program.Name}\"");
        try
        {
            Namespace.Run(() =>
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
    private protected override void Remove()
    {
        if (AttachMethods.RunningKernel < ReplaceSince)
            NetlinkXdp.Detach(_interface, _mode);
        else
            NetlinkXdp.Detach(_interface, _program.FileDescriptor, _mode);
    }

    /// <summary>Whether the interface is gone, or another program took the place.</summary>
    private protected override bool IsGone(int errno) => errno is SyscallErrors.NoDevice or SyscallErrors.Exists;

    /// <inheritdoc/>
    private protected override void Forget()
    {
        _program.Dispose();
        base.Forget();
    }
}
