// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks.Engines;

/// <summary>A program in the virtual machine, on one of its engines.</summary>
internal sealed class VirtualContender : Contender
{
    private readonly VirtualMachine _machine;
    private readonly VirtualObject _loaded;
    private readonly ProgramRun _run;
    private readonly byte[] _packet;
    private readonly RecordReader? _ring;

    /// <summary>Loads the program.</summary>
    /// <exception cref="CompilationException">The engine cannot compile it here.</exception>
    public VirtualContender(EngineRow row, Engine engine)
        : base(NameOf(engine))
    {
        _machine = new VirtualMachine(new VirtualMachineOptions { Engine = engine });
        _loaded = _machine.Load(row.LoadObject());
        row.Fill?.Invoke(name => _loaded.Maps[name]);
        _run = _loaded.Program(row.Program).CreateRun();
        _packet = row.Packet;
        _ring = row.Ring is null ? null : _loaded.Maps[row.Ring].OpenReader();
        MostRuns = row.MostRuns;
    }

    /// <summary>The head of an engine's column.</summary>
    public static string NameOf(Engine engine) => engine == VirtualMachines.Engine.Jit ? "IL" : engine.ToText();

    /// <inheritdoc/>
    public override uint Run(int count) => (uint)_run.Repeat(_packet, new PacketMetadata(), count, out _);

    /// <inheritdoc/>
    public override void Drain() => _ring?.Consume((_, _) => true);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ring?.Dispose();
        _loaded.Dispose();
        _machine.Dispose();
    }
}
