// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// A program attached to the running kernel. Disposing the link detaches it, unless it is pinned; a process that ends detaches whatever it had not
/// pinned.
/// </summary>
public abstract class KernelLink : ILink
{
    private protected KernelLink(KernelProgram? program, KernelTarget target)
    {
        Program = program;
        Target = target;
    }

    /// <summary>The attached program; null for a structure of operations, and for a link of unknown making that was opened by number or pin.</summary>
    public KernelProgram? Program { get; private protected set; }

    /// <summary>What the program is attached to.</summary>
    public KernelTarget Target { get; }

    LoadedProgram? ILink.Program => Program;

    AttachTarget ILink.Target => Target;

    /// <summary>Replaces the attached program, without a moment in which none is attached.</summary>
    /// <param name="program">The new program.</param>
    /// <exception cref="BpfException">This kind of link cannot be updated, or the kernel refused.</exception>
    public virtual void Update(KernelProgram program) => throw Cannot("updated", "detach it and attach the other program");

    /// <inheritdoc/>
    public virtual void Detach() => Dispose();

    /// <summary>Keeps the attachment after this process, under a path of a BPF file system.</summary>
    /// <param name="path">The path; its folder must exist in a BPF file system (<c>/sys/fs/bpf</c>), the file must not.</param>
    /// <exception cref="BpfException">This kind of attachment cannot be pinned, or the kernel refused.</exception>
    public virtual void Pin(string path) => throw Cannot("pinned", "this kernel or hook has no BPF link for it");

    /// <summary>What the kernel says about the link; null for attachments that are no BPF links.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public virtual KernelLinkInfo? GetInfo() => null;

    void ILink.Update(LoadedProgram program) => Update(program as KernelProgram
        ?? throw new BpfException($"Updating the link to {Target}: the program '{program?.Name}' belongs to another host."));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the attachment.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);

    private protected BpfException Cannot(string what, string hint) => new($"The link of '{Program?.Name}' to {Target} cannot be {what}: {hint}.");
}
