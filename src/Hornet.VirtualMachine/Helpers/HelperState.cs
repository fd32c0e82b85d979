// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>What helpers keep during one run. Reused from run to run; grows only when a program records more than any before.</summary>
internal sealed class HelperState
{
    /// <summary>More recorded calls than this are counted, not kept, so that a looping program cannot fill the memory.</summary>
    public const int MaxRecordedCalls = 65_536;

    /// <summary>More bytes written with <c>bpf_seq_write</c> and <c>bpf_seq_printf</c> than this overflow, as the kernel's page-wise buffer does.</summary>
    public const int MaxSequenceLength = 1 << 20;

    private const int CommandNameSize = 15;

    private readonly List<RecordedCall> _calls = [];
    private readonly byte[] _commandName = new byte[CommandNameSize];
    private int _commandNameLength;
    private string? _command;
    private byte[] _sequence = [];
    private int _sequenceLength;
    private bool _sequenceOverflowed;

    /// <summary>What was recorded.</summary>
    public IReadOnlyList<RecordedCall> Calls => _calls;

    /// <summary>Recorded calls that were not kept.</summary>
    public long DroppedCalls { get; private set; }

    /// <summary>What an iterator program wrote to its sequence file.</summary>
    public ReadOnlySpan<byte> Sequence => _sequence.AsSpan(0, _sequenceLength);

    /// <summary>The return value cgroup programs hand on (<c>bpf_get_retval</c>, <c>bpf_set_retval</c>).</summary>
    public int ReturnValue { get; set; }

    /// <summary>Whether the hash of the skb was set or computed, so that it need not be computed again.</summary>
    public bool HasHash { get; set; }

    /// <summary>
    /// What the kernel has noted as the length of the link-layer header (<c>skb->mac_len</c>); 0 until a helper notes it. It is where the
    /// kernel looks for VLAN tags.
    /// </summary>
    public int NotedLinkLength { get; set; }

    /// <summary>How many checksums hardware is said to have checked, less one; -1 when none.</summary>
    public int CheckedChecksums { get; set; } = -1;

    /// <summary>Whether the packet was encapsulated by <c>bpf_skb_adjust_room</c>.</summary>
    public bool IsEncapsulated { get; set; }

    /// <summary>The address of the spin lock the program holds, or 0.</summary>
    public ulong SpinLock { get; set; }

    /// <summary>Whether a program that selects a socket has done so.</summary>
    public bool HasAssignedSocket { get; set; }

    /// <summary>What travels beside the packet.</summary>
    public TunnelMetadata Tunnel { get; } = new();

    /// <summary>Forgets the last run.</summary>
    public void Reset()
    {
        _calls.Clear();
        DroppedCalls = 0;
        _sequenceLength = 0;
        _sequenceOverflowed = false;
        ReturnValue = 0;
        HasHash = false;
        NotedLinkLength = 0;
        CheckedChecksums = -1;
        IsEncapsulated = false;
        Abandon();
        HasAssignedSocket = false;
        Tunnel.Clear();
    }

    /// <summary>Gives back the lock that the program still holds when it ends.</summary>
    public unsafe void Abandon()
    {
        if (SpinLock != 0)
        {
            Volatile.Write(ref *(int*)SpinLock, 0);
            SpinLock = 0;
        }
    }

    /// <summary>Records a call.</summary>
    public void Record(HelperId helper, ulong first = 0, ulong second = 0, ulong third = 0)
    {
        if (_calls.Count < MaxRecordedCalls)
            _calls.Add(new RecordedCall(helper, first, second, third));
        else
            DroppedCalls++;
    }

    /// <summary>Appends to the sequence file; false when it would overflow, and then nothing more fits, as in the kernel.</summary>
    public bool AppendSequence(scoped ReadOnlySpan<byte> bytes)
    {
        if (_sequenceOverflowed || bytes.Length > MaxSequenceLength - _sequenceLength)
        {
            _sequenceOverflowed = true;
            return false;
        }

        int needed = _sequenceLength + bytes.Length;
        if (needed > _sequence.Length)
            Array.Resize(ref _sequence, Math.Min(MaxSequenceLength, Math.Max(4096, needed * 2)));
        bytes.CopyTo(_sequence.AsSpan(_sequenceLength));
        _sequenceLength = needed;
        return true;
    }

    /// <summary>The command name of a task as bytes, at most 15 of them.</summary>
    public ReadOnlySpan<byte> CommandName(SimulatedTask task)
    {
        if (!ReferenceEquals(_command, task.Command))
        {
            _command = task.Command;
            Encoding.UTF8.GetEncoder().Convert(_command, _commandName, flush: true, out _, out _commandNameLength, out _);
        }

        return _commandName.AsSpan(0, _commandNameLength);
    }
}
