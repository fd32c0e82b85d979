// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>An attachment without a link (<c>BPF_PROG_ATTACH</c>). It stays when the process ends without having detached it.</summary>
internal sealed class ProgramAttachment : KernelLink
{
    private readonly ProgramAttachAttributes _attributes;
    private readonly BpfHandle? _object;
    private readonly NetworkNamespaceScope? _namespace;
    private readonly UpdateWay _updateWay;
    private readonly Func<int, string> _hint;
    private BpfHandle _program;
    private bool _isAttached = true;

    private ProgramAttachment(KernelProgram program, KernelTarget target, Request request)
        : base(program, target)
    {
        _attributes = request.Attributes;
        _object = request.Object;
        _namespace = request.Namespace;
        _updateWay = request.UpdateWay;
        _hint = request.Hint;
        _program = HandleCopies.Duplicate(program.Handle, target.Attaching(program));
    }

    /// <summary>How another program takes the place of this one.</summary>
    public enum UpdateWay
    {
        /// <summary>By attaching it in the same way.</summary>
        AttachAgain,

        /// <summary>By attaching it with <c>BPF_F_REPLACE</c> and the old program.</summary>
        Replace,

        /// <summary>Not without a moment in between.</summary>
        None,
    }

    /// <summary>Attaches a program. What the request holds is this object's, or is let go when that fails.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static ProgramAttachment Create(KernelProgram program, KernelTarget target, Request request)
    {
        ProgramAttachment? made = null;
        try
        {
            made = new ProgramAttachment(program, target, request);
            ProgramAttachAttributes attributes = request.Attributes;
            attributes.ProgramFd = (uint)program.Handle.FileDescriptor;
            int result = BpfSyscall.Call(BpfCommand.ProgramAttach, ref attributes);
            return result >= 0
                ? made
                : throw new BpfSyscallException(target.Attaching(program), BpfCommand.ProgramAttach, -result, likelyCause: request.Hint(-result));
        }
        catch
        {
            made?._program.Dispose();
            request.Object?.Dispose();
            request.Namespace?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ObjectDisposedException.ThrowIf(!_isAttached, this);
        if (_updateWay == UpdateWay.None)
            throw Cannot("updated", "the kernel has no replacement for this kind of attachment; attach the other program, then detach this one");
        string doing = $"replacing the program \"{Program?.Name}\" on {Target} by \"{program.Name}\"";
        BpfHandle copy = HandleCopies.Duplicate(program.Handle, doing);
        ProgramAttachAttributes attributes = _attributes;
        attributes.ProgramFd = (uint)copy.FileDescriptor;
        attributes.RelativeFdOrId = 0;
        attributes.ExpectedRevision = 0;
        attributes.Flags &= ~AttachAnchor.Flags;
        if (_updateWay == UpdateWay.Replace)
        {
            attributes.Flags |= (uint)ProgramAttachFlags.Replace;
            attributes.ReplaceFd = (uint)_program.FileDescriptor;
        }

        int result = Call(BpfCommand.ProgramAttach, attributes);
        if (result < 0)
        {
            copy.Dispose();
            throw new BpfSyscallException(doing, BpfCommand.ProgramAttach, -result, likelyCause: _hint(-result));
        }

        _program.Dispose();
        _program = copy;
        Program = program;
    }

    /// <inheritdoc/>
    /// <exception cref="BpfException">The attachment is gone already, or the kernel refused.</exception>
    public override void Detach()
    {
        if (!_isAttached)
            return;
        int result = Release();
        if (result < 0)
            throw new BpfSyscallException($"detaching \"{Program?.Name}\" from {Target}", BpfCommand.ProgramDetach, -result, likelyCause: DetachHint(-result));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || !_isAttached)
            return;
        int result = Release();
        if (result < 0 && !IsGone(-result))
            throw new BpfSyscallException($"detaching \"{Program?.Name}\" from {Target}", BpfCommand.ProgramDetach, -result, likelyCause: "the program is still attached");
    }

    /// <summary>Whether an error number says that nothing is attached any more.</summary>
    private static bool IsGone(int errno) => errno is SyscallErrors.NoEntry or SyscallErrors.NoDevice;

    private static string DetachHint(int errno) => IsGone(errno) ? "it is not attached any more: somebody else detached it, or what it was attached to is gone" : "";

    private int Release()
    {
        ProgramAttachAttributes attributes = new()
        {
            Target = _attributes.Target,
            AttachType = _attributes.AttachType,
            ProgramFd = (uint)_program.FileDescriptor,
        };
        int result = Call(BpfCommand.ProgramDetach, attributes);
        if (result < 0 && !IsGone(-result))
            return result;
        _isAttached = false;
        _program.Dispose();
        _object?.Dispose();
        _namespace?.Dispose();
        return result;
    }

    private int Call(BpfCommand command, ProgramAttachAttributes attributes)
    {
        if (_namespace is null)
            return BpfSyscall.Call(command, ref attributes);
        int result = 0;
        _namespace.Run(() => result = BpfSyscall.Call(command, ref attributes));
        return result;
    }

    /// <summary>What to attach to.</summary>
    /// <param name="Attributes">The attributes, but for the program.</param>
    /// <param name="Hint">The likely cause of an error number and what to try, or an empty text.</param>
    /// <param name="UpdateWay">How the program is replaced.</param>
    /// <param name="Object">What the target descriptor is, kept for detaching.</param>
    /// <param name="Namespace">Where the target interface is, kept for detaching.</param>
    public sealed record Request(ProgramAttachAttributes Attributes, Func<int, string> Hint, UpdateWay UpdateWay, BpfHandle? Object = null, NetworkNamespaceScope? Namespace = null);
}
