// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Which helpers a program may call, and where.</summary>
internal sealed class HelperPolicy
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public HelperPolicy(Analysis analysis) => _analysis = analysis;

    private VerifiedProgram Program => _analysis.Program;

    /// <summary>Checks that the program may call a helper where it does, and gives its prototype.</summary>
    public HelperPrototype Check(HelperId id)
    {
        if ((uint)id > Helpers.Count)
            throw Refuse($"invalid func {HelperNames.Of(id)}#{(int)id}");
        if (!IsOffered(id))
            throw Refuse($"program of this type cannot use helper {HelperNames.Of(id)}#{(int)id}");
        HelperPrototype prototype = Helpers.Get(id, Program.Type);
        if (prototype.IsGplOnly && !Program.IsGplCompatible)
            throw Refuse($"cannot call GPL-restricted function from non-GPL compatible program");
        if (!HookAllowLists.IsAllowed(id, Program))
            throw Refuse($"helper call is not allowed in probe");
        if (prototype.MightSleep)
            CheckMaySleep(id);
        return prototype;
    }

    private bool IsOffered(HelperId id) =>
        Helpers.IsAllowed(id, Program.Type, Program.AttachType ?? default) && (Program.IsPrivileged || IsUnprivileged(id, Program.Type));

    // What is left without CAP_BPF and CAP_PERFMON, whose programs are socket filters and cgroup_skb only.
    private static bool IsUnprivileged(HelperId id, ProgramType type) => id switch
    {
        HelperId.MapLookupElement or HelperId.MapUpdateElement or HelperId.MapDeleteElement or HelperId.MapPushElement or HelperId.MapPopElement
            or HelperId.MapPeekElement or HelperId.MapLookupPerCpuElement => true,
        HelperId.GetPseudoRandomU32 or HelperId.GetSmpProcessorId or HelperId.GetNumaNodeId or HelperId.TailCall => true,
        HelperId.KtimeGetNanoseconds or HelperId.KtimeGetBootNanoseconds or HelperId.KtimeGetCoarseNanoseconds or HelperId.KtimeGetTaiNanoseconds => true,
        HelperId.GetCurrentPidTgid or HelperId.GetNamespaceCurrentPidTgid or HelperId.GetCurrentUidGid or HelperId.GetNetworkNamespaceCookie => true,
        HelperId.RingBufferOutput or HelperId.RingBufferReserve or HelperId.RingBufferSubmit or HelperId.RingBufferDiscard or HelperId.RingBufferQuery => true,
        HelperId.Strncmp or HelperId.StringToLong or HelperId.StringToUnsignedLong => true,
        HelperId.SkbLoadBytes or HelperId.SkbLoadBytesRelative or HelperId.GetSocketCookie or HelperId.GetSocketUid or HelperId.PerfEventOutput => true,
        _ => type == ProgramType.CgroupSkb && IsUnprivilegedInCgroup(id),
    };

    private static bool IsUnprivilegedInCgroup(HelperId id) => id is HelperId.GetLocalStorage or HelperId.SkFullsock or HelperId.SkStorageGet
        or HelperId.SkStorageDelete or HelperId.SkbCgroupId or HelperId.SkbAncestorCgroupId or HelperId.SkCgroupId or HelperId.SkAncestorCgroupId
        or HelperId.SkLookupTcp or HelperId.SkLookupUdp or HelperId.SkRelease or HelperId.SkcLookupTcp or HelperId.TcpSock
        or HelperId.GetListenerSock or HelperId.SkbEcnSetCe;

    private void CheckMaySleep(HelperId id)
    {
        VerifierState state = _analysis.State;
        string name = HelperNames.Of(id);
        if (!state.MaySleep)
            throw Refuse($"helper call might sleep in a non-sleepable prog");
        if (state.RcuDepth > 0)
            throw Refuse($"sleepable helper {name}#{(int)id} in rcu_read_lock region");
        if (state.PreemptionDepth > 0)
            throw Refuse($"sleepable helper {name}#{(int)id} in non-preemptible region");
        if (state.ActiveInterruptsId != 0)
            throw Refuse($"sleepable helper {name}#{(int)id} in IRQ-disabled region");
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Policy, message);
}
