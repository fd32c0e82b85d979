// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>The global variables and constants of a loaded object, by name and in the order of their sections.</summary>
public sealed class VariableCollection : IReadOnlyCollection<GlobalVariable>
{
    private readonly GlobalVariable[] _variables;

    internal VariableCollection(MapCollection maps) =>
        _variables = [.. maps.SelectMany(map => map.Spec.Variables.Select(variable => new GlobalVariable(map, variable)))];

    /// <inheritdoc/>
    public int Count => _variables.Length;

    /// <summary>The variable with a name.</summary>
    /// <exception cref="BpfException">There is none; the message lists those there are.</exception>
    public GlobalVariable this[string name] => TryGet(name, out GlobalVariable? variable)
        ? variable
        : throw new BpfException($"Looking for the variable '{name}': the object has {(Count == 0 ? "no variables" : string.Join(", ", _variables.Select(v => v.Name)))}.");

    /// <summary>Finds a variable by name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out GlobalVariable? variable)
    {
        variable = Array.Find(_variables, candidate => candidate.Name == name);
        return variable is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<GlobalVariable> GetEnumerator() => ((IEnumerable<GlobalVariable>)_variables).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A global variable or constant of a loaded object: some bytes of the single value of its section's map.</summary>
public sealed class GlobalVariable
{
    internal GlobalVariable(BpfMap map, VariableSpec spec)
    {
        Map = map;
        Spec = spec;
    }

    /// <summary>The section's map.</summary>
    public BpfMap Map { get; }

    /// <summary>Where the variable is and what type it has.</summary>
    public VariableSpec Spec { get; }

    /// <summary>The variable's name.</summary>
    public string Name => Spec.Name;

    /// <summary>The variable's bytes now, in the host's byte order.</summary>
    public byte[] GetBytes()
    {
        if (Map.TryGetReadOnlyValue(out ReadOnlySpan<byte> shared))
            return shared.Slice(Spec.Offset, Spec.Size).ToArray();
        byte[] section = new byte[Map.ValueSize];
        Map.Lookup(stackalloc byte[sizeof(uint)], section);
        return section.AsSpan(Spec.Offset, Spec.Size).ToArray();
    }

    /// <summary>Changes the variable. Not atomic with respect to programs that change other variables of the section at the same time, unless the map's memory is shared.</summary>
    /// <param name="bytes">As many bytes as the variable has.</param>
    /// <exception cref="MapException">The variable is a constant.</exception>
    public void SetBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Spec.Size)
            throw new ArgumentException($"Setting the variable '{Name}': it has {Spec.Size} bytes, not {bytes.Length}.", nameof(bytes));
        if (Map.TryGetDirectValue(out Span<byte> shared) && !Spec.IsReadOnly)
        {
            bytes.CopyTo(shared[Spec.Offset..]);
            return;
        }

        byte[] section = new byte[Map.ValueSize];
        Map.Lookup(stackalloc byte[sizeof(uint)], section);
        bytes.CopyTo(section.AsSpan(Spec.Offset));
        Map.Update(stackalloc byte[sizeof(uint)], section);
    }

    /// <summary>The variable as a value of a type of the same size. Costs no call where the host shares the section's memory.</summary>
    public unsafe T Get<T>()
        where T : unmanaged
    {
        CheckSize(sizeof(T));
        return MemoryMarshal.Read<T>(Map.TryGetReadOnlyValue(out ReadOnlySpan<byte> shared) ? shared[Spec.Offset..] : GetBytes());
    }

    /// <summary>The variable itself, where programs and this process share its memory: what either writes, the other sees at once.</summary>
    /// <typeparam name="T">A type with the layout of the variable, or of its elements when it is an array.</typeparam>
    /// <param name="elements">The variable, or its elements. Valid until the object is unloaded.</param>
    /// <returns>False when the memory is not shared (kernels before 5.5), or the variable is a constant.</returns>
    /// <exception cref="BpfException">The variable's size is no multiple of that of <typeparamref name="T"/>.</exception>
    public unsafe bool TryGetSpan<T>(out Span<T> elements)
        where T : unmanaged
    {
        if (Spec.Size % sizeof(T) != 0)
            throw new BpfException($"Viewing the variable '{Name}' as values of {sizeof(T)} bytes: it has {Spec.Size}.");
        bool isShared = Map.TryGetDirectValue(out Span<byte> shared) && !Spec.IsReadOnly;
        elements = isShared ? MemoryMarshal.Cast<byte, T>(shared.Slice(Spec.Offset, Spec.Size)) : default;
        return isShared;
    }

    /// <summary>Changes the variable to a value of a type of the same size.</summary>
    public unsafe void Set<T>(T value)
        where T : unmanaged
    {
        CheckSize(sizeof(T));
        SetBytes(new ReadOnlySpan<byte>(&value, sizeof(T)));
    }

    private void CheckSize(int size)
    {
        if (size != Spec.Size)
            throw new BpfException($"Reading or writing the variable '{Name}' as {size} bytes: it has {Spec.Size}.");
    }
}
