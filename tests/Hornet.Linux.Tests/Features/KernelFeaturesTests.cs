// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Linux.Tests.Syscalls;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Features;

public sealed class KernelFeaturesTests
{
    [ToolFact("bpftool")]
    public void Program_and_map_types_are_those_that_bpftool_finds()
    {
        JsonElement probed = BpfTool.Json("feature", "probe", "kernel");
        foreach (JsonProperty expected in probed.GetProperty("program_types").EnumerateObject())
        {
            // bpftool 7.1 tells these by words of the verifier that newer kernels do not say any more; Hornet loads real ones.
            if (expected.Name is "have_tracing_prog_type" or "have_ext_prog_type" or "have_lsm_prog_type")
                continue;
            Names.TryParse(expected.Name.AsSpan()["have_".Length..^"_prog_type".Length], out ProgramType type).ShouldBeTrue(expected.Name);
            (KernelFeatures.Probe(type).State == FeatureState.Available).ShouldBe(expected.Value.GetBoolean(), expected.Name);
        }

        foreach (JsonProperty expected in probed.GetProperty("map_types").EnumerateObject())
        {
            Names.TryParse(expected.Name.AsSpan()["have_".Length..^"_map_type".Length], out MapType type).ShouldBeTrue(expected.Name);
            (KernelFeatures.Probe(type).State == FeatureState.Available).ShouldBe(expected.Value.GetBoolean(), expected.Name);
        }
    }

    [KernelFact]
    public void Helpers_are_those_that_the_vocabulary_allows()
    {
        // The vocabulary describes Linux 6.18; on that kernel the probe must find the same, whatever options it was built with aside.
        if (KernelEnvironment.RunningRelease != KernelVersions.Described)
            return;
        List<string> differences = [];
        foreach (ProgramType type in new[] { ProgramType.SocketFilter, ProgramType.Xdp, ProgramType.SchedulerClassifier, ProgramType.Tracepoint, ProgramType.RawTracepoint,
            ProgramType.PerfEvent, ProgramType.SockOperations, ProgramType.SkMessage, ProgramType.Syscall, ProgramType.FlowDissector, ProgramType.SkReuseport })
        {
            foreach (KernelFeature feature in KernelFeatures.ProbeHelpers(type))
            {
                Names.TryParse(feature.Name.AsSpan()["bpf_".Length..], out HelperId helper).ShouldBeTrue();
                if (helper == HelperId.ProbeWriteUser)
                    continue; // a matter of lockdown
                if (Helpers.IsAllowed(helper, type) != (feature.State == FeatureState.Available))
                    differences.Add($"{type.ToText()} {feature.Name}");
            }
        }

        differences.ShouldBeEmpty();
    }

    [KernelFact]
    public void Hooks_in_functions_are_told_apart_from_typed_tracepoints_and_iterators()
    {
        KernelFeature[] tracing = [.. KernelFeatures.Probe(FeatureKind.Tracing)];
        tracing.Single(feature => feature.Name == AttachType.TraceRawTracepoint.ToText()).State.ShouldBe(FeatureState.Available);
        tracing.Single(feature => feature.Name == AttachType.TraceIterator.ToText()).State.ShouldBe(FeatureState.Available);
        KernelFeature entry = tracing.Single(feature => feature.Name == AttachType.TraceFunctionEntry.ToText());

        // Whatever the probe says, really attaching agrees.
        Btf types = Btf.LoadKernel();
        types.TryFindId("bpf_fentry_test1", BtfKind.Function, out uint id).ShouldBeTrue();
        bool isAttached;
        try
        {
            using KernelProgram program = KernelProgram.Load(ProgramType.Tracing, ProgramProbe.Return(0), new ProgramLoadOptions { AttachType = AttachType.TraceFunctionEntry, AttachBtfId = id });
            TestLink.OpenRawTracepoint(program, null).Dispose();
            isAttached = true;
        }
        catch (BpfSyscallException)
        {
            isAttached = false;
        }

        (entry.State == FeatureState.Available).ShouldBe(isAttached);
        if (!isAttached)
            entry.Reason.ShouldStartWith("the ");
    }

