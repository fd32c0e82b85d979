// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Syscalls;

public sealed class LinkInfoTests
{
    private static readonly Instruction[] ReturnZero = [new(0xb7, Register.R0), new(0x95)];

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
}
