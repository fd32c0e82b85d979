// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Hornet.Linux;

/// <summary>An array of C strings in native memory, for calls that take <c>char **</c>.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private byte** _pointer;

    /// <summary>Copies the texts.</summary>
    public NativeStrings(ImmutableArray<string> texts)
    {
        if (texts.IsEmpty)
            return;
        nuint table = (nuint)(texts.Length * sizeof(byte*));
        _pointer = (byte**)NativeMemory.Alloc(table + (nuint)texts.Sum(text => Encoding.UTF8.GetByteCount(text) + 1));
        byte* at = (byte*)_pointer + table;
        for (int i = 0; i < texts.Length; i++)
        {
            _pointer[i] = at;
            int length = Encoding.UTF8.GetByteCount(texts[i]);
            Encoding.UTF8.GetBytes(texts[i], new Span<byte>(at, length));
            at[length] = 0;
            at += length + 1;
        }
    }

    /// <summary>The array; null where there are no texts.</summary>
    public byte** Pointer => _pointer;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_pointer);
        _pointer = null;
    }
}
