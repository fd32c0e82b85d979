// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// What this kernel can do, found by trying: the smallest program, map, link of each kind. Nothing stays in the kernel, nothing of the machine is
/// attached to; answers are kept for the life of the process.
/// </summary>
/// <example>
/// <code>
/// if (KernelFeatures.Probe(AttachType.TraceFunctionEntry) is { State: not FeatureState.Available } missing)
///     Console.Error.WriteLine($"no fentry here: {missing.Reason}");
/// </code>
/// </example>
public static class KernelFeatures
{
    private static readonly Lock Probing = new();
    private static readonly ConcurrentDictionary<FeatureKind, ImmutableArray<KernelFeature>> Known = new();
    private static readonly ConcurrentDictionary<ProgramType, ImmutableArray<KernelFeature>> KnownHelpers = new();
    private static readonly Lazy<Btf?> Types = new(() => File.Exists("/sys/kernel/btf/vmlinux") ? Btf.LoadKernel() : null);
    private static readonly Lazy<ProgramProbe> Programs = new(() => new ProgramProbe(Types.Value));

    /// <summary>All features of a kind.</summary>
    public static ImmutableArray<KernelFeature> Probe(FeatureKind kind)
    {
        if (Known.TryGetValue(kind, out ImmutableArray<KernelFeature> found))
            return found;
        lock (Probing)
            return Known.GetOrAdd(kind, wanted => [.. ProbeAll(wanted)]);
    }

    /// <summary>One program type.</summary>
    public static KernelFeature Probe(ProgramType type) => Find(FeatureKind.ProgramTypes, type.ToText());

    /// <summary>One map type.</summary>
    public static KernelFeature Probe(MapType type) => Find(FeatureKind.MapTypes, type.ToText());

    /// <summary>One hook.</summary>
    public static KernelFeature Probe(AttachType type) => Find(FeatureKind.AttachTypes, type.ToText());

    /// <summary>One kind of link.</summary>
    public static KernelFeature Probe(BpfLinkType type) => Find(FeatureKind.LinkTypes, type.ToText());

    /// <summary>One helper in one program type.</summary>
    public static KernelFeature Probe(ProgramType type, HelperId helper)
    {
        lock (Probing)
            return HelperProbe.Try(Programs.Value, type, helper);
    }

    /// <summary>All helpers of Linux 6.18 in a program type.</summary>
    /// <param name="type">The program type.</param>
    public static ImmutableArray<KernelFeature> ProbeHelpers(ProgramType type)
    {
        if (KnownHelpers.TryGetValue(type, out ImmutableArray<KernelFeature> found))
            return found;
        lock (Probing)
            return KnownHelpers.GetOrAdd(type, wanted => [.. Enumerable.Range(1, Helpers.Count).Select(id => HelperProbe.Try(Programs.Value, wanted, (HelperId)id))]);
    }

    private static KernelFeature Find(FeatureKind kind, string name) =>
        Probe(kind).FirstOrDefault(feature => feature.Name == name) ?? new KernelFeature(name, FeatureState.Unknown, Reason: "Hornet does not know it");

