// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>An attachment that the kernel holds as an object of its own, with a descriptor (<c>BPF_LINK_CREATE</c>, <c>BPF_RAW_TRACEPOINT_OPEN</c>).</summary>
public class BpfLink : KernelLink
{
    private uint _id;

    internal BpfLink(KernelProgram? program, KernelTarget target, BpfHandle handle)
        : base(program, target) => Handle = handle;

    /// <summary>The descriptor.</summary>
    public BpfHandle Handle { get; }

    /// <summary>The link's number in this kernel.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public uint Id => _id != 0 ? _id : _id = LinkInfoReader.ReadId(Handle);

    /// <summary>Opens a link by its number; an iterator's comes as an <see cref="IteratorLink"/>. Disposing it closes the descriptor; what is attached stays as long as others hold the link.</summary>
    /// <param name="id">The number, from <see cref="KernelLinks.Ids"/>.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; ENOENT when there is no such link.</exception>
    public static BpfLink Open(uint id) => Opened(KernelIdentities.Open(BpfCommand.LinkGetFileDescriptorById, id, $"opening the link with the id {id}"));

    /// <summary>Opens a link that is pinned in a BPF file system.</summary>
    /// <param name="path">The pin.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="BpfException">Something else than a link is pinned there.</exception>
    public static BpfLink OpenPinned(string path) => Opened(BpfFileSystem.Open(path, PinnedKind.Link));

    /// <summary>Takes over the descriptor of a link.</summary>
    internal static BpfLink Opened(BpfHandle handle)
    {
        try
        {
            RawLinkInfo raw = LinkInfoReader.ReadFixed(handle);
            var target = new OpenedTarget((BpfLinkType)raw.Type, raw.Id);
            return target.Type == BpfLinkType.Iterator ? new IteratorLink(null, target, handle) { _id = raw.Id } : new BpfLink(null, target, handle) { _id = raw.Id };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Creates a link.</summary>
    /// <param name="program">The program.</param>
    /// <param name="target">What for.</param>
    /// <param name="attributes">The attributes, but for the program.</param>
    /// <param name="likelyCause">What an error number most often means here; an empty text for nothing known. Null knows nothing.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal static BpfLink Create(KernelProgram program, KernelTarget target, ref LinkCreateAttributes attributes, Func<int, string>? likelyCause = null) =>
        new(program, target, Open(program, target, ref attributes, likelyCause));

    /// <summary>Creates a link and answers its descriptor alone.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal static BpfHandle Open(KernelProgram program, KernelTarget target, ref LinkCreateAttributes attributes, Func<int, string>? likelyCause = null)
    {
        attributes.ProgramFd = (uint)program.Handle.FileDescriptor;
        int fd = BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes);
        return fd >= 0
            ? new BpfHandle(fd)
            : throw new BpfSyscallException(target.Attaching(program), BpfCommand.LinkCreate, -fd, likelyCause: likelyCause?.Invoke(-fd) ?? "");
    }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Update(program, new LinkUpdateAttributes());
    }

    /// <summary>Replaces the attached program, if it is the expected one: nobody else's update is lost.</summary>
    /// <param name="program">The new program.</param>
    /// <param name="expected">The program that must be attached now.</param>
    /// <exception cref="BpfSyscallException">Another program is attached (<c>EPERM</c>, for some kinds of link <c>EEXIST</c>), or the kernel refused.</exception>
    public void Update(KernelProgram program, KernelProgram expected)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(expected);
        Update(program, new LinkUpdateAttributes { Flags = (uint)ProgramAttachFlags.Replace, OldFd = (uint)expected.Handle.FileDescriptor });
    }

    private void Update(KernelProgram program, LinkUpdateAttributes attributes)
    {
        if (!Target.CanReplaceProgram)
            throw Cannot("updated", "the kernel cannot replace the program of this kind of link; attach the other program, then dispose this link");
        attributes.LinkFd = (uint)Handle.FileDescriptor;
        attributes.NewFd = (uint)program.Handle.FileDescriptor;
        int result = BpfSyscall.Call(BpfCommand.LinkUpdate, ref attributes);
        if (result < 0)
            throw new BpfSyscallException($"replacing the program \"{Program?.Name}\" on {Target} by \"{program.Name}\"", BpfCommand.LinkUpdate, -result);
        Program = program;
    }

    /// <inheritdoc/>
    public override void Detach()
    {
        var attributes = new LinkDetachAttributes { LinkFd = (uint)Handle.FileDescriptor };
        int result = BpfSyscall.Call(BpfCommand.LinkDetach, ref attributes);
        if (result == -SyscallErrors.NotSupported)
            throw new BpfException($"Detaching \"{Program?.Name}\" from {Target}: the kernel has no forced detachment for this kind of link; dispose it, and remove its pins.");
        if (result < 0)
            throw new BpfSyscallException($"detaching \"{Program?.Name}\" from {Target}", BpfCommand.LinkDetach, -result);
    }

    /// <summary>What the kernel says about the link, as the record for its kind: <see cref="XdpLinkInfo"/>, <see cref="CgroupLinkInfo"/> and so on.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public override KernelLinkInfo GetInfo() => LinkInfoReader.Read(Handle);

    /// <inheritdoc/>
    public override void Pin(string path) => BpfFileSystem.Pin(path, Handle, $"the link of \"{Program?.Name}\" to {Target}");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Handle.Dispose();
    }
}
