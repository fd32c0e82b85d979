// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// A structure of operations (section <c>.struct_ops</c>) that was registered by filling its map. The kernel has no link for it: it stays registered until
/// this is disposed, also when the process ends without. Prefer <c>.struct_ops.link</c> (Linux 6.4).
/// </summary>
public sealed class StructOperationsRegistration : KernelLink
{
    private readonly BpfHandle _map;
    private bool _isGone;

    private StructOperationsRegistration(StructOperationsTarget target, BpfHandle map)
        : base(null, target) => _map = map;

    /// <summary>Registers a structure.</summary>
    /// <param name="target">What it is.</param>
    /// <param name="map">Its map.</param>
    /// <param name="value">The map's value.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static StructOperationsRegistration Create(StructOperationsTarget target, KernelMap map, ReadOnlySpan<byte> value)
    {
        KernelMap own = map.Duplicate(map.Spec);
        MapError error = own.TryUpdate(stackalloc byte[sizeof(uint)], value);
        if (error == MapError.None)
            return new StructOperationsRegistration(target, own.Handle);
        own.Dispose();
        throw Refused($"attaching {target}", error);
    }

    /// <inheritdoc/>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public override void Detach()
    {
        if (_isGone)
            return;
        _isGone = true;
        MapError error = Delete();
        _map.Dispose();
        if (error is not (MapError.None or MapError.NoEntry))
            throw Refused($"detaching {Target}", error);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || _isGone)
            return;
        _isGone = true;
        Delete();
        _map.Dispose();
    }

    /// <summary>The error for a refusal of the kernel.</summary>
    internal static BpfSyscallException Refused(string doing, MapError error) =>
        new(doing, BpfCommand.MapUpdateElement, (int)error, likelyCause: StructOperationsLink.Cause((int)error));

    private unsafe MapError Delete()
    {
        uint key = 0;
        var attributes = new MapElementAttributes { MapFd = (uint)_map.FileDescriptor, Key = (byte*)&key };
        return (MapError)Math.Max(0, -BpfSyscall.Call(BpfCommand.MapDeleteElement, ref attributes));
    }
}
