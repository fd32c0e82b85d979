// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Syscalls;

public sealed class LinkInfoTests
{
    private static readonly Instruction[] ReturnZero = [new(0xb7, Register.R0), new(0x95)], ReturnOne = [new(0xb7, Register.R0, immediate: 1), new(0x95)];

    [ToolFact("bpftool")]
    public void A_raw_tracepoint_link_tells_its_tracepoint()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.RawTracepoint, ReturnZero);
        using BpfLink link = TestLink.OpenRawTracepoint(program, "sched_process_exit", cookie: 77);
        RawTracepointLinkInfo info = link.GetInfo().ShouldBeOfType<RawTracepointLinkInfo>();
        (info.Tracepoint, info.Cookie, info.ProgramId, info.Id).ShouldBe(("sched_process_exit", 77ul, program.Id, link.Id));
        JsonElement expected = BpfTool.Json("link", "show", "id", $"{link.Id}");
        (expected.GetProperty("type").GetString(), expected.GetProperty("tp_name").GetString(), expected.GetProperty("prog_id").GetUInt32())
            .ShouldBe(("raw_tracepoint", info.Tracepoint, info.ProgramId));
        KernelLinks.Ids().ShouldContain(link.Id);
        using BpfLink opened = BpfLink.Open(link.Id);
        opened.GetInfo().ShouldBe(info);
        opened.Target.ShouldBe(new OpenedTarget(BpfLinkType.RawTracepoint, link.Id));
    }

    [ToolFact("bpftool")]
    public void An_xdp_link_tells_its_interface_until_it_is_detached()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.Xdp, [new(0xb7, Register.R0, immediate: 2), new(0x95)], new ProgramLoadOptions { AttachType = AttachType.Xdp });
        using var pair = VethPair.Create(isQuiet: true);
        uint index = (uint)pair.Left.Index;
        using BpfLink link = pair.Left.Namespace.Run(() => TestLink.Create(program, index, AttachType.Xdp));
        link.GetInfo().ShouldBe(new XdpLinkInfo { Id = link.Id, Type = BpfLinkType.Xdp, ProgramId = program.Id, InterfaceIndex = index });
        BpfTool.Json("link", "show", "id", $"{link.Id}").GetProperty("type").GetString().ShouldBe("xdp");
        link.Detach();
        link.GetInfo().ShouldBeOfType<XdpLinkInfo>().InterfaceIndex.ShouldBe(0u);
    }

    [ToolFact("bpftool")]
    public void A_control_group_link_tells_its_group()
    {
        using TestCgroup group = TestCgroup.Create();
        using KernelProgram program = KernelProgram.Load(ProgramType.CgroupSkb, ReturnOne, new ProgramLoadOptions { AttachType = AttachType.CgroupInetEgress });
        using KernelLink link = program.Attach(new CgroupTarget(group.Path) { AttachType = AttachType.CgroupInetEgress });
        CgroupLinkInfo info = link.GetInfo().ShouldBeOfType<CgroupLinkInfo>();
        info.AttachType.ShouldBe(AttachType.CgroupInetEgress);
        info.CgroupId.ShouldBe(ulong.Parse(TestTool.Run("stat", "-c", "%i", group.Path), System.Globalization.CultureInfo.InvariantCulture));
        JsonElement expected = BpfTool.Json("link", "show", "id", $"{info.Id}");
        (expected.GetProperty("cgroup_id").GetUInt64(), expected.GetProperty("attach_type").GetString()).ShouldBe((info.CgroupId, "cgroup_inet_egress"));
    }

    [ToolFact("bpftool")]
    public void A_typed_tracepoint_has_a_link_of_raw_tracepoints()
    {
        Btf.LoadKernel().TryFindId("btf_trace_sched_process_exit", BtfKind.Typedef, out uint id).ShouldBeTrue();
        using KernelProgram program = KernelProgram.Load(ProgramType.Tracing, ReturnZero, new ProgramLoadOptions { AttachType = AttachType.TraceRawTracepoint, AttachBtfId = id });
        using BpfLink link = TestLink.OpenRawTracepoint(program, null);
        RawTracepointLinkInfo info = link.GetInfo().ShouldBeOfType<RawTracepointLinkInfo>();
        (info.Tracepoint, info.ProgramId).ShouldBe(("sched_process_exit", program.Id));
        BpfTool.Json("link", "show", "id", $"{info.Id}").GetProperty("tp_name").GetString().ShouldBe("sched_process_exit");
        KernelProgramInfo loaded = program.GetInfo();
        loaded.AttachBtfId.ShouldBe(id);
        using KernelBtf types = KernelBtf.Open(loaded.AttachBtfObjectId);
        types.GetInfo().Name.ShouldBe("vmlinux");
    }

    [ToolFact("bpftool")]
    public void An_iterator_link_tells_what_it_goes_over_and_is_read_when_opened_by_its_number()
    {
        Btf.LoadKernel().TryFindId("bpf_iter_task", BtfKind.Function, out uint id).ShouldBeTrue();
        using KernelProgram program = KernelProgram.Load(ProgramType.Tracing, ReturnZero, new ProgramLoadOptions { AttachType = AttachType.TraceIterator, AttachBtfId = id });
        using KernelLink link = program.Attach(new IteratorTarget { Process = Environment.ProcessId });
        IteratorLinkInfo info = link.GetInfo().ShouldBeOfType<IteratorLinkInfo>();
        (info.Target, info.ProcessId, info.ProgramId).ShouldBe(("task", (uint)Environment.ProcessId, program.Id));
        JsonElement expected = BpfTool.Json("link", "show", "id", $"{info.Id}");
        (expected.GetProperty("type").GetString(), expected.GetProperty("target_name").GetString()).ShouldBe(("iter", "task"));
        using BpfLink opened = BpfLink.Open(info.Id);
        opened.ShouldBeOfType<IteratorLink>().ReadText().ShouldBe("");
    }

    [KernelFact]
    public void A_link_to_many_places_of_a_file_tells_them_all()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.Kprobe, ReturnZero, new ProgramLoadOptions { AttachType = AttachType.TraceUprobeMulti });
        string library = File.ReadLines("/proc/self/maps").First(line => line.Contains("libc.so", StringComparison.Ordinal)).Split(' ')[^1];
        using KernelLink link = program.Attach(new UprobeMultiTarget(library) { Symbols = ["getpgid", "getsid"], Cookies = [5, 6], Process = Environment.ProcessId });
        UprobeMultiLinkInfo info = link.GetInfo().ShouldBeOfType<UprobeMultiLinkInfo>();
        (info.Path, info.Flags, info.ProcessId).ShouldBe((library, 0u, (uint)Environment.ProcessId));
        info.Cookies.Order().ShouldBe([5ul, 6ul]);
        info.Offsets.Distinct().Count().ShouldBe(2);
        info.ReferenceCounters.ShouldBe([0ul, 0ul]);
    }

    [KernelFact]
    public void Links_to_perf_events_tell_which_event()
    {
        using KernelProgram traces = KernelProgram.Load(ProgramType.Tracepoint, ReturnZero);
        using (KernelLink link = traces.Attach(new TracepointTarget("sched", "sched_process_exit") { Cookie = 9 }))
        {
            TracepointLinkInfo info = link.GetInfo().ShouldBeOfType<TracepointLinkInfo>();
            (info.Tracepoint, info.Cookie, info.EventKind).ShouldBe(("sched_process_exit", 9ul, PerfEventLinkType.Tracepoint));
        }

        using KernelProgram samples = KernelProgram.Load(ProgramType.PerfEvent, ReturnZero);
        using (KernelLink link = samples.Attach(PerfEventTarget.Software(SoftwareEvent.ContextSwitches) with { Period = 1_000_000_000, Cpu = 0 }))
        {
            PerfEventSourceLinkInfo info = link.GetInfo().ShouldBeOfType<PerfEventSourceLinkInfo>();
            (info.SourceType, info.Configuration, info.EventKind).ShouldBe((1u, 3ul, PerfEventLinkType.Event));
        }

        string library = File.ReadLines("/proc/self/maps").First(line => line.Contains("libc.so", StringComparison.Ordinal)).Split(' ')[^1];
        using KernelProgram probes = KernelProgram.Load(ProgramType.Kprobe, ReturnZero);
        using (KernelLink link = probes.Attach(new UprobeTarget(library, "getpgid") { Cookie = 3, IsReturn = true }))
        {
            UprobeLinkInfo info = link.GetInfo().ShouldBeOfType<UprobeLinkInfo>();
            (info.Path, info.Cookie, info.EventKind).ShouldBe((library, 3ul, PerfEventLinkType.Uretprobe));
            info.Offset.ShouldBeGreaterThan(0u);
        }
    }

    [KernelFact]
    public void Netfilter_and_tcx_links_tell_their_places()
    {
        using KernelProgram filter = KernelProgram.Load(ProgramType.Netfilter, ReturnOne, new ProgramLoadOptions { AttachType = AttachType.Netfilter });
        using KernelProgram classifier = KernelProgram.Load(ProgramType.SchedulerClassifier, ReturnZero);
        using var pair = VethPair.Create(isQuiet: true);
        pair.Left.Namespace.Run(() =>
        {
            using KernelLink first = filter.Attach(new NetfilterTarget(NetfilterFamily.IPv4, NetfilterHook.LocalIn, -5));
            NetfilterLinkInfo netfilter = first.GetInfo().ShouldBeOfType<NetfilterLinkInfo>();
            (netfilter.ProtocolFamily, netfilter.Hook, netfilter.Priority, netfilter.Flags).ShouldBe((2u, 1u, -5, 0u));
            using KernelLink second = classifier.Attach(new TcxTarget(pair.Left.Index, TrafficDirection.Egress));
            TcxLinkInfo tcx = second.GetInfo().ShouldBeOfType<TcxLinkInfo>();
            (tcx.InterfaceIndex, tcx.AttachType, tcx.ProgramId).ShouldBe(((uint)pair.Left.Index, AttachType.TcxEgress, classifier.Id));
        });
    }

    [KernelFact]
    public void A_pinned_link_is_opened_again_by_its_pin()
    {
        string pin = BpfTool.PinPath();
        using KernelProgram program = KernelProgram.Load(ProgramType.RawTracepoint, ReturnZero);
        uint id;
        using (BpfLink link = TestLink.OpenRawTracepoint(program, "sched_process_exit"))
        {
            id = link.Id;
            link.Pin(pin);
        }

        try
        {
            BpfFileSystem.KindOf(pin).ShouldBe(PinnedKind.Link);
            using BpfLink opened = BpfLink.OpenPinned(pin);
            (opened.Id, opened.GetInfo().ProgramId).ShouldBe((id, program.Id));
        }
        finally
        {
            BpfFileSystem.Unpin(pin);
        }
    }
}
