// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <content>Types that are in the kernel already.</content>
public sealed unsafe partial class KernelBtf
{
    private const string Listing = "listing the BTF objects of the kernel";
    private const int NameRoom = 64; // MODULE_NAME_LEN

    /// <summary>The numbers of all BTF objects, those of the kernel and its modules among them, ascending. Takes CAP_SYS_ADMIN.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<uint> Ids() => KernelIdentities.All(BpfCommand.BtfGetNextId, Listing);

    /// <summary>All BTF objects, each opened as the enumeration reaches it, for the caller to dispose; those that vanish meanwhile are left out.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<KernelBtf> All()
    {
        foreach (uint id in Ids())
        {
            if (KernelIdentities.TryOpen(BpfCommand.BtfGetFileDescriptorById, id, Listing) is { } handle)
                yield return new KernelBtf(handle);
        }
    }

    /// <summary>Opens a BTF object by its number.</summary>
    /// <param name="id">The number, from <see cref="Ids"/> or the information of a program or map.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; ENOENT when there is no such object.</exception>
    public static KernelBtf Open(uint id) => new(KernelIdentities.Open(BpfCommand.BtfGetFileDescriptorById, id, $"opening the BTF object with the id {id}"));

    /// <summary>What the kernel says about the types.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public KernelBtfInfo GetInfo()
    {
        byte* name = stackalloc byte[NameRoom];
        RawBtfInfo info = new() { Name = name, NameLength = NameRoom };
        BpfSyscall.Info("asking about a BTF object", Handle, ref info);
        return new KernelBtfInfo(info.Id, BpfSyscall.ReadName(name), info.KernelBtf != 0, info.BtfSize);
    }

    /// <summary>The types as they are in a <c>.BTF</c> section. Those of a module continue the kernel's own.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public byte[] ReadBytes()
    {
        byte[] bytes = new byte[GetInfo().Size];
        fixed (byte* pointer = bytes)
        {
            RawBtfInfo info = new() { Btf = pointer, BtfSize = (uint)bytes.Length };
            BpfSyscall.Info("reading a BTF object", Handle, ref info);
        }

        return bytes;
    }

    /// <summary>Reads the types.</summary>
    /// <param name="kernel">The kernel's own types, which those of a module continue; null reads them where they are needed.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="IOException">The kernel's own types are needed and cannot be read.</exception>
    public Btf Parse(Btf? kernel = null) => Btf.Parse(ReadBytes(), GetInfo().IsModule ? kernel ?? Btf.LoadKernel() : null);

    /// <summary>Reads the types of a BTF object by its number.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal static Btf Read(uint id)
    {
        using KernelBtf btf = Open(id);
        return btf.Parse();
    }

    /// <summary>Reads the types of a BTF object by its number, or answers null where this process may not.</summary>
    internal static Btf? TryRead(uint id)
    {
        var attributes = new IdAttributes { Id = id };
        int fd = BpfSyscall.Call(BpfCommand.BtfGetFileDescriptorById, ref attributes);
        if (fd < 0)
            return null;
        using var btf = new KernelBtf(new BpfHandle(fd));
        return btf.Parse();
    }
}
