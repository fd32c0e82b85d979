// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Asks what is attached at a place (<c>BPF_PROG_QUERY</c>), however it was attached and by whom.</summary>
public static unsafe class ProgramQuery
{
    private const uint Effective = 1; // BPF_F_QUERY_EFFECTIVE
    private const int Attempts = 8;

    /// <summary>The programs at a hook of a control group, in the order in which they run.</summary>
    /// <param name="path">The control group's folder in a version 2 hierarchy.</param>
    /// <param name="hook">The hook.</param>
    /// <param name="isEffective">Whether to list everything that runs for the group, what its ancestors have attached included, rather than what is attached to it.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="SystemCallException">The folder cannot be opened.</exception>
    public static ProgramQueryResult Cgroup(string path, AttachType hook, bool isEffective = false)
    {
        using SafeHandle folder = OpenedFile.Folder(path);
        return Read(Descriptor(folder), hook, isEffective ? Effective : 0, $"asking what is attached to the control group {path} at {hook.ToText()}");
    }

    /// <summary>The programs of a network namespace: flow dissector and socket look-up.</summary>
    /// <param name="path">The namespace's file, for example <c>/proc/self/ns/net</c>.</param>
    /// <param name="hook">The hook.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="SystemCallException">The file cannot be opened.</exception>
    public static ProgramQueryResult NetworkNamespace(string path, AttachType hook)
    {
        using SafeHandle file = OpenedFile.ForReading(path);
        return Read(Descriptor(file), hook, 0, $"asking what is attached to the network namespace {path} at {hook.ToText()}");
    }

    /// <summary>The programs of a network interface by tcx or netkit, in the order in which they run.</summary>
    /// <param name="index">The interface's index in the calling thread's network namespace.</param>
    /// <param name="hook"><see cref="AttachType.TcxIngress"/>, <see cref="AttachType.TcxEgress"/>, or a side of a netkit device.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static ProgramQueryResult Interface(int index, AttachType hook) =>
        Read((uint)index, hook, 0, $"asking what is attached to the network interface {index} at {hook.ToText()}");

    /// <summary>The program of a map of sockets.</summary>
    /// <param name="map">A socket map or hash.</param>
    /// <param name="hook">The hook.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static ProgramQueryResult SocketMap(KernelMap map, AttachType hook)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Read((uint)map.Handle.FileDescriptor, hook, 0, $"asking what is attached to the map \"{map.Name}\" at {hook.ToText()}");
    }

    /// <summary>The programs of an infrared receiver.</summary>
    /// <param name="path">The device, for example <c>/dev/lirc0</c>.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="SystemCallException">The device cannot be opened.</exception>
    public static ProgramQueryResult Infrared(string path)
    {
        using SafeHandle file = OpenedFile.ForReading(path);
        return Read(Descriptor(file), AttachType.LircMode2, 0, $"asking what is attached to {path}");
    }

    private static uint Descriptor(SafeHandle handle) => (uint)handle.DangerousGetHandle();

    /// <summary>Asks how many there are, then for all; once more when there are more by then.</summary>
    private static ProgramQueryResult Read(uint target, AttachType hook, uint flags, string doing)
    {
        uint room = 0;
        bool hasFlags = flags != Effective; // these two exclude each other
        for (int attempt = 1; ; attempt++)
        {
            uint[] programs = new uint[room], programFlags = new uint[room], links = new uint[room], linkFlags = new uint[room];
            var attributes = new ProgramQueryAttributes { Target = target, AttachType = (uint)hook, QueryFlags = flags, Count = room };
            int result;
            fixed (uint* programPointer = programs, programFlagPointer = programFlags, linkPointer = links, linkFlagPointer = linkFlags)
            {
                attributes.ProgramIds = programPointer;
                attributes.ProgramAttachFlags = hasFlags ? programFlagPointer : null;
                if (HasOrder(hook))
                {
                    attributes.LinkIds = linkPointer;
                    attributes.LinkAttachFlags = linkFlagPointer;
                }

                result = BpfSyscall.Call(BpfCommand.ProgramQuery, ref attributes);
            }

            if (result == -SyscallErrors.Invalid && hasFlags && room != 0)
            {
                hasFlags = false; // a kernel before 6.1 does not know the list of flags
                continue;
            }

            bool isTooShort = (result == 0 || result == -SyscallErrors.NoSpace) && attributes.Count > room;
            if (isTooShort && attempt < Attempts)
            {
                room = attributes.Count;
                continue;
            }

            if (result < 0)
                throw new BpfSyscallException(doing, BpfCommand.ProgramQuery, -result);
            var list = ImmutableArray.CreateBuilder<QueriedProgram>();
            for (int i = 0; i < Math.Min(room, attributes.Count); i++)
                list.Add(new QueriedProgram(programs[i], (ProgramAttachFlags)programFlags[i], links[i], (ProgramAttachFlags)linkFlags[i]));
            return new ProgramQueryResult(list.ToImmutable(), (ProgramAttachFlags)attributes.AttachFlags, attributes.Revision);
        }
    }

    private static bool HasOrder(AttachType hook) =>
        hook is AttachType.TcxIngress or AttachType.TcxEgress or AttachType.NetkitPrimary or AttachType.NetkitPeer;
}
