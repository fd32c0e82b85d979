// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <content>Maps that are in the kernel already, and what the kernel says about one.</content>
public sealed unsafe partial class KernelMap
{
    private uint _id;

    /// <summary>The map's number in this kernel.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public uint Id => _id != 0 ? _id : _id = ReadRaw().Id;

    /// <summary>Opens a map by its number. Its definition is rebuilt from what the kernel says.</summary>
    /// <param name="id">The number, from <see cref="KernelMaps.Ids"/> or the information of a program.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; ENOENT when there is no such map.</exception>
    public static KernelMap Open(uint id) => Opened(KernelIdentities.Open(BpfCommand.MapGetFileDescriptorById, id, $"opening the map with the id {id}"));

    /// <summary>Opens a map that is pinned in a BPF file system. Its definition is rebuilt from what the kernel says.</summary>
    /// <param name="path">The pin.</param>
    /// <param name="access">What the descriptor is for; a map whose flags forbid it is refused.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="BpfException">Something else than a map is pinned there.</exception>
    public static KernelMap OpenPinned(string path, PinAccess access = PinAccess.ReadWrite) => Opened(BpfFileSystem.Open(path, PinnedKind.Map, access));

    /// <summary>Everything the kernel says about the map.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public KernelMapInfo GetInfo()
    {
        RawMapInfo raw = ReadRaw();
        DescriptorInfo descriptor = DescriptorInfo.Read(Handle);
        return new KernelMapInfo
        {
            Id = raw.Id,
            Type = (MapType)raw.Type,
            Name = BpfSyscall.ReadName(raw.Name),
            KeySize = raw.KeySize,
            ValueSize = raw.ValueSize,
            MaxEntries = raw.MaxEntries,
            Flags = (MapCreateFlags)raw.MapFlags,
            Extra = raw.MapExtra,
            BtfId = raw.BtfId,
            KeyTypeId = raw.BtfKeyTypeId,
            ValueTypeId = raw.BtfValueTypeId,
            KernelBtfId = raw.BtfVmlinuxId,
            KernelValueTypeId = raw.BtfVmlinuxValueTypeId,
            InterfaceIndex = raw.InterfaceIndex,
            NamespaceDevice = raw.NetnsDevice,
            NamespaceInode = raw.NetnsInode,
            IsFrozen = descriptor.Number("frozen") is { } frozen ? frozen != 0 : null,
            MemoryBytes = descriptor.Number("memlock"),
            OwnerType = descriptor.Number("owner_prog_type") is { } owner ? (ProgramType)owner : null,
        };
    }

    /// <summary>The types of the map's keys and values (<see cref="KernelMapInfo.KeyTypeId"/>, <see cref="KernelMapInfo.ValueTypeId"/>), or null where it was made without.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public Btf? ReadTypes() => ReadRaw().BtfId is > 0 and var id ? KernelBtf.Read(id) : null;

    /// <summary>Takes over the descriptor of a map.</summary>
    internal static KernelMap Opened(BpfHandle handle)
    {
        try
        {
            RawMapInfo raw = BpfSyscall.Info<RawMapInfo>("asking about a map", handle);
            var spec = new MapSpec
            {
                Name = BpfSyscall.ReadName(raw.Name),
                Type = (MapType)raw.Type,
                KeySize = raw.KeySize,
                ValueSize = raw.ValueSize,
                MaxEntries = raw.MaxEntries,
                Flags = raw.MapFlags,
                Extra = raw.MapExtra,
                KeyTypeId = raw.BtfKeyTypeId,
                ValueTypeId = raw.BtfValueTypeId,
                IsReadOnlyData = (raw.MapFlags & (uint)MapCreateFlags.ReadOnlyProgram) != 0,
            };
            return new KernelMap(handle, WithVariables(spec, raw)) { _id = raw.Id };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Finds the variables of a data section again. Reading types takes more privilege than opening a pin, and maps do without.</summary>
    private static MapSpec WithVariables(MapSpec spec, in RawMapInfo raw)
    {
        if (spec.Type != MapType.Array || raw.BtfValueTypeId == 0 || raw.BtfKeyTypeId != 0 || KernelBtf.TryRead(raw.BtfId) is not { } types
            || types[raw.BtfValueTypeId] is not BtfDataSection section)
            return spec;
        return spec with
        {
            Name = section.Name,
            Variables = [.. section.Variables.Select(variable => new VariableSpec(
                types.NameOf(variable.TypeId), section.Name, (int)variable.Offset, (int)variable.Size, (types[variable.TypeId] as BtfVariable)?.TypeId ?? 0, spec.IsReadOnlyData))],
        };
    }

    private RawMapInfo ReadRaw() => BpfSyscall.Info<RawMapInfo>($"asking about the map \"{Name}\"", Handle);
}
