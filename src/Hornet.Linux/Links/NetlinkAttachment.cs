// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// An attachment that was made by netlink, in the network namespace of the thread that made it. The kernel keeps it for nobody: it stays when the process
/// ends without having detached it.
/// </summary>
public abstract class NetlinkAttachment : KernelLink
{
    private bool _isAttached = true;

    private protected NetlinkAttachment(KernelProgram program, KernelTarget target)
        : base(program, target) => Namespace = NetworkNamespaceScope.Current(target.Attaching(program));

    /// <summary>The network namespace the attachment is in.</summary>
    private protected NetworkNamespaceScope Namespace { get; }

    /// <inheritdoc/>
    /// <exception cref="NetlinkException">What was attached to, or the attachment, is gone, or the kernel refused otherwise.</exception>
    public override void Detach()
    {
        if (!_isAttached)
            return;
        try
        {
            Namespace.Run(Remove);
        }
        catch (NetlinkException e) when (IsGone(e.Errno))
        {
            Forget();
            throw;
        }

        Forget();
    }

    /// <summary>Takes the attachment away; runs in its network namespace.</summary>
    private protected abstract void Remove();

    /// <summary>Whether an error number of <see cref="Remove"/> says that nothing is attached any more.</summary>
    private protected abstract bool IsGone(int errno);

    /// <summary>Lets go of what the link held while it was attached.</summary>
    private protected virtual void Forget()
    {
        _isAttached = false;
        Namespace.Dispose();
    }

    /// <summary>Checks that the link is attached.</summary>
    /// <exception cref="ObjectDisposedException">It is not.</exception>
    private protected void RequireAttached() => ObjectDisposedException.ThrowIf(!_isAttached, this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        try
        {
            Detach();
        }
        catch (NetlinkException e) when (IsGone(e.Errno))
        {
            // Nothing of this link is attached any more, which is what disposing is for.
        }
    }
}
