// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>
/// Probes defined in tracefs (<c>kprobe_events</c>, <c>uprobe_events</c>; Documentation/trace/kprobetrace.rst), for kernels before 4.17, whose perf events
/// could not carry them. Each has a name of its own and is removed with its link; a process that is killed leaves the definition, without effect.
/// </summary>
internal static class TraceProbe
{
    /// <summary>The files that take definitions.</summary>
    public const string Kprobes = "kprobe_events", Uprobes = "uprobe_events";

    /// <summary>What to say where the kernel has no kprobes at all.</summary>
    public const string WhyNoKprobes = "this kernel has no kprobes (built without CONFIG_KPROBES or CONFIG_KPROBE_EVENTS). Tracepoints (tracepoint/…, raw_tp/…, tp_btf/…) and uprobes do without.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static int s_count;

    /// <summary>Whether the kernel takes definitions of a kind.</summary>
    public static bool IsKnown(string file) => TraceFileSystem.Folder is { } folder && File.Exists(Path.Combine(folder, file));

    /// <summary>Defines a probe and attaches a program to it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="target">What the probe stands for.</param>
    /// <param name="file"><see cref="Kprobes"/> or <see cref="Uprobes"/>.</param>
    /// <param name="isReturn">Whether it is hit when the function returns.</param>
    /// <param name="place">Where it is, in the words of tracefs.</param>
    /// <param name="process">The task to probe, or <see cref="PerfEvent.AnyProcess"/>.</param>
    /// <param name="cookie">The cookie.</param>
    /// <param name="likelyCause">What an error number most often means here.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static KernelLink Attach(KernelProgram program, KernelTarget target, string file, bool isReturn, string place, int process, ulong cookie, Func<int, string> likelyCause)
    {
        string doing = target.Attaching(program);
        string folder = TraceFileSystem.Require(doing);
        string group = string.Create(CultureInfo.InvariantCulture, $"hornet_{Environment.ProcessId}");
        string name = string.Create(CultureInfo.InvariantCulture, $"p{Interlocked.Increment(ref s_count)}");
        string list = Path.Combine(folder, file);
        Append(doing, list, $"{(isReturn ? 'r' : 'p')}:{group}/{name} {place}", likelyCause);

        void Remove()
        {
            // A child process that is being started holds a copy of the event's descriptor until it executes its program, and the probe is busy as long.
            SystemCallException? refusal = null;
            if (!SpinWait.SpinUntil(() => (refusal = TryAppend($"removing the probe of {target}", list, $"-:{group}/{name}", _ => "something else still uses it"))?.Errno != SyscallErrors.Busy, Patience) || refusal is not null)
                throw refusal!;
        }

        BpfHandle perfEvent;
        try
        {
            var attributes = new PerfEventAttributes { Type = PerfEvent.TracepointType, Config = TraceFileSystem.EventId(doing, group, name) };
            perfEvent = PerfEvent.Open(doing, attributes, process, process == PerfEvent.AnyProcess ? 0 : PerfEvent.AnyCpu);
        }
        catch
        {
            Remove();
            throw;
        }

        return PerfEvent.Attach(program, target, perfEvent, cookie, cookie == 0 ? ProbeAttachMode.PerfEvent : ProbeAttachMode.Auto, Remove);
    }

    private static void Append(string doing, string list, string definition, Func<int, string> likelyCause)
    {
        if (TryAppend(doing, list, definition, likelyCause) is { } refusal)
            throw refusal;
    }

    /// <summary>Writes one definition; the file must be opened to append, for opening it otherwise removes every probe.</summary>
    private static SystemCallException? TryAppend(string doing, string list, string definition, Func<int, string> likelyCause)
    {
        try
        {
            using var file = new FileStream(list, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(definition + "\n"));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            int errno = error is UnauthorizedAccessException ? SyscallErrors.AccessDenied : error is FileNotFoundException ? SyscallErrors.NoEntry : error.HResult & 0xffff;
            return new SystemCallException(doing, $"writing \"{definition}\" to {list}", errno, likelyCause(errno));
        }
    }
}
