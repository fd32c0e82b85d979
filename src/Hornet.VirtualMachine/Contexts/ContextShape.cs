// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// A <see cref="ContextLayout"/> as tables: which accesses a program may make to its context and which fields are pointers. The kernel rewrites such
/// accesses when it loads a program (net/core/filter.c); here they are translated when they happen.
/// </summary>
internal sealed class ContextShape
{
    private static readonly ConcurrentDictionary<(ProgramType Type, AttachType? Attach), ContextShape?> Shapes = new();

    private readonly byte[] _accesses;
    private readonly ContextValue[] _values;

    private ContextShape(ContextLayout layout)
    {
        _accesses = new byte[layout.Size];
        _values = new ContextValue[layout.Size];
        for (int offset = 0; offset < layout.Size; offset++)
        {
            _values[offset] = layout.ValueAt(offset);
            for (int size = 1; size <= 8; size *= 2)
            {
                _accesses[offset] |= (byte)(layout.CanRead(offset, size) ? size : 0);
                _accesses[offset] |= (byte)(layout.CanWrite(offset, size) ? size << 4 : 0);
            }
        }
    }

    /// <summary>The size of the context in bytes.</summary>
    public int Size => _accesses.Length;

    /// <summary>Whether a program may load from its context.</summary>
    public bool CanRead(int offset, int size) => (uint)offset < (uint)_accesses.Length && (_accesses[offset] & size) != 0;

    /// <summary>Whether a program may store to its context.</summary>
    public bool CanWrite(int offset, int size) => (uint)offset < (uint)_accesses.Length && (_accesses[offset] & (size << 4)) != 0;

    /// <summary>What a load at an offset gives.</summary>
    public ContextValue ValueAt(int offset) => _values[offset];

    /// <summary>The shape of a program type's context, or null when the context has no structure of its own and programs see its bytes as they are.</summary>
    public static ContextShape? Of(ProgramType type, AttachType? attachType = null) =>
        Shapes.GetOrAdd((type, attachType), static key => ContextLayout.For(key.Type, key.Attach) is { HasStructure: true } layout
            ? new ContextShape(layout)
            : null);
}
