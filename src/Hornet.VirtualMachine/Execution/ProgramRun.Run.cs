// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <content>Runs of a loaded program.</content>
public sealed unsafe partial class ProgramRun
{
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
    public ulong Run(ReadOnlySpan<byte> input) => Run(input, new PacketMetadata());

    /// <summary>Runs the program over a packet (or, for program types without one, over the bytes of a context).</summary>
    /// <param name="input">The packet from its link-layer header on, or the context; copied.</param>
    /// <param name="metadata">What is known about the packet besides its bytes.</param>
    /// <returns>R0 at the program's exit; <see cref="ProgramAction.NameOf"/> says what it means.</returns>
    /// <exception cref="ExecutionException">The program did something it may not do, or used up its instruction budget.</exception>
    public ulong Run(ReadOnlySpan<byte> input, in PacketMetadata metadata)
    {
        VirtualProgram program = _program ?? throw new InvalidOperationException("This run belongs to no loaded program.");
        Begin();
        try
        {
            ObjectDisposedException.ThrowIf(_owner!.IsDisposed || IsDisposed, program);
            ulong context = _takesPacket
                ? PreparePacket(program.Spec.Type, program.Shape!, input, metadata)
                : PrepareBytes(input, program.Shape, _writesContext);
            return Execute(program.Code, context);
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
