// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>A program that a socket has by an option. It goes with the socket, which this link does not keep open.</summary>
internal sealed class SocketOptionLink : KernelLink
{
    private readonly SafeHandle _socket;
    private readonly SocketOptions.Option _attach;
    private readonly SocketOptions.Option _detach;
    private bool _isAttached;

    /// <summary>Attaches a program.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public SocketOptionLink(KernelProgram program, KernelTarget target, SafeHandle socket, SocketOptions.Option attach, SocketOptions.Option detach)
        : base(program, target)
    {
        _socket = socket;
        _attach = attach;
        _detach = detach;
        SocketOptions.Set(socket, target.Attaching(program), attach, program.Handle.FileDescriptor);
        _isAttached = true;
    }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ObjectDisposedException.ThrowIf(!_isAttached, this);
        SocketOptions.Set(_socket, $"replacing the program \"{Program?.Name}\" on {Target} by \"{program.Name}\"", _attach, program.Handle.FileDescriptor);
        Program = program;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || !_isAttached)
            return;

        // The program went with the socket.
        if (!_socket.IsClosed)
            SocketOptions.Set(_socket, $"detaching \"{Program?.Name}\" from {Target}", _detach, 0);
        _isAttached = false;
    }
}
