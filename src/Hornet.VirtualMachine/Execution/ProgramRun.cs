// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// The state of one run of a program: machine state, packet, context, simulated task, clock and what the program put out. Reused from run to
/// run, so that a run allocates nothing. Belongs to one thread at a time.
/// </summary>
public sealed unsafe partial class ProgramRun : IDisposable
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int StackSlack = 64;
    private const int MostBytesInPlace = 64;
    private const int StackSize = RunState.FrameSize * RunState.MaximumFrames;

    private readonly IProgramEnvironment _environment;
    private readonly VirtualMachineOptions _options;
    private readonly AddressSpace _addressSpace;
    private readonly HandleTable<NativeMap>? _mapHandles;
    private readonly bool _hasSystemClock;
    private readonly PacketBuffer _packet;
    private readonly List<string> _trace = [];
    private RunState* _state;
    private byte* _stack;
    private CallFrame* _frames;
    private ProgramCode? _code;
    private long _budget;
    private int _addressSpaceVersion = -1;
    private ulong _random;
    private int _tailCalls;

    internal ProgramRun(IProgramEnvironment environment)
    {
        _environment = environment;
        _options = environment.Options;
        _addressSpace = environment.AddressSpace;
        _mapHandles = environment.MapHandles;
        _hasSystemClock = ReferenceEquals(environment.Options.Clock, TimeProvider.System) && Stopwatch.Frequency == NanosecondsPerSecond;
        _packet = new PacketBuffer(this);
        _state = (RunState*)NativeMemory.AlignedAlloc((nuint)sizeof(RunState), 64);
        NativeMemory.Clear(_state, (nuint)sizeof(RunState));
        _stack = (byte*)NativeMemory.AlignedAlloc(StackSize + StackSlack, 64);
        NativeMemory.Clear(_stack, StackSize + StackSlack);
        _frames = (CallFrame*)NativeMemory.AllocZeroed(RunState.MaximumFrames, (nuint)sizeof(CallFrame));
        _contextBuffer = (byte*)NativeMemory.AllocZeroed(ContextCapacity);
        _state->LastFrame = _frames + RunState.MaximumFrames - 1;
        _random = environment.Options.RandomSeed ?? (ulong)System.Random.Shared.NextInt64();
        Task = environment.Options.Task;
    }

    /// <summary>The program that runs; a tail call changes it.</summary>
    public ProgramSpec Program => Code.Spec;

    /// <summary>The CPU the program runs on; smaller than <see cref="VirtualMachineOptions.CpuCount"/>.</summary>
    public int Cpu
    {
        get;
        set
        {
            field = value;
            if (_state != null)
            {
                _state->Cpu = value;
            }
        }
    }

    /// <summary>The current task.</summary>
    public SimulatedTask Task { get; set; }

    /// <summary>The machine's options.</summary>
    public VirtualMachineOptions Options => _options;

    /// <summary>The monotonic time that programs see, in nanoseconds, or null for the machine's clock; for example the time stamp of the packet that is replayed.</summary>
    public ulong? FixedTime { get; set; }

    /// <summary>Stops a run that takes long, with <see cref="ExecutionError.Cancelled"/>.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Where the program redirected its packet; set by helpers, cleared when a run starts.</summary>
    public RedirectTarget Redirect { get; set; }

    /// <summary>The lines the program printed (<c>bpf_trace_printk</c>) in the last run.</summary>
    public IReadOnlyList<string> TraceLines => _trace;

    /// <summary>
    /// Whether what helpers get is checked while the program runs: always in the interpreter and in checked mode, and in calls of functions that the
    /// machine's owner registered, whose arguments the verifier does not know.
    /// </summary>
    internal bool IsChecked { get; private set; } = true;

    /// <summary>Whether the run's memory is gone.</summary>
    internal bool IsDisposed => _state == null;

    /// <summary>The machine state.</summary>
    internal RunState* State => _state;

    /// <summary>The machine the program runs in.</summary>
    internal IProgramEnvironment Environment => _environment;

    /// <summary>The decoded program.</summary>
    internal ProgramCode Code => _running?.Code ?? _code ?? throw new InvalidOperationException("No program has been run yet.");

    /// <summary>Finds the map behind a map pointer that a helper got.</summary>
    /// <exception cref="ExecutionException">It is none.</exception>
    internal NativeMap Map(ulong handle) => _mapHandles?.Find(handle)
        ?? throw BadArgument($"a helper got 0x{handle:x} for a map, which is not a map pointer");

    /// <summary>Finds the map behind what is known to be a map pointer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NativeMap KnownMap(ulong handle) => _mapHandles!.Find(handle)!;

    /// <summary>Calls a callback that the program handed to a helper.</summary>
    /// <param name="callback">The callback as the program passed it.</param>
    /// <param name="r1">First argument.</param>
    /// <param name="r2">Second argument.</param>
    /// <param name="r3">Third argument.</param>
    /// <param name="r4">Fourth argument.</param>
    /// <param name="r5">Fifth argument.</param>
    /// <returns>The callback's R0.</returns>
    /// <exception cref="ExecutionException">It is not a function of the program, or the callback did something it may not do.</exception>
    public ulong Call(ulong callback, ulong r1 = 0, ulong r2 = 0, ulong r3 = 0, ulong r4 = 0, ulong r5 = 0)
    {
        ProgramCode code = Code;
        if (!code.IsFunction(callback))
        {
            throw BadArgument($"a helper got the callback 0x{callback:x}, which is not a function of the program");
        }

        if (_running is not null)
        {
            return CallCompiled(callback, r1, r2, r3, r4, r5);
        }

        RunState* state = _state;
        CallFrame* frame = state->Frame + 1;
        if (frame > state->LastFrame)
        {
            ThrowCallDepth();
        }

        Operation* current = state->Current;
        ulong framePointer = state->Registers[10];
        ulong stackLow = state->StackLow;
        Handlers.Enter(state, frame, null);
        state->Registers[1] = r1;
        state->Registers[2] = r2;
        state->Registers[3] = r3;
        state->Registers[4] = r4;
        state->Registers[5] = r5;

        // Every call counts, so that a helper that calls back for ever is stopped as a loop would be.
        if (--state->Slice < 0)
        {
            RefillSlice((Operation*)callback);
        }

        Interpreter.Run(state, (Operation*)callback, this);
        Handlers.Leave(state, frame);
        state->Registers[10] = framePointer;
        state->StackLow = stackLow;
        state->Current = current;
        if (!ReferenceEquals(_code, code))
        {
            _code = code;
        }

        return state->Registers[0];
    }

    /// <summary>An error to throw when a helper got an argument it cannot work with; it names the instruction that called the helper.</summary>
    /// <param name="message">What is wrong, as a clause: <c>bpf_loop got a callback that is not a function</c>.</param>
    public ExecutionException BadArgument(string message) => new(ExecutionError.BadArgument, message, Position);

    /// <summary>Monotonic time in nanoseconds (<c>bpf_ktime_get_ns</c>).</summary>
    public ulong MonotonicNanoseconds
    {
        get
        {
            if (FixedTime is { } time)
            {
                return time;
            }

            if (_hasSystemClock)
            {
                return (ulong)Stopwatch.GetTimestamp();
            }

            TimeProvider clock = Options.Clock;
            long ticks = clock.GetTimestamp();
            long frequency = clock.TimestampFrequency;
            return frequency == NanosecondsPerSecond ? (ulong)ticks : (ulong)((Int128)ticks * NanosecondsPerSecond / frequency);
        }
    }

    /// <summary>Wall-clock time in nanoseconds since 1970, UTC.</summary>
    public ulong WallClockNanoseconds => (ulong)(Options.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>The next 32 random bits (<c>bpf_get_prandom_u32</c>); repeatable when <see cref="VirtualMachineOptions.RandomSeed"/> is given.</summary>
    public uint NextRandom()
    {
        // SplitMix64 (Steele, Lea and Flood 2014): one addition and a mixing of the counter.
        ulong mixed = _random += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (uint)((mixed ^ (mixed >> 31)) >> 32);
    }

    /// <summary>Records a line the program printed (<c>bpf_trace_printk</c>).</summary>
    /// <param name="text">UTF-8 text without a line end.</param>
    public void Trace(ReadOnlySpan<byte> text) => _trace.Add(Encoding.UTF8.GetString(text));

    /// <inheritdoc/>
    public void Dispose()
    {
        _owner?.Remove(this);
        Free();
    }

    private void Free()
    {
        if (_state == null)
        {
            return;
        }

        _packet.Dispose();
        DisposeHelpers();
        NativeMemory.AlignedFree(_state);
        NativeMemory.AlignedFree(_stack);
        NativeMemory.Free(_frames);
        NativeMemory.Free(_contextBuffer);
        NativeMemory.Free(_bigContext);
        _state = null;
        _stack = null;
        _frames = null;
        _contextBuffer = null;
        _bigContext = null;
    }
}
