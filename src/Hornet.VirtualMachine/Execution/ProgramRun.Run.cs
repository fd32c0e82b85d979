// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <content>Runs of a loaded program.</content>
public sealed unsafe partial class ProgramRun
{
    private static readonly PacketMetadata PlainPacket = new();

    // Large enough that making one for each run would show.
    private static readonly PacketMetadata NoMetadata = new();

    private readonly VirtualObject? _owner;
    private readonly VirtualProgram? _program;
    private readonly bool _takesPacket;
    private readonly bool _writesContext;
    private int _isActive;
    private volatile bool _isStopping;

    internal ProgramRun(VirtualMachine machine, VirtualObject owner, VirtualProgram program)
        : this(machine)
    {
        _owner = owner;
        _program = program;
        _code = program.Code;
        _takesPacket = ProgramAction.HasPacket(program.Spec.Type);
        _writesContext = ContextLayout.For(program.Spec.Type, program.Spec.AttachType) is { HasStructure: false } layout && layout.CanWrite(0, 8);
    }

    /// <summary>Runs the program over a packet (or, for program types without one, over the bytes of a context).</summary>
    /// <param name="input">The packet from its link-layer header on, or the context; copied.</param>
    /// <returns>R0 at the program's exit; <see cref="ProgramAction.NameOf"/> says what it means.</returns>
    /// <exception cref="ExecutionException">The program did something it may not do, or used up its instruction budget.</exception>
    public ulong Run(ReadOnlySpan<byte> input) => Run(input, PlainPacket);

    /// <summary>Runs the program over a packet (or, for program types without one, over the bytes of a context).</summary>
    /// <param name="input">The packet from its link-layer header on, or the context; copied.</param>
    /// <param name="metadata">What is known about the packet besides its bytes.</param>
    /// <returns>R0 at the program's exit; <see cref="ProgramAction.NameOf"/> says what it means.</returns>
    /// <exception cref="ExecutionException">The program did something it may not do, or used up its instruction budget.</exception>
    public ulong Run(ReadOnlySpan<byte> input, in PacketMetadata metadata)
    {
        Begin();
        try
        {
            return Execute(_program!.Code, Prepare(input, metadata));
        }
        finally
        {
            End();
        }
    }

    /// <summary>
    /// Runs the program over a packet or context many times, as the kernel's <c>BPF_PROG_TEST_RUN</c> does: the input is set up once, and each run gets the
    /// packet and the context as the run before it left them. For measurements.
    /// </summary>
    /// <param name="input">The packet from its link-layer header on, or the context; copied.</param>
    /// <param name="metadata">What is known about the packet besides its bytes.</param>
    /// <param name="count">How often; at least once.</param>
    /// <param name="duration">How long the runs took together, without setting up the input.</param>
    /// <returns>R0 at the exit of the last run.</returns>
    /// <exception cref="ExecutionException">The program did something it may not do, or used up the instruction budget of a run.</exception>
    public ulong Repeat(ReadOnlySpan<byte> input, in PacketMetadata metadata, int count, out TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Begin();
        try
        {
            ulong context = Prepare(input, metadata);
            ProgramCode code = _program!.Code;
            ulong value = 0;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                value = Execute(code, context);
            }

            duration = Stopwatch.GetElapsedTime(start);
            return value;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Makes the run this thread's; what it then finds, it may use until <see cref="End"/>.</summary>
    /// <exception cref="InvalidOperationException">Another thread, or the program itself through a helper, uses the run.</exception>
    internal void Begin()
    {
        if (Interlocked.Exchange(ref _isActive, 1) != 0)
        {
            throw new InvalidOperationException("Running a program: this run is in use by another thread, or by the program itself.");
        }
    }

    /// <summary>Sets up the packet or context of a run that has begun.</summary>
    /// <returns>The context's address for R1.</returns>
    private ulong Prepare(ReadOnlySpan<byte> input, in PacketMetadata metadata)
    {
        VirtualProgram program = _program ?? throw new InvalidOperationException("This run belongs to no loaded program.");
        ObjectDisposedException.ThrowIf(_owner!.IsDisposed || IsDisposed, program);
        return _takesPacket
            ? PreparePacket(program.Spec.Type, program.Shape!, input, metadata)
            : PrepareBytes(input, program.Shape, _writesContext);
    }

    /// <summary>Lets go of the run.</summary>
    internal void End() => Volatile.Write(ref _isActive, 0);

    /// <summary>The packet as the last run left it, from its link-layer header on; empty for program types without one. Valid until the next run.</summary>
    public ReadOnlySpan<byte> OutputPacket => _hasPacket ? _packet.Frame : default;

    /// <summary>The metadata before the packet as the last run left it. Valid until the next run.</summary>
    public ReadOnlySpan<byte> OutputMetadata => _hasPacket ? _packet.MetaSpan : default;

    /// <summary>
    /// The context as the last run left it: the fields of <c>struct __sk_buff</c> (mark, control block, ...) or <c>struct xdp_md</c> without the pointers, or the
    /// bytes of another context. Valid until the next run.
    /// </summary>
    public ReadOnlySpan<byte> OutputContext => ContextBytes;

    /// <summary>Whether the program runs at this moment.</summary>
    internal bool IsActive => Volatile.Read(ref _isActive) != 0;

    /// <summary>Ends what runs, if anything does, and frees the memory.</summary>
    internal void Stop()
    {
        _isStopping = true;
        var wait = default(SpinWait);
        while (Volatile.Read(ref _isActive) != 0)
        {
            wait.SpinOnce();
        }

        Free();
    }
}
