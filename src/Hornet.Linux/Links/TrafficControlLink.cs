// SPDX-License-Identifier: Apache-2.0

namespace Hornet.Linux;

/// <summary>
/// A program in a filter of a clsact discipline. It stays when the process ends without having detached it. The discipline goes with the filter if this
/// link made it and nothing else hangs on it.
/// </summary>
public sealed class TrafficControlLink : NetlinkAttachment
{
    private readonly bool _madeClassifier;

    /// <summary>Attaches a program.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    internal TrafficControlLink(KernelProgram program, TrafficControlTarget target, int interfaceIndex)
        : base(program, target)
    {
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
            Namespace.Dispose();
            throw;
        }
    }

    /// <summary>The filter, with the priority and handle that the kernel chose.</summary>
    public TrafficControlFilter Filter { get; private set; }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        RequireAttached();
        TrafficControlFilterRequest request = ((TrafficControlTarget)Target).ToRequest(Filter.InterfaceIndex, program) with { Priority = Filter.Priority, Handle = Filter.Handle };
        Namespace.Run(() => Filter = NetlinkTrafficControl.AddOrReplace(request));
        Program = program;
    }

    /// <inheritdoc/>
    private protected override void Remove()
    {
        NetlinkTrafficControl.Delete(Filter);
        if (_madeClassifier)
            RemoveEmptyClassifier(Filter.InterfaceIndex);
    }

    /// <summary>Whether the filter is not there, nor its discipline (EINVAL), nor the interface.</summary>
    private protected override bool IsGone(int errno) => errno is SyscallErrors.NoDevice or SyscallErrors.NoEntry or SyscallErrors.Invalid;

    private static void RemoveEmptyClassifier(int interfaceIndex)
    {
        if (!NetlinkTrafficControl.HasFilters(interfaceIndex, TrafficControlFilter.IngressParent) && !NetlinkTrafficControl.HasFilters(interfaceIndex, TrafficControlFilter.EgressParent))
            NetlinkTrafficControl.DeleteClassifier(interfaceIndex);
    }
}
