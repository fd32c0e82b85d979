// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// The state of one run of a program: machine state, packet, context, simulated task, clock and what the program put out. Reused from run to
/// run, so that a run allocates nothing. Belongs to one thread at a time.
/// </summary>
public sealed unsafe partial class ProgramRun : IDisposable
{
    private readonly PacketBuffer _packet = new();
    private readonly AddressSpace _addressSpace;
    private RunState* _state;

    /// <summary>The machine state.</summary>
    internal RunState* State => _state;

    /// <summary>The memory the virtual machine's programs share.</summary>
    internal AddressSpace AddressSpace => _addressSpace;

    /// <summary>The program that runs.</summary>
    public ProgramSpec Program => throw new NotSupportedException();

    /// <summary>The CPU the program runs on; smaller than <see cref="VirtualMachineOptions.CpuCount"/>.</summary>
    public int Cpu { get; set; }

    /// <summary>The current task.</summary>
    public SimulatedTask Task { get; set; } = new();

    /// <summary>The packet, for program types that get one.</summary>
    internal PacketBuffer Packet => _packet;

    /// <summary>Where the program redirected its packet; set by helpers, cleared when a run starts.</summary>
    public RedirectTarget Redirect { get; set; }

    /// <summary>The context's address: what R1 held at the start.</summary>
    internal byte* Context => (byte*)_state->ContextStart;

    internal ProgramRun(AddressSpace addressSpace)
    {
        _addressSpace = addressSpace;
        _state = (RunState*)NativeMemory.AllocZeroed((nuint)sizeof(RunState));
    }

    /// <summary>Checks that the program may touch a range of memory.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">The length in bytes; for 0 any address will do.</param>
    /// <param name="access">What is done with it.</param>
    /// <returns>The address as a pointer.</returns>
    /// <exception cref="MemoryAccessException">The program may not do that.</exception>
    public byte* Access(ulong address, ulong length, MemoryAccess access) => throw new NotSupportedException();

    /// <summary>Calls a callback that the program handed to a helper.</summary>
    /// <param name="callback">The callback as the program passed it.</param>
    /// <param name="r1">First argument.</param>
    /// <param name="r2">Second argument.</param>
    /// <param name="r3">Third argument.</param>
    /// <param name="r4">Fourth argument.</param>
    /// <param name="r5">Fifth argument.</param>
    /// <returns>The callback's R0.</returns>
    /// <exception cref="ExecutionException">It is not a function of the program, or the callback did something it may not do.</exception>
    public ulong Call(ulong callback, ulong r1 = 0, ulong r2 = 0, ulong r3 = 0, ulong r4 = 0, ulong r5 = 0) => throw new NotSupportedException();

    /// <summary>Stops the program with an error that names the instruction, because a helper got an argument it cannot work with.</summary>
    /// <param name="message">What is wrong, as a clause: <c>bpf_loop got a callback that is not a function</c>.</param>
    public ExecutionException BadArgument(string message) => throw new NotSupportedException(message);

    /// <summary>Monotonic time in nanoseconds (<c>bpf_ktime_get_ns</c>).</summary>
    public ulong MonotonicNanoseconds => throw new NotSupportedException();

    /// <summary>Wall-clock time in nanoseconds since 1970 (<c>bpf_ktime_get_tai_ns</c> without its leap seconds).</summary>
    public ulong WallClockNanoseconds => throw new NotSupportedException();

    /// <summary>The next 32 random bits (<c>bpf_get_prandom_u32</c>).</summary>
    public uint NextRandom() => throw new NotSupportedException();

    /// <summary>Records a line the program printed (<c>bpf_trace_printk</c>).</summary>
    /// <param name="text">UTF-8 text without a line end.</param>
    public void Trace(ReadOnlySpan<byte> text) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
        _packet.Dispose();
        NativeMemory.Free(_state);
        _state = null;
    }
}
