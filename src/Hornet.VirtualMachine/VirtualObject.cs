// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>An object loaded into a <see cref="VirtualMachine"/>.</summary>
public sealed class VirtualObject : LoadedObject
{
    private readonly VirtualMachine _machine;
    private readonly VirtualProgram[] _programs;
    private readonly NativeMap[] _maps;
    private readonly Lock _lock = new();
    private readonly List<ProgramRun> _runs = [];
    private volatile bool _disposed;

    internal VirtualObject(VirtualMachine machine, BpfObject spec, VirtualProgram[] programs, NativeMap[] maps, IEnumerable<BpfMap> views)
        : base(spec, programs, views)
    {
        _machine = machine;
        _programs = programs;
        _maps = maps;
        foreach (VirtualProgram program in programs)
        {
            program.Owner = this;
        }
    }

    /// <summary>Whether the object was disposed: no run may start any more.</summary>
    internal bool IsDisposed => _disposed;

    /// <summary>Whether none of its programs runs at this moment.</summary>
    internal bool IsQuiet
    {
        get
        {
            lock (_lock)
            {
                return _runs.TrueForAll(run => !run.IsActive);
            }
        }
    }

    /// <summary>The machine the object is loaded into.</summary>
    public VirtualMachine Machine => _machine;

    /// <summary>The program with a name, with what only this host offers.</summary>
    /// <exception cref="Bytecode.BpfException">There is none; the message lists those there are.</exception>
    public VirtualProgram Program(string name) => (VirtualProgram)Programs[name];

    /// <summary>Creates the state for runs of a program.</summary>
    internal ProgramRun CreateRun(VirtualProgram program, int cpu)
    {
        var run = new ProgramRun(_machine, this, program) { Cpu = cpu };
        lock (_lock)
        {
            if (!_disposed)
            {
                _runs.Add(run);
                return run;
            }
        }

        run.Dispose();
        throw new ObjectDisposedException(nameof(VirtualObject));
    }

    /// <summary>Forgets a run that its user disposed.</summary>
    internal void Remove(ProgramRun run)
    {
        lock (_lock)
        {
            _runs.Remove(run);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        ProgramRun[] runs;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            runs = [.. _runs];
            _runs.Clear();
        }

        // A run looks at the flag after it has said that it is active, so either it sees the flag or it is waited for here.
        Interlocked.MemoryBarrier();
        foreach (ProgramRun run in runs)
        {
            run.Stop();
        }

        _machine.Remove(this, _programs.Select(program => program.Code));
        foreach (BpfMap map in Maps)
        {
            map.Dispose();
        }

        foreach (NativeMap map in _maps)
        {
            map.ReleaseReference();
        }

        _machine.FreeUnused();
    }
}
