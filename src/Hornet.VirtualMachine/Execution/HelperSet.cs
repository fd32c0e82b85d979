// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>The helpers a machine offers: the built-in ones in a native table that handlers index, and those its owner registered.</summary>
internal sealed unsafe class HelperSet : IDisposable
{
    /// <summary>One more than the highest number of a built-in helper.</summary>
    public const int Capacity = 512;

    private readonly Dictionary<int, HelperFunction> _functions = [];
    private delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong>* _table;

    /// <summary>Creates an empty set.</summary>
    public HelperSet()
    {
        _table = (delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong>*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(void*));
    }

    /// <summary>The built-in helpers by number; null where there is none.</summary>
    public delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong>* Table => _table;

    /// <summary>Adds a built-in helper.</summary>
    public void Add(int number, delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> helper)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Capacity);
        _table[number] = helper;
    }

    /// <summary>Adds a registered helper, which wins over a built-in one.</summary>
    public void Add(int number, HelperFunction function) => _functions[number] = function;

    /// <summary>Whether there is a built-in helper of a number.</summary>
    public bool HasBuiltIn(int number) => (uint)number < Capacity && _table[number] != null;

    /// <summary>Finds a registered helper.</summary>
    public HelperFunction? Find(int number) => _functions.GetValueOrDefault(number);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_table);
        _table = null;
    }
}
