// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Linux;

/// <content>Creation, and maps that exist already.</content>
public sealed unsafe partial class KernelMap
{
    /// <summary>Creates a map of an object.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal static KernelMap Create(MapSpec spec, MapCreation creation)
    {
        int result = TryCreate(spec, creation);

        // Kernels before 5.11 charge maps to the memory the process may lock, of which there is little.
        if (result == -SyscallErrors.NotPermitted && KernelEnvironment.RunningRelease < LikelyCauses.MemoryOfControlGroups && LockedMemory.RaiseLimit())
            result = TryCreate(spec, creation);
        return result >= 0
            ? new KernelMap(new BpfHandle(result), spec)
            : throw new BpfSyscallException($"creating the map \"{spec.Name}\" ({Describe(spec)})", new RefusedCommand(BpfCommand.MapCreate, -result) { MapType = spec.Type, MapFlags = (MapCreateFlags)spec.Flags });
    }

    /// <summary>Creates a map; answers its descriptor, or a failure as a negative error number.</summary>
    internal static int TryCreate(MapSpec spec, MapCreation creation)
    {
        var attributes = new MapCreateAttributes
        {
            MapType = (uint)spec.Type,
            KeySize = spec.KeySize,
            ValueSize = spec.ValueSize,
            MaxEntries = spec.MaxEntries,
            MapFlags = spec.Flags,
            NumaNode = spec.NumaNode,
            MapExtra = spec.Extra,
            InnerMapFd = (uint)(creation.InnerMap?.Handle.FileDescriptor ?? 0),
            MapInterfaceIndex = (uint)creation.InterfaceIndex,
            BtfVmlinuxValueTypeId = creation.KernelValueTypeId,
        };
        if (creation.Btf is not null)
        {
            attributes.BtfFd = (uint)creation.Btf.Handle.FileDescriptor;
            if (creation.KernelValueTypeId == 0)
            {
                attributes.BtfKeyTypeId = spec.KeyTypeId;
                attributes.BtfValueTypeId = spec.ValueTypeId;
            }
        }

        if (creation.KernelValueModule is { } module)
        {
            attributes.MapFlags |= (uint)MapCreateFlags.ValueTypeBtfObjectFileDescriptor;
            attributes.ValueTypeBtfObjectFd = module.FileDescriptor;
        }

        if (creation.Token is { } token)
        {
            attributes.MapFlags |= (uint)MapCreateFlags.TokenFileDescriptor;
            attributes.MapTokenFd = token.FileDescriptor;
        }

        BpfSyscall.CopyName(creation.Name ?? spec.Name, attributes.MapName);
        return BpfSyscall.Call(BpfCommand.MapCreate, ref attributes);
    }

    /// <summary>Takes over the descriptor of a map that exists already.</summary>
    /// <param name="handle">The descriptor.</param>
    /// <param name="spec">The map's definition, with the sizes it really has.</param>
    internal static KernelMap Adopt(BpfHandle handle, MapSpec spec) => new(handle, spec);

    /// <summary>The same map under a descriptor of its own.</summary>
    /// <param name="spec">The definition to show it with.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    internal KernelMap Duplicate(MapSpec spec)
    {
        int fd = NativeMethods.FileControl(Handle.FileDescriptor, NativeMethods.DuplicateCloseOnExec, 0);
        return fd >= 0
            ? new KernelMap(new BpfHandle(fd), spec)
            : throw new SystemCallException($"using the map \"{Name}\" a second time", "fcntl(F_DUPFD_CLOEXEC)", Marshal.GetLastPInvokeError());
    }

    private static string Describe(MapSpec spec) =>
        $"{spec.Type.ToText()}, keys of {spec.KeySize} and values of {spec.ValueSize} bytes, {spec.MaxEntries} entries, flags 0x{spec.Flags:x}";
}
