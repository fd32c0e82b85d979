// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <content>What helpers add to a run.</content>
public sealed unsafe partial class ProgramRun
{
    private readonly HelperState _helperState = new();
    private ScratchMemory? _scratch;
    private bool _usedHelperState;

    /// <summary>The simulated kernel behind the helpers; the virtual machine's, shared by its runs.</summary>
    public SimulatedKernel Kernel => _environment.Kernel;

    /// <summary>The helper calls of this run whose effects were recorded, in order.</summary>
    public IReadOnlyList<RecordedCall> RecordedCalls => _helperState.Calls;

    /// <summary>What an iterator program wrote to its sequence file in this run.</summary>
    public ReadOnlySpan<byte> SequenceOutput => _helperState.Sequence;

    /// <summary>What helpers keep during the run.</summary>
    internal HelperState Helpers
    {
        get
        {
            _usedHelperState = true;
            return _helperState;
        }
    }

    /// <summary>The records that the program has reserved in ring buffers.</summary>
    internal RecordReservations Reservations { get; } = new();

    /// <summary>Memory that helpers lend to callbacks.</summary>
    internal ScratchMemory Scratch => _scratch ??= new ScratchMemory(this);

    /// <summary>Gives back what a program still holds when it ends, by an error or by mistake.</summary>
    internal void AbandonHelpers()
    {
        if (!Reservations.IsEmpty)
            Reservations.Abandon();
        _scratch?.Release();
        if (_usedHelperState)
            _helperState.Abandon();
    }

    /// <summary>Frees what helpers keep.</summary>
    internal void DisposeHelpers() => _scratch?.Dispose();

    /// <summary>The address of the timer whose function runs, or 0.</summary>
    internal ulong RunningTimer { get; set; }

    /// <summary>Forgets what helpers kept of the last run, if they kept anything.</summary>
    internal void ResetHelpers()
    {
        if (_usedHelperState)
        {
            _usedHelperState = false;
            _helperState.Reset();
        }
    }

    /// <summary>
    /// The bytes from an address to the end of the region the program may read there: stack, packet, context, map value. Empty when the address
    /// lies in none. For helpers that read wherever a pointer points, and must not fault.
    /// </summary>
    internal ReadOnlySpan<byte> ReadableFrom(ulong address)
    {
        RunState* state = _state;
        ulong end;
        if (address - state->StackLow < state->StackHigh - state->StackLow)
        {
            end = state->StackHigh;
        }
        else if (address - state->PrimaryStart < state->PrimaryRead.Bytes1)
        {
            end = state->PrimaryStart + state->PrimaryRead.Bytes1;
        }
        else if (address - state->ContextStart < state->ContextLength)
        {
            end = state->ContextStart + state->ContextLength;
        }
        else
        {
            if (FindRegion(address) is not { } region ||
                (region.Access & MemoryAccess.Read) == 0 ||
                !region.TryGetPiece(address, 1, out ulong start, out ulong length))
            {
                return default;
            }

            end = start + length;
        }

        return new ReadOnlySpan<byte>((byte*)address, (int)Math.Min(end - address, int.MaxValue));
    }
}
