// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The interface of the kernel by which a tracepoint, kprobe or uprobe is attached.</summary>
public enum ProbeAttachMode
{
    /// <summary>The best that this kernel has.</summary>
    Auto = 0,

    /// <summary>A perf event with a BPF link on it (Linux 5.15 and later): cookies, pins and information.</summary>
    Link,

    /// <summary>A perf event that the program is set on by <c>ioctl(PERF_EVENT_IOC_SET_BPF)</c> (Linux 4.17 and later for probes, 4.7 for tracepoints).</summary>
    PerfEvent,

    /// <summary>A probe defined in tracefs (<c>kprobe_events</c>, <c>uprobe_events</c>) with a perf event on it, for kernels before 4.17.</summary>
    TraceFileSystem,
}
