// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The tracepoint or kernel function that a program of the type <see cref="ProgramType.Tracing"/> was loaded for: <c>tp_btf</c>, <c>fentry</c>,
/// <c>fexit</c>, <c>fmod_ret</c>. Which one is decided when the program is loaded: by its section, or by <see cref="KernelLoadOptions.AttachTargets"/>.
/// </summary>
public sealed record TracingTarget : KernelTarget
{
    /// <summary>
    /// What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 6.0 and later for functions, 6.10 for tracepoints.
    /// </summary>
    public ulong Cookie { get; init; }

    /// <summary>What the program was loaded for, such as <c>fentry/do_unlinkat</c>; known in the target of a link.</summary>
    public string? Hook { get; internal init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of the program.</summary>
    public override string ToString() => Hook ?? "what the program was loaded for";

    internal override KernelLink Attach(KernelProgram program)
    {
        TracingTarget target = this with { Hook = TracingLinks.Hook(program) };
        target.RequireType(program, ProgramType.Tracing);
        if (program.Spec.AttachType == AttachType.TraceIterator)
            throw new BpfException($"{target.Attaching(program)}: it is an iterator; give an {nameof(IteratorTarget)}.");
        return TracingLinks.Create(program, target, Cookie);
    }
}
