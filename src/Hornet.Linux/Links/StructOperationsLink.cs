// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A structure of operations (section <c>.struct_ops.link</c>) in use by the kernel until the link is disposed. Linux 6.4 and later.</summary>
public sealed class StructOperationsLink : BpfLink
{
    private StructOperationsLink(StructOperationsTarget target, KernelMap map, BpfHandle handle)
        : base(null, target, handle) => Map = map;

    /// <summary>The map that holds the structure. Not owned.</summary>
    public KernelMap Map { get; private set; }

    /// <summary>Puts another structure of the same type in the place of the attached one, without a moment in which there is none.</summary>
    /// <param name="map">Its map, of a loaded object; for most types the name inside the structure must be the same.</param>
    /// <exception cref="BpfException">It is no map of a structure with a link, or the kernel refused.</exception>
    public void Update(KernelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        string doing = $"replacing {Target} by \"{map.Name}\"";
        if (map.Type != MapType.StructOperations)
            throw new BpfException($"{doing}: it is a map of the type {map.Type.ToText()}.");
        var attributes = new LinkUpdateAttributes { LinkFd = (uint)Handle.FileDescriptor, NewFd = (uint)map.Handle.FileDescriptor };
        int result = BpfSyscall.Call(BpfCommand.LinkUpdate, ref attributes);
        if (result < 0)
            throw new BpfSyscallException(doing, BpfCommand.LinkUpdate, -result, likelyCause: result == -SyscallErrors.Invalid
                ? "the structures differ in what must be the same (type, name, flags), the new one was not in a section .struct_ops.link, or this type cannot be replaced"
                : "");
        Map = map;
    }

    /// <summary>Attaches a filled structure.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal static StructOperationsLink Create(StructOperationsTarget target, KernelMap map)
    {
        var attributes = new LinkCreateAttributes { ProgramFd = (uint)map.Handle.FileDescriptor, AttachType = (uint)AttachType.StructOperations };
        int fd = BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes);
        return fd >= 0
            ? new StructOperationsLink(target, map, new BpfHandle(fd))
            : throw new BpfSyscallException($"attaching {target}", BpfCommand.LinkCreate, -fd, likelyCause: Cause(-fd));
    }

    /// <summary>What an error number most often means when a structure is registered.</summary>
    internal static string Cause(int errno) => errno switch
    {
        SyscallErrors.Exists => "the kernel has one of that name (the name inside the structure) already",
        SyscallErrors.Busy => "it is attached already, or was and is on its way out",
        SyscallErrors.Invalid => "a function that the kernel needs is not set, or a value is not allowed",
        SyscallErrors.NotSupported => "this kernel cannot register structures of this type",
        _ => "",
    };
}
