// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>A route through programs. It stays when the process ends without having removed it.</summary>
internal sealed class LightweightTunnelLink : KernelLink
{
    private readonly TunnelRoute _route;
    private readonly NetworkNamespaceScope _namespace;
    private bool _isAttached = true;

    /// <summary>Adds the route.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public LightweightTunnelLink(KernelProgram program, LightweightTunnelTarget target, TunnelRoute route)
        : base(program, target)
    {
        _route = route;
        _namespace = NetworkNamespaceScope.Current(target.Attaching(program));
        try
        {
            target.Add(route, program, target.ReplacesExisting);
        }
        catch
        {
            _namespace.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ObjectDisposedException.ThrowIf(!_isAttached, this);
        if (program.Type != Program?.Type)
            throw new BpfException($"Replacing the program \"{Program?.Name}\" on {Target} by \"{program.Name}\": they are of different types.");
        _namespace.Run(() => ((LightweightTunnelTarget)Target).Add(_route, program, isReplacing: true));
        Program = program;
    }

    /// <inheritdoc/>
    /// <exception cref="NetlinkException">The route or the interface is gone, or the kernel refused otherwise.</exception>
    public override void Detach()
    {
        if (!_isAttached)
            return;
        try
        {
            _namespace.Run(() => NetlinkRoute.Delete(_route));
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

    private static bool IsGone(NetlinkException e) => e.Errno is SyscallErrors.NoProcess or SyscallErrors.NoDevice;

    private void Forget()
    {
        _isAttached = false;
        _namespace.Dispose();
    }
}
