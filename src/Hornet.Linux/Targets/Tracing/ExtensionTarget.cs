// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A global function of a loaded program, which a program of the type <see cref="ProgramType.Extension"/> (section <c>freplace/…</c>) replaces while it
/// is attached. The extension must have been loaded for a function with the same types (<see cref="KernelLoadOptions.AttachPrograms"/>); this may be
/// another program than the one it was loaded for. Linux 5.10 and later for that.
/// </summary>
/// <param name="Program">The program whose function is replaced.</param>
/// <param name="Function">The function.</param>
public sealed record ExtensionTarget(KernelProgram Program, string Function) : KernelTarget
{
    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of the extension, and the program.</summary>
    public override string ToString() => $"freplace/{Function} of {Program.Name}";

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Extension);
        using KernelBtf types = KernelBtf.OfProgram(Program)
            ?? throw new BpfException($"{Attaching(program)}: the program '{Program.Name}' was loaded without type information, so its functions are not known.");
        if (!types.Read().TryFindId(Function, BtfKind.Function, out uint id))
            throw new BpfException($"{Attaching(program)}: the program '{Program.Name}' has no function '{Function}'; it may have been inlined.");
        var attributes = new LinkCreateAttributes { Target = (uint)Program.Handle.FileDescriptor, TargetBtfId = id };
        return BpfLink.Create(program, this, ref attributes, errno => errno switch
        {
            SyscallErrors.Invalid => "the function's types differ from those the extension was loaded for, the function is static, or this kernel cannot replace functions",
            _ => TracingLinks.LikelyCause(program, errno),
        });
    }
}
