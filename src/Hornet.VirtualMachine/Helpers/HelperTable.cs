// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// Every helper of the kernel by its number: a function, or the reason why a program in user space cannot have it. The groups the helpers
/// come in are the classes next to this one.
/// </summary>
internal static unsafe class HelperTable
{
    /// <summary>One more than the highest helper number: <c>__BPF_FUNC_MAX_ID</c> of Linux 6.18.</summary>
    public const int Size = Objects.Helpers.Count + 1;

    private static readonly HelperTableBuilder Table = Build();

    /// <summary>The function of a helper; null for a number the kernel does not know, and for a refused helper.</summary>
    public static delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> Find(HelperId id) =>
        (uint)id < Size ? (delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong>)Table.Functions[(int)id] : null;

    /// <summary>What the virtual machine makes of a helper; null for a number the kernel does not know.</summary>
    public static HelperEntry? Describe(HelperId id) => Objects.Helpers.IsKnown(id) ? Table.Entries[(int)id] : null;

    /// <summary>Adds all helpers to the set of a machine.</summary>
    public static void AddTo(HelperSet helpers)
    {
        for (int id = 1; id < Size; id++)
        {
            if (Table.Functions[id] != 0)
                helpers.Add(id, Find((HelperId)id));
        }
    }

    /// <summary>Why a program may not call a helper, as a clause; null when it may.</summary>
    public static string? WhyNot(HelperId id, ProgramType type, AttachType? attachType = null)
    {
        if (Describe(id) is not { } entry)
            return $"call of the unknown helper {(uint)id}";
        string helper = $"the helper bpf_{id.ToText()} ({(uint)id})";
        if (entry.Support == HelperSupport.Refused)
            return $"call of {helper}, which {entry.Note}; {type.ToText()} programs cannot use it in user space";
        return type == ProgramType.Unspec || Objects.Helpers.IsAllowed(id, type, attachType)
            ? null
            : $"call of {helper}, which the kernel does not offer to {type.ToText()} programs";
    }

    private static HelperTableBuilder Build()
    {
        HelperTableBuilder table = new();
        MapHelpers.AddTo(table);
        RingBufferHelpers.AddTo(table);
        PerfHelpers.AddTo(table);
        StorageHelpers.AddTo(table);
        SpinLockHelpers.AddTo(table);
        TimerHelpers.AddTo(table);
        TimeHelpers.AddTo(table);
        MachineHelpers.AddTo(table);
        TaskHelpers.AddTo(table);
        CgroupHelpers.AddTo(table);
        StringHelpers.AddTo(table);
        TraceHelpers.AddTo(table);
        ProbeReadHelpers.AddTo(table);
        TracingHelpers.AddTo(table);
        ChecksumHelpers.AddTo(table);
        SkbHelpers.AddTo(table);
        SkbResizeHelpers.AddTo(table);
        SkbMetadataHelpers.AddTo(table);
        XdpHelpers.AddTo(table);
        RedirectHelpers.AddTo(table);
        LoopHelpers.AddTo(table);
        DynptrHelpers.AddTo(table);
        NetworkHelpers.AddTo(table);
        SocketHelpers.AddTo(table);
        SocketOptionHelpers.AddTo(table);
        SynCookieHelpers.AddTo(table);
        TunnelHelpers.AddTo(table);
        RefusedHelpers.AddTo(table);
        return table;
    }
}