    [KernelFact]
    public void Every_hook_of_control_groups_is_there_with_the_option_for_them()
    {
        if (KernelEnvironment.RunningRelease < new KernelVersion(6, 7) || KernelEnvironment.Read().Option("CONFIG_CGROUP_BPF") != "y")
            return;
        foreach (AttachType hook in Enum.GetValues<AttachType>().Where(hook => hook.ToText().StartsWith("cgroup", StringComparison.Ordinal)))
            KernelFeatures.Probe(hook).State.ShouldBe(FeatureState.Available, hook.ToText());
    }

    [KernelFact]
    public void What_is_missing_has_a_reason_and_what_is_known_a_release()
    {
        foreach (FeatureKind kind in Enum.GetValues<FeatureKind>())
        {
            foreach (KernelFeature feature in KernelFeatures.Probe(kind))
            {
                if (feature.State != FeatureState.Available)
                    feature.Reason.ShouldNotBeEmpty($"{kind} {feature.Name}");
                if (kind is FeatureKind.ProgramTypes or FeatureKind.MapTypes or FeatureKind.LinkTypes or FeatureKind.Instructions)
                    feature.Since.ShouldNotBeNull($"{kind} {feature.Name}");
            }
        }
    }

    [KernelFact]
    public void A_locked_down_kernel_keeps_programs_from_writing_user_memory()
    {
        KernelFeature lockdown = KernelFeatures.Probe(FeatureKind.System).Single(setting => setting.Name == "lockdown");
        FeatureState writing = KernelFeatures.Probe(ProgramType.Tracepoint, HelperId.ProbeWriteUser).State;
        (lockdown.Value is "integrity" or "confidentiality").ShouldBe(writing == FeatureState.Missing);
    }

    [KernelFact]
    public void Options_and_settings_are_those_of_the_machine()
    {
        KernelFeatures.Probe(FeatureKind.Options).Single(option => option.Name == "CONFIG_BPF_SYSCALL").Value.ShouldBeOneOf("y", "");
        KernelFeatures.Probe(FeatureKind.System).Single(setting => setting.Name == "unprivileged_bpf_disabled").Value
            .ShouldBe(File.ReadAllText("/proc/sys/kernel/unprivileged_bpf_disabled").Trim());
    }

    [KernelFact]
    public void A_helper_is_missing_where_its_program_type_may_not_call_it()
    {
        KernelFeatures.Probe(ProgramType.Xdp, HelperId.RedirectMap).State.ShouldBe(FeatureState.Available);
        KernelFeature missing = KernelFeatures.Probe(ProgramType.Xdp, HelperId.SkbLoadBytes);
        (missing.Name, missing.State, missing.Reason).ShouldBe(("bpf_skb_load_bytes", FeatureState.Missing, "programs of the type xdp may not call it"));
    }

    [KernelFact]
    public void The_page_has_this_example()
    {
        // example: features in a program
        if (KernelFeatures.Probe(AttachType.TraceFunctionEntry) is { State: not FeatureState.Available } missing)
            Console.Error.WriteLine($"no fentry here: {missing.Reason}");
        bool canRedirect = KernelFeatures.Probe(ProgramType.Xdp, HelperId.RedirectMap).State == FeatureState.Available;
        // end
        canRedirect.ShouldBeTrue();
        DocumentationExamples.MissingFrom("docs/kernel-features.md", "tests/Hornet.Linux.Tests/Features/KernelFeaturesTests.cs").ShouldBeEmpty();
    }

    [KernelFact]
    public void Probing_leaves_nothing_behind()
    {
        KernelFeatures.Probe(FeatureKind.AttachTypes);
        int before = Directory.GetFiles("/proc/self/fd").Length;
        var programs = new ProgramProbe(Btf.LoadKernel());
        foreach (AttachType hook in Enum.GetValues<AttachType>())
            new AttachProbe(programs).Try(hook);
        foreach (MapType type in Enum.GetValues<MapType>())
            MapProbe.Try(type);

        // Other tests of this process open and close descriptors meanwhile; a leak of the probes would be one for each of them.
        (Directory.GetFiles("/proc/self/fd").Length - before).ShouldBeLessThan(40);
    }
}
