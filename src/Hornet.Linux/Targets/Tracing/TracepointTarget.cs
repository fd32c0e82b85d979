// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A tracepoint of the kernel, for programs of the type <see cref="ProgramType.Tracepoint"/>, whose context is the record that tracefs describes in
/// <c>events/CATEGORY/NAME/format</c>. The program runs for every task; one that wants a single process compares <c>bpf_get_current_pid_tgid()</c>.
/// </summary>
/// <remarks>Needs tracefs to be mounted (<c>mount -t tracefs nodev /sys/kernel/tracing</c>), for the tracepoint's number.</remarks>
/// <param name="Category">The folder of the tracepoint in tracefs, for example <c>syscalls</c>.</param>
/// <param name="Name">Its name, for example <c>sys_enter_openat</c>.</param>
/// <example><code>using KernelLink link = program.Attach(new TracepointTarget("sched", "sched_process_exec"));</code></example>
public sealed record TracepointTarget(string Category, string Name) : KernelTarget
{
    /// <summary>What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 5.15 and later.</summary>
    public ulong Cookie { get; init; }

    /// <summary>By which interface of the kernel. <see cref="ProbeAttachMode.TraceFileSystem"/> is the same as <see cref="ProbeAttachMode.PerfEvent"/> here.</summary>
    public ProbeAttachMode Mode { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of such a program.</summary>
    public override string ToString() => $"tracepoint/{Category}/{Name}";

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Tracepoint);
        string doing = Attaching(program);
        var attributes = new PerfEventAttributes { Type = PerfEvent.TracepointType, Config = TraceFileSystem.EventId(doing, Category, Name) };
        return PerfEvent.Attach(program, this, PerfEvent.Open(doing, attributes, PerfEvent.AnyProcess, 0), Cookie, Mode);
    }
}
