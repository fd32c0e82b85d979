// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>A program loaded into a <see cref="VirtualMachine"/>. May be run by several threads at once.</summary>
public sealed class VirtualProgram : LoadedProgram
{
    private readonly ConcurrentBag<ProgramRun> _pool = [];
    private VirtualObject? _owner;
    private int _created;

    internal VirtualProgram(ProgramCode code)
        : base(code.Spec)
    {
        Code = code;
        Shape = ContextShape.Of(code.Spec.Type, code.Spec.AttachType);
    }

    /// <summary>The number by which prog arrays refer to the program: the value of an entry. Not 0.</summary>
    public int Id => Code.Id;

    /// <summary>The object the program belongs to.</summary>
    public VirtualObject Owner
    {
        get => _owner!;
        internal set => _owner = value;
    }

    /// <summary>What executes the runs of the program that start now: the interpreter or a compiler. With <see cref="Engine.Auto"/> it changes by itself.</summary>
    public Engine Engine => Code.Compiled?.Engine ?? Engine.Interpreter;

    /// <summary>How long compiling it took; null while it is interpreted.</summary>
    public TimeSpan? CompileTime => Code.Compiled?.CompileTime;

    /// <summary>
    /// Why the last attempt to compile the program failed, so that it stays with what executed it before; null when it did not fail or there was none.
    /// Compiling in the background tells of failures only here.
    /// </summary>
    public CompilationException? CompilationFailure => Code.Tier?.Failure;

    /// <summary>The decoded program.</summary>
    internal ProgramCode Code { get; }

    /// <summary>The shape of its context, or null when programs see the context's bytes as they are.</summary>
    internal ContextShape? Shape { get; }

    /// <summary>Creates the state for many runs of the program, one after the other, without allocation and with all that a run puts out.</summary>
    /// <param name="cpu">The CPU the program believes to run on.</param>
    /// <returns>The state; one thread at a time may use it. Dispose it, or let the loaded object do so.</returns>
    public ProgramRun CreateRun(int cpu = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, Owner.Machine.Options.CpuCount);
        return Owner.CreateRun(this, cpu);
    }

    /// <summary>Creates what runs the program over many packets where they lie, without copying them; for programs that only look at packets.</summary>
    /// <returns>The scan; one thread at a time may use it. Dispose it, or let the loaded object do so.</returns>
    /// <exception cref="BpfException">The program changes packets, calls functions of its host, or reads more of the context than the packet's ends and length.</exception>
    public PacketScan CreateScan() => new(this);

    /// <summary>
    /// Has an engine execute the program from now on, whatever <see cref="VirtualMachineOptions.Engine"/> says; runs that are under way go on as they
    /// began. Returns when the program is compiled. Machine code that it replaces is kept until the object is unloaded.
    /// </summary>
    /// <param name="engine">A compiler, <see cref="Engine.Auto"/> for the one that suits the program best, or the interpreter.</param>
    /// <exception cref="CompilationException">This machine has no such compiler, or it cannot compile this program; nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">The object was unloaded.</exception>
    public void Compile(Engine engine = Engine.Auto) => Code.Tier!.Compile(engine);

    /// <summary>
    /// The machine code that executes the program, for listings. Of a program that was compiled by way of .NET's intermediate language the runtime tells only
    /// while it compiles, so the program is compiled anew for this.
    /// </summary>
    /// <returns>Its parts, the program's entry first.</returns>
    /// <exception cref="BpfException">The program is interpreted, or the runtime does not tell.</exception>
    /// <exception cref="ObjectDisposedException">The object was unloaded.</exception>
    public ImmutableArray<MachineFunction> ReadMachineCode() => Code.Tier!.ReadWhileLoaded(MachineCodeReader.Read);

    /// <inheritdoc/>
    public override RunResult Run(ReadOnlySpan<byte> input, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repeat, 1, nameof(options));
        if (!_pool.TryTake(out ProgramRun? run))
        {
            run = CreateRun((Interlocked.Increment(ref _created) - 1) % Owner.Machine.Options.CpuCount);
        }

        try
        {
            PacketMetadata metadata = ProgramContexts.ReadMetadata(this, options.Context.Span, ref input);
            ulong value = run.Repeat(input, metadata, options.Repeat, out TimeSpan duration);
            return new RunResult(value, run.OutputPacket.ToArray(), duration / options.Repeat) { Context = ProgramContexts.WriteContext(run) };
        }
        finally
        {
            _pool.Add(run);
        }
    }

    /// <summary>Not possible: nothing happens in a virtual machine by itself.</summary>
    /// <exception cref="BpfException">Always.</exception>
    public override ILink Attach(AttachTarget target) =>
        throw new BpfException($"Attaching program '{Name}': a virtual machine has no hooks to attach to; run the program instead.");
}
