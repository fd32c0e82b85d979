// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// The kernel that helpers answer for: memory, symbols, sockets, routes and the place a tracing program was hit at. Empty at first, so that
/// programs see a machine without sockets and routes; callers describe as much of a world as their programs ask about.
/// </summary>
/// <remarks>One for all runs of a virtual machine. Set it up before programs run; collections may also be changed between runs.</remarks>
public sealed class SimulatedKernel
{
    /// <summary>The cookie of the first network namespace of a machine.</summary>
    private const ulong FirstNetworkNamespace = 1;

    internal SimulatedKernel(AddressSpace? addressSpace = null)
    {
        Sockets = new SimulatedSockets(addressSpace);
    }

    /// <summary>Memory at made-up addresses.</summary>
    public SimulatedMemory Memory { get; } = new();

    /// <summary>Symbols.</summary>
    public SimulatedSymbols Symbols { get; } = new();

    /// <summary>Sockets for <c>bpf_sk_lookup_tcp</c> and its relatives.</summary>
    public SimulatedSockets Sockets { get; }

    /// <summary>Network interfaces and routes.</summary>
    public SimulatedNetwork Network { get; } = new();

    /// <summary>The machine's timers.</summary>
    internal TimerQueue Timers { get; } = new();

    /// <summary>The number of possible CPUs.</summary>
    public int CpuCount { get; set; } = 1;

    /// <summary>The NUMA node of every CPU.</summary>
    public int NumaNode { get; set; }

    /// <summary>The cookie of the network namespace (<c>bpf_get_netns_cookie</c>).</summary>
    public ulong NetworkNamespaceCookie { get; set; } = FirstNetworkNamespace;

    /// <summary>The addresses of the kernel stack, innermost first (<c>bpf_get_stack</c>, <c>bpf_get_stackid</c>).</summary>
    public ulong[] KernelStack { get; set; } = [];

    /// <summary>The addresses of the user stack, innermost first.</summary>
    public ulong[] UserStack { get; set; } = [];

    /// <summary>The address of the traced function (<c>bpf_get_func_ip</c>).</summary>
    public ulong FunctionAddress { get; set; }

    /// <summary>The cookie of the attachment (<c>bpf_get_attach_cookie</c>).</summary>
    public ulong AttachCookie { get; set; }

    /// <summary>The address of the registers a task entered the kernel with (<c>bpf_task_pt_regs</c>); readable when <see cref="Memory"/> has something there.</summary>
    public ulong TaskRegistersAddress { get; set; } = 0xffff_c900_0000_3f58;

    /// <summary>Counter, time enabled and time running of every perf event (<c>bpf_perf_event_read</c> and its relatives).</summary>
    public (ulong Counter, ulong Enabled, ulong Running) PerfCounter { get; set; }

    /// <summary>Frees what the kernel holds; no program may run any more.</summary>
    internal void Dispose() => Sockets.Free();
}
