// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hornet.VirtualMachines;

/// <content>Runs over packets where they lie, of programs that only look at them.</content>
public sealed unsafe partial class ProgramRun
{
    /// <summary>
    /// How many packets ahead their headers are fetched from memory: far enough for memory to answer, near enough for the cache to keep them until their turn. In captures
    /// with large packets the headers lie far apart, and waiting for them takes longer than looking at them.
    /// </summary>
    private const int PacketsAhead = 32;

    /// <summary>The last byte of a packet that is fetched ahead: headers as far as most programs read them.</summary>
    private const int BytesAhead = 63;

    // What scanning was set up for, so that it is set up once.
    private ProgramCode? _scanned;
    private CompiledProgram? _scannedBy;
    private ulong _scanContext;
    private int _scanReach;

    /// <summary>Runs the program over one packet.</summary>
    internal ulong Scan(byte* packet, int length, uint wireLength)
    {
        Begin();
        try
        {
            CompiledEntry? entry = PrepareScan();
            return ScanOne(entry, packet, length, wireLength);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Runs the program over many packets.</summary>
    /// <remarks>One call is often all there is, so the loop is not left to be optimised later.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Scan(byte* memory, int memoryLength, ReadOnlySpan<PacketPlace> packets, Span<uint> values)
    {
        Begin();
        try
        {
            CompiledEntry? entry = PrepareScan();
            for (int i = 0; i < packets.Length; i++)
            {
                PacketPlace place = packets[i];
                if ((uint)place.Start > (uint)memoryLength || (uint)place.Length > (uint)(memoryLength - place.Start))
                {
                    throw new ArgumentException($"Packet {i}, of {place.Length} bytes at {place.Start}, does not lie within the {memoryLength} bytes of memory.", nameof(packets));
                }

                if (Sse.IsSupported && i < packets.Length - PacketsAhead)
                {
                    // Fetching cannot fail, wherever the place is.
                    byte* next = memory + packets[i + PacketsAhead].Start;
                    Sse.Prefetch0(next);
                    Sse.Prefetch0(next + BytesAhead);
                }

                values[i] = (uint)ScanOne(entry, memory + place.Start, place.Length, (uint)place.WireLength);
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>Sets up what is the same for all packets, unless it is.</summary>
    /// <returns>The program's machine code; null to interpret.</returns>
    private CompiledEntry? PrepareScan()
    {
        ProgramCode code = _program!.Code;
        CompiledProgram? compiled = code.Compiled is { IsChecked: false } proven ? proven : null;
        if (!ReferenceEquals(_scanned, code) || !ReferenceEquals(_scannedBy, compiled) || _owner!.IsDisposed || IsDisposed)
        {
            _scanContext = Prepare(default, PlainPacket);
            Reset(code);
            _scanReach = code.StackReach;
            RunState* state = _state;
            state->StackHigh = (ulong)(_stack + StackSize);
            state->StackLow = state->StackBase;
            state->Registers[10] = state->StackHigh;
            _running = compiled;
            IsChecked = compiled is null;
            _scanned = code;
            _scannedBy = compiled;
        }

        return compiled?.CachedEntry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong ScanOne(CompiledEntry? entry, byte* packet, int length, uint wireLength)
    {
        RunState* state = _state;
        state->PacketMeta = (ulong)packet;
        state->PacketData = (ulong)packet;
        state->PacketEnd = (ulong)(packet + length);
        if (_isSkb)
        {
            *(uint*)(_scanContext + SkbContext.Length) = wireLength;
        }

        if (entry is null)
        {
            return Interpret(packet, length);
        }

        if (_scanReach != 0)
        {
            new Span<byte>((byte*)state->StackHigh - _scanReach, _scanReach).Clear();
        }

        long budget = _options.InstructionBudget;
        state->Slice = Math.Min(budget, Interpreter.SliceSize);
        _budget = budget - Interpreter.SliceSize;
        return entry(this, state, _scanContext, 0, state->StackHigh);
    }

    /// <summary>Has the interpreter run the program, which looks accesses up: what it may touch is this packet.</summary>
    private ulong Interpret(byte* packet, int length)
    {
        _state->PrimaryStart = (ulong)packet;
        _state->PrimaryRead = AccessLimits.Of((ulong)length);
        _state->PrimaryWrite = default;
        return Execute(_program!.Code, _scanContext);
    }
}
