// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>An object that a host has loaded: its programs, maps and global variables, live. Disposing it unloads them.</summary>
public abstract class LoadedObject : IDisposable
{
    /// <summary>Creates the view of a loaded object.</summary>
    /// <param name="spec">The object.</param>
    /// <param name="programs">Its loaded programs.</param>
    /// <param name="maps">Its maps, data sections included.</param>
    protected LoadedObject(BpfObject spec, IEnumerable<LoadedProgram> programs, IEnumerable<BpfMap> maps)
    {
        Spec = spec;
        Programs = new ProgramCollection(programs);
        Maps = new MapCollection(maps);
        Variables = new VariableCollection(Maps);
    }

    /// <summary>The object that was loaded.</summary>
    public BpfObject Spec { get; }

    /// <summary>The loaded programs by name.</summary>
    public ProgramCollection Programs { get; }

    /// <summary>The maps by name, data sections included.</summary>
    public MapCollection Maps { get; }

    /// <summary>The global variables and constants by name.</summary>
    public VariableCollection Variables { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Unloads the programs and maps.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}
