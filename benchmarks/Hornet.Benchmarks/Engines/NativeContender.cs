// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.Benchmarks.Engines;

/// <summary>A program that <c>gcc -O2</c> made of the same source, called in this process: the limit.</summary>
internal sealed unsafe class NativeContender : Contender
{
    /// <summary>The head of its column.</summary>
    public const string Name = "gcc";

    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeContext*, uint> _function;
    private readonly byte* _packet;
    private readonly int _length;

    /// <summary>Takes the function out of the library.</summary>
    public NativeContender(EngineRow row, NativePrograms programs)
        : base(Name)
    {
        _function = (delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeContext*, uint>)programs.Find(row.Program);
        _length = row.Packet.Length;
        _packet = (byte*)NativeMemory.AlignedAlloc((nuint)_length, 64);
        row.Packet.CopyTo(new Span<byte>(_packet, _length));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override uint Run(int count)
    {
        var context = new NativeContext { Data = _packet, DataEnd = _packet + _length };
        uint result = 0;
        for (int i = 0; i < count; i++)
            result = _function(&context);
        return result;
    }

    /// <inheritdoc/>
    public override void Dispose() => NativeMemory.AlignedFree(_packet);

    /// <summary><c>struct xdp_md</c> of <c>engine.h</c> where it is compiled natively.</summary>
    private struct NativeContext
    {
        public byte* Data;
        public byte* DataEnd;
    }
}
