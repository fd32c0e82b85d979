// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Which members of kernel objects a program may write: the hook decides.</summary>
internal sealed class ObjectWrites
{
    // All of it may be written; of no other object is that so.
    private const string DummyState = "bpf_dummy_ops_state";

    private static readonly ImmutableArray<WritableField> ConnectionTracking =
    [
        new("nf_conn", "nf_conn", "mark"),
        new("nf_conn___init", "nf_conn", "mark"),
    ];

    private static readonly ImmutableArray<WritableField> CongestionControl =
    [
        new("tcp_sock", "sock", "sk_pacing_rate"),
        new("tcp_sock", "sock", "sk_pacing_status"),
        new("tcp_sock", "inet_connection_sock", "icsk_ca_priv", IsRange: true),
        new("tcp_sock", "inet_connection_sock", "icsk_ack.pending"),
        new("tcp_sock", "tcp_sock", "snd_cwnd"),
        new("tcp_sock", "tcp_sock", "snd_cwnd_cnt"),
        new("tcp_sock", "tcp_sock", "snd_cwnd_stamp"),
        new("tcp_sock", "tcp_sock", "snd_ssthresh"),
        new("tcp_sock", "tcp_sock", "ecn_flags"),
        new("tcp_sock", "tcp_sock", "app_limited"),
    ];

    // The queueing discipline's own part of the packet's control block begins after what the kernel keeps there.
    private static readonly ImmutableArray<WritableField> QueueingDiscipline =
    [
        new("sk_buff", "sk_buff", "tstamp"),
        new("sk_buff", "sk_buff", "cb", IsRange: true, Skipped: 8, Length: 20),
        new("Qdisc", "Qdisc", "limit"),
        new("Qdisc", "Qdisc", "q.qlen"),
        new("Qdisc", "Qdisc", "qstats", IsRange: true),
    ];

    private static readonly ImmutableArray<WritableField> Scheduler =
    [
        new("task_struct", "task_struct", "scx.slice", IsRange: true),
        new("task_struct", "task_struct", "scx.dsq_vtime", IsRange: true),
        new("task_struct", "task_struct", "scx.disallow", IsRange: true),
    ];

    private static readonly ImmutableArray<WritableField> InputDevice =
    [
        new("hid_device", "hid_device", "name", IsRange: true),
        new("hid_device", "hid_device", "uniq", IsRange: true),
        new("hid_device", "hid_device", "phys", IsRange: true),
        new("hid_device", "hid_device", "quirks", IsRange: true),
    ];

    private static readonly ImmutableArray<WritableField> Dummy = [new(DummyState, DummyState, "val", IsRange: true)];

    private readonly Analysis _analysis;
    private readonly ImmutableArray<WritableField> _fields;

    /// <summary>Works on an analysis.</summary>
    public ObjectWrites(Analysis analysis)
    {
        _analysis = analysis;
        _fields = analysis.Program.Type switch
        {
            ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.Xdp => ConnectionTracking,
            ProgramType.StructOperations => OfStructure(analysis.Program.AttachPoint?.StructureName),
            _ => [],
        };
    }

    /// <summary>Whether anything may be written at all.</summary>
    public bool HasRules => !_fields.IsEmpty;

    /// <summary>Checks a write.</summary>
    /// <param name="btfIndex">The object's BTF.</param>
    /// <param name="typeId">The object's type.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="size">Bytes.</param>
    public void Check(short btfIndex, uint typeId, int offset, int size)
    {
        string type = _analysis.Program.Btfs[btfIndex].NameOf(typeId);
        bool isKnown = false;
        foreach (WritableField field in _fields)
        {
            if (field.ObjectType != type)
                continue;
            isKnown = true;
            if (!TryPlace(in field, out int start, out int end) || (field.IsRange ? offset < start || offset >= end : offset != start))
                continue;
            if (offset + size <= end)
                return;
            throw type == DummyState
                ? _analysis.Unsafe($"write access at off {offset} with size {size}")
                : _analysis.Unsafe($"write access at off {offset} with size {size} beyond the member of {type} ended at {end}");
        }

        throw isKnown ? _analysis.Unsafe($"no write support to {type} at off {offset}") : _analysis.Unsafe($"only read is supported");
    }

    private static ImmutableArray<WritableField> OfStructure(string? structure) => structure switch
    {
        "tcp_congestion_ops" => CongestionControl,
        "Qdisc_ops" => QueueingDiscipline,
        "sched_ext_ops" => Scheduler,
        "hid_bpf_ops" => InputDevice,
        "bpf_dummy_ops" => Dummy,
        _ => [],
    };

    private bool TryPlace(in WritableField field, out int start, out int end)
    {
        start = end = 0;
        BtfSet btfs = _analysis.Program.Btfs;
        if (!btfs.TryFindKernelType(field.Structure, BtfKind.Struct, out short btfIndex, out uint typeId)
            || !MemberPath.TryFind(btfs[btfIndex], typeId, field.Path, out int offset, out int size))
        {
            return false;
        }

        start = offset + field.Skipped;
        end = field.Length == 0 ? offset + size : start + field.Length;
        return true;
    }
}
