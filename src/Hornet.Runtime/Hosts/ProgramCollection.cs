// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Hornet.Bytecode;

namespace Hornet.Runtime;

/// <summary>The programs of a loaded object, by name and in the order of the object.</summary>
public sealed class ProgramCollection : IReadOnlyCollection<LoadedProgram>
{
    private readonly LoadedProgram[] _programs;
    private readonly FrozenDictionary<string, LoadedProgram> _byName;

    internal ProgramCollection(IEnumerable<LoadedProgram> programs)
    {
        _programs = [.. programs];
        _byName = _programs.ToFrozenDictionary(program => program.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public int Count => _programs.Length;

    /// <summary>The program with a name.</summary>
    /// <exception cref="BpfException">There is none; the message lists those there are.</exception>
    public LoadedProgram this[string name] => TryGet(name, out LoadedProgram? program)
        ? program
        : throw new BpfException($"Looking for the program '{name}': the object has {(Count == 0 ? "no programs" : string.Join(", ", _programs.Select(p => p.Name)))}.");

    /// <summary>Finds a program by name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out LoadedProgram? program) => _byName.TryGetValue(name, out program);

    /// <inheritdoc/>
    public IEnumerator<LoadedProgram> GetEnumerator() => ((IEnumerable<LoadedProgram>)_programs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
