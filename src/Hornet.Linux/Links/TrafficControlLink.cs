// SPDX-License-Identifier: Apache-2.0

namespace Hornet.Linux;

/// <summary>
/// A program in a filter of a clsact discipline. It stays when the process ends without having detached it. The discipline goes with the filter if this
/// link made it and nothing else hangs on it.
/// </summary>
public sealed class TrafficControlLink : KernelLink
{
    private readonly NetworkNamespaceScope _namespace;
    private readonly bool _madeClassifier;
    private bool _isAttached = true;

    /// <summary>Attaches a program.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    internal TrafficControlLink(KernelProgram program, TrafficControlTarget target, int interfaceIndex)
        : base(program, target)
    {
        _namespace = NetworkNamespaceScope.Current(target.Attaching(program));
        try
        {
            _madeClassifier = NetlinkTrafficControl.TryCreateClassifier(interfaceIndex);
            TrafficControlFilterRequest request = target.ToRequest(interfaceIndex, program);
            Filter = target.ReplacesExisting ? NetlinkTrafficControl.AddOrReplace(request) : NetlinkTrafficControl.Add(request);
        }
        catch
        {
            if (_madeClassifier)
                RemoveEmptyClassifier(interfaceIndex);
            _namespace.Dispose();
            throw;
        }
    }

    /// <summary>The filter, with the priority and handle that the kernel chose.</summary>
    public TrafficControlFilter Filter { get; private set; }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ObjectDisposedException.ThrowIf(!_isAttached, this);
        TrafficControlFilterRequest request = ((TrafficControlTarget)Target).ToRequest(Filter.InterfaceIndex, program) with { Priority = Filter.Priority, Handle = Filter.Handle };
        _namespace.Run(() => Filter = NetlinkTrafficControl.AddOrReplace(request));
        Program = program;
    }

    /// <inheritdoc/>
    /// <exception cref="NetlinkException">The interface or the filter is gone, or the kernel refused otherwise.</exception>
    public override void Detach()
    {
        if (!_isAttached)
            return;
        try
        {
            _namespace.Run(Remove);
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

    /// <summary>The filter is not there, nor its discipline (EINVAL), nor the interface.</summary>
    private static bool IsGone(NetlinkException e) => e.Errno is SyscallErrors.NoDevice or SyscallErrors.NoEntry or SyscallErrors.Invalid;

    private static void RemoveEmptyClassifier(int interfaceIndex)
    {
        if (!NetlinkTrafficControl.HasFilters(interfaceIndex, TrafficControlFilter.IngressParent) && !NetlinkTrafficControl.HasFilters(interfaceIndex, TrafficControlFilter.EgressParent))
            NetlinkTrafficControl.DeleteClassifier(interfaceIndex);
    }

    private void Remove()
    {
        NetlinkTrafficControl.Delete(Filter);
        if (_madeClassifier)
            RemoveEmptyClassifier(Filter.InterfaceIndex);
    }

    private void Forget()
    {
        _isAttached = false;
        _namespace.Dispose();
    }
}
