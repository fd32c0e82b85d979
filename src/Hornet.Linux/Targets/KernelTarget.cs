// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A hook of the kernel. Each kind of hook is a record of its own, which knows how a program gets there.</summary>
public abstract record KernelTarget : AttachTarget
{
    private protected KernelTarget()
    {
    }

    /// <summary>
    /// Reads a target as a command line has it: what <see cref="object.ToString"/> of the target prints, such as <c>xdp:eth0:native</c>, <c>tcx:eth0:ingress</c>,
    /// <c>cgroup:/sys/fs/cgroup/shop</c>, <c>netns:/run/netns/blue</c>, <c>tracepoint/sched/sched_switch</c>, <c>kprobe/do_unlinkat</c>; where the program's type tells the
    /// kind of hook, the first word may be left out: <c>eth0</c>, <c>eth0:ingress</c>, <c>/sys/fs/cgroup/shop</c>. An interface may be given by its number: <c>#3</c>. Tracing hooks may have
    /// colons (<c>tracepoint:sched:sched_switch</c>), performance events are <c>profile:hz:99</c>, <c>software:page-faults:100</c>, <c>hardware:cpu-cycles:1000000</c>.
    /// </summary>
    /// <param name="program">The program that is to be attached.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="BpfException">The text is no target for this type of program; the message says what one looks like.</exception>
    public static KernelTarget Parse(KernelProgram program, string text)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentException.ThrowIfNullOrEmpty(text);
        return TargetText.Parse(program, text);
    }

    /// <summary>Whether the kernel can replace the program of a link to this kind of hook (<c>BPF_LINK_UPDATE</c>).</summary>
    internal virtual bool CanReplaceProgram => true;

    /// <summary>Attaches a program here.</summary>
    /// <exception cref="BpfException">The program's type does not go with this hook, or the kernel refused.</exception>
    internal abstract KernelLink Attach(KernelProgram program);

    /// <summary>The beginning of error messages.</summary>
    internal string Attaching(KernelProgram program) => $"attaching the program \"{program.Name}\" to {this}";

    /// <summary>Checks that a program's type goes with this hook.</summary>
    /// <exception cref="BpfException">It does not.</exception>
    private protected void RequireType(KernelProgram program, params ReadOnlySpan<ProgramType> types)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (types.Contains(program.Type))
            return;
        List<string> words = [];
        foreach (ProgramType type in types)
            words.Add(type.ToText());
        throw new BpfException($"{Attaching(program)}: this hook takes {string.Join(" or ", words)} programs, and this one is of the type {program.Type.ToText()}.");
    }

    /// <summary>Checks that a program was loaded for this hook, where the kernel wants to know that when loading.</summary>
    /// <exception cref="BpfException">It was not.</exception>
    private protected void RequireAttachType(KernelProgram program, AttachType? attachType, string sections)
    {
        if (program.Spec.AttachType != attachType)
            throw new BpfException($"{Attaching(program)}: the program was loaded for {program.Spec.AttachType?.ToText() ?? "another hook"}, not for {attachType?.ToText() ?? "this one"}; the kernel wants to know it when loading: use the section {sections}.");
    }
}
