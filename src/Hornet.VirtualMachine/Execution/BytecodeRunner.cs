// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// Runs bare bytecode over a block of memory, without an object, maps or a program type: R1 is the address of the memory and R2 its length. This is
/// what conformance suites of the instruction set need. Every access is checked.
/// </summary>
/// <example>
/// <code>
/// using var runner = new BytecodeRunner(instructions);
/// ulong r0 = runner.Run(memory);
/// </code>
/// </example>
public sealed unsafe class BytecodeRunner : IDisposable
{
    /// <summary>The number of the helper <c>unwind</c> of the public conformance suites.</summary>
    public const int UnwindHelper = 5;

    // Suites written for machines with one flat stack store up to a word across the end of the frame.
    private const int FlatStackSlack = 8;

    private readonly Environment _environment;
    private readonly HelperSet _helpers = new();
    private readonly ProgramCode _code;
    private readonly ProgramRun _run;

    /// <summary>Decodes a program.</summary>
    /// <param name="instructions">The program.</param>
    /// <param name="options">The machine's options, or null for the defaults.</param>
    /// <param name="helpers">Helpers by number, or null for none.</param>
    /// <param name="unwindHelper">The helper that returns its argument and, when that is 0, ends the program with R0 = 0; or -1 for none.</param>
    /// <exception cref="ProgramLoadException">An instruction is not valid.</exception>
    public BytecodeRunner(
        ReadOnlySpan<Instruction> instructions,
        VirtualMachineOptions? options = null,
        IReadOnlyDictionary<int, HelperFunction>? helpers = null,
        int unwindHelper = UnwindHelper)
    {
        _environment = new Environment(options ?? new VirtualMachineOptions());
        try
        {
            foreach ((int number, HelperFunction function) in helpers ?? ImmutableDictionary<int, HelperFunction>.Empty)
            {
                _helpers.Add(number, function);
            }

            ImmutableArray<Instruction> program = [.. instructions];
            _code = Decoder.Decode(
                new LinkedProgram
                {
                    Spec = new ProgramSpec { Name = "bytecode", Type = ProgramType.Unspec, Instructions = program },
                    Instructions = program,
                    UnwindHelper = unwindHelper,
                    StackSlack = FlatStackSlack,
                },
                _helpers);
        }
        catch
        {
            _helpers.Dispose();
            throw;
        }

        _environment.Code = _code;
        try
        {
            _code.Tier = new ProgramTier(_code, _environment);
            if (_environment.Options.Engine is Engine.Jit or Engine.X64)
            {
                _code.Tier.Compile(_environment.Options.Engine);
            }
        }
        catch
        {
            _code.Dispose();
            _helpers.Dispose();
            throw;
        }

        _run = new ProgramRun(_environment);
    }

    /// <summary>What executes the program now: the interpreter or a compiler's code. With <see cref="Engine.Auto"/> it changes while the program is used.</summary>
    public Engine Engine => _code.Compiled?.Engine ?? Engine.Interpreter;

    /// <summary>Runs the program.</summary>
    /// <param name="memory">What R1 points to; the program may change it. When it is empty R1 and R2 are 0.</param>
    /// <param name="cancellationToken">Stops a program that takes long.</param>
    /// <returns>R0.</returns>
    /// <exception cref="ExecutionException">The program did something it may not do, or used up its instruction budget.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the runner.</exception>
    public ulong Run(Span<byte> memory, CancellationToken cancellationToken = default)
    {
        _run.Begin();
        try
        {
            ObjectDisposedException.ThrowIf(_run.IsDisposed, this);
            fixed (byte* start = memory)
            {
                _run.Cancellation = cancellationToken;
                _run.PrepareMemory(start, memory.Length, isWritable: true, "the memory");
                return _run.Execute(_code, (ulong)start, (ulong)memory.Length);
            }
        }
        finally
        {
            _run.End();
        }
    }

    /// <summary>Runs a program once.</summary>
    /// <param name="instructions">The program.</param>
    /// <param name="memory">What R1 points to.</param>
    /// <param name="options">The machine's options, or null for the defaults.</param>
    /// <returns>R0.</returns>
    /// <exception cref="ProgramLoadException">An instruction is not valid.</exception>
    /// <exception cref="ExecutionException">The program did something it may not do, or used up its instruction budget.</exception>
    public static ulong Run(ReadOnlySpan<Instruction> instructions, Span<byte> memory, VirtualMachineOptions? options = null)
    {
        using var runner = new BytecodeRunner(instructions, options);
        return runner.Run(memory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _code.Dispose();
        _helpers.Dispose();
    }

    private sealed class Environment(VirtualMachineOptions options) : IProgramEnvironment
    {
        public VirtualMachineOptions Options { get; } = options;

        public AddressSpace AddressSpace { get; } = new();

        public SimulatedKernel Kernel { get; } = new();

        public ProgramCode? Code { get; set; }

        public ProgramCode? FindCode(int id) => Code;

        public HandleTable<NativeMap>? MapHandles => null;

        public NativeMap? FindMap(ulong handle) => null;
    }
}
