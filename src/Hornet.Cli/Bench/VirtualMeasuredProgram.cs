// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Bench;

/// <summary>A program in a machine of its own, executed by one of the machine's engines.</summary>
internal sealed class VirtualMeasuredProgram : IMeasuredProgram, IDisposable
{
    private const int MostCompilations = 9;
    private static readonly TimeSpan EnoughCompiling = TimeSpan.FromSeconds(1);

    private readonly VirtualMachine _machine;
    private readonly VirtualObject _loaded;
    private readonly VirtualProgram _program;
    private readonly IReadOnlyList<BenchInput> _inputs;
    private readonly ProgramRun _run;

    /// <summary>Loads a program, and those it may tail-call, and compiles them.</summary>
    /// <exception cref="CompilationException">The engine is not here, or cannot compile the program.</exception>
    public VirtualMeasuredProgram(bool isUnverified, BpfObject bpfObject, ProgramSpec program, LoadOptions options, IReadOnlyList<BenchInput> inputs, Engine engine)
    {
        // The interpreter first, so that nothing is compiled before the clock runs.
        _machine = new VirtualMachine(new VirtualMachineOptions
        {
            Engine = Engine.Interpreter,
            LoadsUnverified = isUnverified,
            CompilesUnverified = isUnverified,
        });
        try
        {
            _loaded = _machine.Load(bpfObject, options);
            _program = _loaded.Program(program.Name);
            if (engine != Engine.Interpreter)
                Compile(engine);
        }
        catch
        {
            _machine.Dispose();
            throw;
        }

        _run = _program.CreateRun();
        _inputs = inputs;
    }

    /// <summary>How long compiling the program took the first time; null when it is interpreted. Cold only if nothing was compiled before in the process.</summary>
    public TimeSpan? FirstCompileTime { get; private set; }

    /// <summary>How long compiling it takes when the compiler is warm; null when it is interpreted.</summary>
    public TimeSpan? WarmCompileTime { get; private set; }

    /// <inheritdoc/>
    public int InputCount => _inputs.Count;

    /// <inheritdoc/>
    /// <remarks>
    /// Processor time, where the system counts it finely: what else runs on the machine does not count, as it does not in the kernel's test runs. During the
    /// rounds no other thread of the process has anything to do.
    /// </remarks>
    public double Run(int count)
    {
        TimeSpan elapsed = default;
        TimeSpan start = ProcessorTime;
        foreach (BenchInput input in _inputs)
        {
            _run.Repeat(input.Bytes, input.Metadata, count, out TimeSpan duration);
            elapsed += duration;
        }

        TimeSpan used = OperatingSystem.IsWindows() ? elapsed : ProcessorTime - start;
        return used.TotalNanoseconds / count / _inputs.Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _machine.Dispose();
    }

    private static TimeSpan ProcessorTime => OperatingSystem.IsWindows() ? default : Environment.CpuUsage.TotalTime;

    private void Compile(Engine engine)
    {
        _program.Compile(engine);
        FirstCompileTime = _program.CompileTime;
        List<TimeSpan> times = [];
        TimeSpan total = default;
        while (times.Count < MostCompilations && total < EnoughCompiling)
        {
            _program.Compile(engine);
            times.Add(_program.CompileTime!.Value);
            total += times[^1];
        }

        WarmCompileTime = times.Order().ElementAt(times.Count / 2);
        foreach (VirtualProgram other in _loaded.Programs.Cast<VirtualProgram>().Where(other => other != _program))
            other.Compile(engine);
    }
}
