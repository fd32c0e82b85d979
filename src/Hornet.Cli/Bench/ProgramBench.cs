// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Cli.Run;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Bench;

/// <summary>Measures a program on several engines: each has it, and a program that only returns, ready before the first round.</summary>
internal sealed class ProgramBench : IDisposable
{
    private const byte MoveImmediate = 0xb7, Exit = 0x95;
    private const int XdpPass = 2;

    private readonly BenchRequest _request;
    private readonly List<Entry> _entries = [];
    private readonly List<(BenchEngine Engine, string Reason)> _absent = [];

    private ProgramBench(BenchRequest request) => _request = request;

    /// <summary>Measures.</summary>
    /// <param name="request">What to measure.</param>
    /// <param name="progress">Told how far it is, from 0 to 1; null for nobody.</param>
    /// <exception cref="CliException">An engine that was asked for by name cannot be had; its exit status says whether on this machine or for this program.</exception>
    public static BenchReport Measure(BenchRequest request, Action<double>? progress = null)
    {
        using ProgramBench bench = new(request);
        foreach (BenchEngine engine in request.Engines ?? Enum.GetValues<BenchEngine>())
            bench.Add(engine);
        return bench.Measure(progress);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Entry entry in _entries)
        {
            ((IDisposable)entry.Program).Dispose();
            ((IDisposable)entry.Empty).Dispose();
        }
    }

    /// <summary>Makes the program ready on an engine, or notes why it cannot be; an engine that was asked for must be there.</summary>
    private void Add(BenchEngine engine)
    {
        if (_request.Engines is not null)
        {
            _entries.Add(Prepare(engine));
            return;
        }

        try
        {
            _entries.Add(Prepare(engine));
        }
        catch (Exception error) when (error is CompilationException or CliException { ExitCode: ExitCode.Unsupported } or BpfSyscallException)
        {
            _absent.Add((engine, error.Message));
        }
    }

    private Entry Prepare(BenchEngine engine)
    {
        ProgramSpec empty = _request.Program with
        {
            Name = "empty",
            Instructions =
            [
                new Instruction(MoveImmediate, Register.R0, Register.R0, 0, _request.Program.Type == ProgramType.Xdp ? XdpPass : 0),
                new Instruction(Exit, Register.R0, Register.R0, 0, 0),
            ],
            References = [],
            CoreRelocations = [],
            PoisonedInstructions = [],
            Functions = [],
            Lines = [],
        };
        BpfObject emptyObject = new() { Name = "empty", License = _request.Object.License, IsBigEndian = _request.Object.IsBigEndian, Programs = [empty] };
        LoadOptions options = new()
        {
            Programs = [.. _request.Object.Programs.Where(p => p.Name == _request.Program.Name || p.Type == _request.Program.Type).Select(p => p.Name)],
            Variables = VariableSettings.Parse(_request.Object, _request.Settings),
        };
        IMeasuredProgram program = Load(engine, _request.Object, _request.Program, options, _request.Inputs);
        try
        {
            // Some types cannot be repeated by the kernel; that shows at the first run.
            program.Run(1);
            return new Entry(engine, program, Load(engine, emptyObject, empty, new LoadOptions(), [_request.Inputs[0]]));
        }
        catch
        {
            ((IDisposable)program).Dispose();
            throw;
        }
    }

    private IMeasuredProgram Load(BenchEngine engine, BpfObject bpfObject, ProgramSpec program, LoadOptions options, IReadOnlyList<BenchInput> inputs) => engine switch
    {
        BenchEngine.Kernel => new KernelMeasuredProgram(bpfObject, program, options, inputs),
        BenchEngine.Jit => new VirtualMeasuredProgram(_request.IsUnverified, bpfObject, program, options, inputs, Engine.Jit),
        BenchEngine.X64 => new VirtualMeasuredProgram(_request.IsUnverified, bpfObject, program, options, inputs, Engine.X64),
        _ => new VirtualMeasuredProgram(_request.IsUnverified, bpfObject, program, options, inputs, Engine.Interpreter),
    };

    private BenchReport Measure(Action<double>? progress)
    {
        Measurement[] times = RoundRobin.Measure([.. _entries.Select(entry => entry.Program), .. _entries.Select(entry => entry.Empty)], _request.Time, progress);
        ImmutableArray<BenchRow> rows =
        [
            .. _entries.Select((entry, index) => new BenchRow(
                entry.Engine,
                times[index],
                times[_entries.Count + index],
                (entry.Program as VirtualMeasuredProgram)?.FirstCompileTime,
                (entry.Program as VirtualMeasuredProgram)?.WarmCompileTime)),
        ];
        foreach (Entry entry in _entries)
        {
            if (entry.Program is KernelMeasuredProgram { IsCompiled: false })
                _absent.Add((BenchEngine.Kernel, "what was measured is the kernel's interpreter: its compiler is switched off (net.core.bpf_jit_enable)"));
        }

        return new BenchReport(_request, rows, _absent);
    }

    /// <summary>A program that is ready on an engine.</summary>
    private sealed record Entry(BenchEngine Engine, IMeasuredProgram Program, IMeasuredProgram Empty);
}