    private static IEnumerable<KernelFeature> ProbeAll(FeatureKind kind) => kind switch
    {
        FeatureKind.System => SystemSettings.All(Programs.Value),
        FeatureKind.Options => SystemSettings.Options(),
        FeatureKind.ProgramTypes => Enum.GetValues<ProgramType>().Where(type => type != ProgramType.Unspec).Select(ProbeProgram),
        FeatureKind.MapTypes => Enum.GetValues<MapType>().Where(type => type != MapType.Unspec).Select(ProbeMap),
        FeatureKind.AttachTypes => Enum.GetValues<AttachType>().Select(ProbeAttach),
        FeatureKind.LinkTypes => Enum.GetValues<BpfLinkType>().Where(type => type != BpfLinkType.Unspec).Select(ProbeLink),
        FeatureKind.Tracing => TracingHooks().Select(hook => ProbeAttach(hook) with { Name = hook.ToText() }),
        FeatureKind.Instructions => InstructionProbes.All().Select(probe => ProbeInstruction(probe.Name, probe.Since, probe.Meaning, probe.Program)),
        FeatureKind.Btf => LoadingFeatures(),
        FeatureKind.KernelFunctions => KernelFunctionNames(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Probing the kernel's features: no such kind."),
    };

    private static KernelFeature ProbeProgram(ProgramType type)
    {
        // Extensions and structures of operations need more than a probe gives; a word of the verifier shows that it knows the type.
        ProbeAnswer answer = Programs.Value.Try(type);
        bool isKnown = answer.IsDone || (answer.HasLog && type is ProgramType.Extension or ProgramType.StructOperations or ProgramType.Tracing or ProgramType.Lsm);
        if (isKnown)
            return new KernelFeature(type.ToText(), FeatureState.Available, Since: type.Since());
        return Refused(type.ToText(), new RefusedCommand(BpfCommand.ProgramLoad, answer.Errno) { ProgramType = type, HasLog = answer.HasLog }, type.Since());
    }

    private static KernelFeature ProbeMap(MapType type)
    {
        ProbeAnswer answer = MapProbe.Try(type);
        return answer.IsDone
            ? new KernelFeature(type.ToText(), FeatureState.Available, Since: type.Since())
            : Refused(type.ToText(), new RefusedCommand(BpfCommand.MapCreate, answer.Errno) { MapType = type }, type.Since());
    }

    private static KernelFeature ProbeAttach(AttachType hook)
    {
        ProbeAnswer answer = new AttachProbe(Programs.Value).Try(hook);
        if (answer.IsDone)
            return new KernelFeature(hook.ToText(), FeatureState.Available, Since: hook.Since());
        var refused = new RefusedCommand(BpfCommand.ProgramLoad, answer.Errno) { ProgramType = AttachProbe.ProgramTypeOf(hook), AttachType = hook };
        return new KernelFeature(hook.ToText(), FeatureReasons.StateOf(refused), Reason: FeatureReasons.Of(hook, answer), Since: hook.Since());
    }

    // A kind of link is a structure of the kernel's, which its types have when it was built with it.
    private static KernelFeature ProbeLink(BpfLinkType type)
    {
        string structure = type switch
        {
            BpfLinkType.RawTracepoint => "bpf_raw_tp_link",
            BpfLinkType.Tracing => "bpf_tracing_link",
            BpfLinkType.Iterator => "bpf_iter_link",
            BpfLinkType.NetworkNamespace => "bpf_netns_link",
            BpfLinkType.PerfEvent => "bpf_perf_link",
            BpfLinkType.StructOperations => "bpf_struct_ops_link",
            BpfLinkType.Netfilter => "bpf_nf_link",
            BpfLinkType.Tcx or BpfLinkType.Netkit or BpfLinkType.SockMap => type.ToText() + "_link",
            _ => $"bpf_{type.ToText()}_link",
        };
        if (Types.Value is not { } types)
            return new KernelFeature(type.ToText(), FeatureState.Unknown, Reason: "this kernel has no types to look in (CONFIG_DEBUG_INFO_BTF)", Since: type.Since());
        return types.TryFindId(structure, BtfKind.Struct, out _)
            ? new KernelFeature(type.ToText(), FeatureState.Available, Since: type.Since())
            : new KernelFeature(type.ToText(), FeatureState.Missing, Reason: $"the kernel's types have no struct {structure}", Since: type.Since());
    }

    private static AttachType[] TracingHooks() =>
    [
        AttachType.TraceFunctionEntry, AttachType.TraceFunctionExit, AttachType.ModifyReturn, AttachType.TraceRawTracepoint, AttachType.TraceIterator,
        AttachType.LsmMac, AttachType.LsmCgroup, AttachType.TraceKprobeMulti, AttachType.TraceKprobeSession, AttachType.TraceUprobeMulti, AttachType.TraceUprobeSession,
    ];

    private static KernelFeature ProbeInstruction(string name, KernelVersion since, string meaning, Bytecode.Instruction[] program)
    {
        ProbeAnswer answer = Programs.Value.Try(ProgramType.SocketFilter, program);
        if (answer.IsDone)
            return new KernelFeature(name, FeatureState.Available, meaning, Since: since);
        var refused = new RefusedCommand(BpfCommand.ProgramLoad, answer.Errno) { ProgramType = ProgramType.SocketFilter };
        return new KernelFeature(name, FeatureReasons.StateOf(refused), meaning, VerifierLog.FindRejection(answer.Log)?.Message ?? FeatureReasons.Of(refused), since);
    }

    private static IEnumerable<KernelFeature> LoadingFeatures()
    {
        LoadFeatures found = LoadFeatures.Current;
        (string name, bool isThere, KernelVersion since)[] all =
        [
            ("btf", found.Btf, new(4, 18)),
            ("btf_func", found.BtfFunctions, new(5, 0)),
            ("btf_func_global", found.BtfGlobalFunctions, new(5, 6)),
            ("btf_datasec", found.BtfDataSections, new(5, 2)),
            ("btf_float", found.BtfFloats, new(5, 13)),
            ("btf_decl_tag", found.BtfDeclarationTags, new(5, 16)),
            ("btf_type_tag", found.BtfTypeTags, new(5, 17)),
            ("btf_enum64", found.BtfEnum64, new(6, 0)),
            ("names", found.Names, new(4, 15)),
            ("global_data", found.GlobalData, new(5, 2)),
            ("array_mmap", found.MappableArrays, new(5, 5)),
            ("prog_bind_map", found.BoundMaps, new(5, 10)),
            ("probe_read_kernel", found.ProbeReadKernel, new(5, 5)),
            ("attach_cookie", found.Cookies, new(5, 15)),
            ("memcg_accounting", found.MemoryOfControlGroup, new(5, 11)),
        ];
        return all.Select(feature => new KernelFeature(feature.name, feature.isThere ? FeatureState.Available : FeatureState.Missing,
            Reason: feature.isThere ? "" : $"tried and refused; it needs Linux {feature.since}", Since: feature.since))
            .Prepend(new KernelFeature("vmlinux_btf", Types.Value is null ? FeatureState.Missing : FeatureState.Available, Reason: Types.Value is null ? "no /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)" : "", Since: new KernelVersion(5, 4)));
    }

    // Since Linux 6.10 they are tagged in the kernel's types.
    private static IEnumerable<KernelFeature> KernelFunctionNames()
    {
        if (Types.Value is not { } types)
            yield break;
        SortedSet<string> names = new(StringComparer.Ordinal);
        for (uint id = types.FirstId == 0 ? 1 : types.FirstId; id < types.TypeCount; id++)
        {
            if (types.KindOf(id) == BtfKind.DeclarationTag && types[id] is BtfDeclarationTag { Name: "bpf_kfunc" } tag)
                names.Add(types.NameOf(tag.TypeId));
        }

        foreach (string name in names)
            yield return new KernelFeature(name, FeatureState.Available);
    }

    private static KernelFeature Refused(string name, RefusedCommand refused, KernelVersion since) =>
        new(name, FeatureReasons.StateOf(refused), Reason: FeatureReasons.Of(refused), Since: since);
}
