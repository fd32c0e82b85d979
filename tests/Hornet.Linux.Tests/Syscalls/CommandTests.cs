// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Syscalls;

public sealed class CommandTests
{
    private static readonly Instruction[] ReturnOne = [new(0xb7, Register.R0, immediate: 1), new(0x95)];

    [ToolFact("bpftool")]
    public void The_programs_of_a_control_group_are_listed_as_bpftool_attached_them()
    {
        using var group = TestCgroup.Create();
        using var child = group.CreateChild();
        using KernelProgram first = KernelProgram.Load(ProgramType.CgroupSkb, ReturnOne, new ProgramLoadOptions { AttachType = AttachType.CgroupInetEgress });
        using KernelProgram second = KernelProgram.Load(ProgramType.CgroupSkb, ReturnOne, new ProgramLoadOptions { AttachType = AttachType.CgroupInetEgress });
        ProgramQuery.Cgroup(group.Path, AttachType.CgroupInetEgress).Programs.ShouldBeEmpty();
        foreach (KernelProgram program in new[] { first, second })
            TestTool.Run("bpftool", "cgroup", "attach", group.Path, "cgroup_inet_egress", "id", $"{program.Id}", "multi");
        ProgramQueryResult found = ProgramQuery.Cgroup(group.Path, AttachType.CgroupInetEgress);
        found.Programs.Select(program => program.ProgramId).ShouldBe([first.Id, second.Id]);
        found.AttachFlags.ShouldBe(ProgramAttachFlags.AllowMulti);
        found.Programs.ShouldAllBe(program => program.AttachFlags == ProgramAttachFlags.AllowMulti);

        // Attached above, effective below.
        ProgramQuery.Cgroup(child.Path, AttachType.CgroupInetEgress).Programs.ShouldBeEmpty();
        ProgramQuery.Cgroup(child.Path, AttachType.CgroupInetEgress, isEffective: true).Programs.Select(program => program.ProgramId).ShouldBe([first.Id, second.Id]);
        TestTool.Run("bpftool", "cgroup", "detach", group.Path, "cgroup_inet_egress", "id", $"{first.Id}");
        ProgramQuery.Cgroup(group.Path, AttachType.CgroupInetEgress).Programs.Select(program => program.ProgramId).ShouldBe([second.Id]);
    }

    [KernelFact]
    public void The_programs_of_an_interface_are_listed_with_their_links_and_a_revision()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.SchedulerClassifier, ReturnOne);
        using var pair = VethPair.Create(isQuiet: true);
        pair.Left.Namespace.Run(() =>
        {
            ProgramQueryResult none = ProgramQuery.Interface(pair.Left.Index, AttachType.TcxIngress);
            none.Programs.ShouldBeEmpty();
            using BpfLink link = TestLink.Create(program, (uint)pair.Left.Index, AttachType.TcxIngress);
            ProgramQueryResult one = ProgramQuery.Interface(pair.Left.Index, AttachType.TcxIngress);
            QueriedProgram found = one.Programs.ShouldHaveSingleItem();
            (found.ProgramId, found.LinkId).ShouldBe((program.Id, link.Id));
            one.Revision.ShouldBeGreaterThan(none.Revision);
            ProgramQuery.Interface(pair.Left.Index, AttachType.TcxEgress).Programs.ShouldBeEmpty();
        });
    }

    [KernelFact]
    public void The_programs_of_a_network_namespace_are_listed()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.SkLookup, ReturnOne, new ProgramLoadOptions { AttachType = AttachType.SkLookup });
        using NetworkNamespace place = NetworkNamespace.Create();
        using var file = File.OpenHandle(place.Path);
        ProgramQuery.NetworkNamespace(place.Path, AttachType.SkLookup).Programs.ShouldBeEmpty();
        using (BpfLink link = TestLink.Create(program, (uint)file.DangerousGetHandle(), AttachType.SkLookup))
        {
            ProgramQuery.NetworkNamespace(place.Path, AttachType.SkLookup).Programs.ShouldHaveSingleItem().ProgramId.ShouldBe(program.Id);
            NetworkNamespaceLinkInfo info = link.GetInfo().ShouldBeOfType<NetworkNamespaceLinkInfo>();
            info.AttachType.ShouldBe(AttachType.SkLookup);
            File.ResolveLinkTarget(place.Path, false)!.Name.ShouldContain($"[{info.NamespaceInode}]");
        }

        ProgramQuery.NetworkNamespace(place.Path, AttachType.SkLookup).Programs.ShouldBeEmpty();
    }

    [KernelFact]
    public void The_program_of_a_map_of_sockets_is_listed()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.SkMessage, ReturnOne);
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "sockets", Type = MapType.SockMap, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        ProgramQuery.SocketMap(map, AttachType.SkMessageVerdict).Programs.ShouldBeEmpty();
        using BpfLink link = TestLink.Create(program, (uint)map.Handle.FileDescriptor, AttachType.SkMessageVerdict);
        ProgramQuery.SocketMap(map, AttachType.SkMessageVerdict).Programs.ShouldHaveSingleItem().ProgramId.ShouldBe(program.Id);
        link.GetInfo().ShouldBe(new SockMapLinkInfo { Id = link.Id, Type = BpfLinkType.SockMap, ProgramId = program.Id, MapId = map.Id, AttachType = AttachType.SkMessageVerdict });
    }

    [KernelFact]
    public void A_file_that_is_no_control_group_is_refused()
    {
        Should.Throw<BpfSyscallException>(() => ProgramQuery.Cgroup("/tmp", AttachType.CgroupInetEgress)).Message
            .ShouldStartWith("asking what is attached to the control group /tmp at cgroup_inet_egress: bpf(prog_query) failed with ");
        Should.Throw<SystemCallException>(() => ProgramQuery.Infrared("/dev/no_such_lirc")).Message.ShouldStartWith("opening /dev/no_such_lirc: open failed with ENOENT");
    }

    [KernelFact]
    public void A_descriptor_tells_its_raw_tracepoint()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.RawTracepoint, ReturnOne);
        using BpfLink link = TestLink.OpenRawTracepoint(program, "sched_process_exit");
        TaskFileDescriptor.Query(Environment.ProcessId, link.Handle.FileDescriptor)
            .ShouldBe(new TaskFileDescriptor(program.Id, TaskFileDescriptorType.RawTracepoint, "sched_process_exit", 0, 0));
        Should.Throw<BpfSyscallException>(() => TaskFileDescriptor.Query(Environment.ProcessId, program.Handle.FileDescriptor)).Errno.ShouldBe(524);
    }

    [KernelFact]
    public void Statistics_count_runs_while_they_are_on()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.SocketFilter, ReturnOne);
        var packet = new TestRunInput { Data = new byte[64], Repeat = 50 };
        using (KernelStatistics.Enable())
            program.TestRun(packet);
        KernelProgramStatistics counted = program.GetStatistics();
        counted.RunCount.ShouldBe(50);
        counted.RunTimeNanoseconds.ShouldBeGreaterThan(0);
        KernelProgramInfo info = program.GetInfo();
        (info.RunCount, info.RunTimeNanoseconds).ShouldBe((counted.RunCount, counted.RunTimeNanoseconds));
    }

    [KernelFact]
    public void A_bound_map_lives_as_long_as_the_program()
    {
        KernelProgram program = KernelProgram.Load(ProgramType.SocketFilter, ReturnOne);
        uint id;
        using (KernelMap map = KernelMap.Create(new MapSpec { Name = "bound", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 }))
        {
            id = map.Id;
            program.GetInfo().MapIds.ShouldBeEmpty();
            program.Bind(map);
        }

        program.GetInfo().MapIds.ShouldBe([id]);
        using (KernelMap reopened = KernelMap.Open(id))
            reopened.Name.ShouldBe("bound");
        program.Dispose();
    }

    [KernelFact]
    public void A_token_is_not_made_outside_of_a_user_namespace()
    {
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => BpfToken.Create());
        refusal.Command.ShouldBe(BpfCommand.TokenCreate);
        refusal.Errno.ShouldBe(95);
        refusal.Message.ShouldStartWith("making a BPF token from /sys/fs/bpf: bpf(token_create) failed with EOPNOTSUPP");
    }

    [KernelFact]
    public void What_a_program_has_written_is_read_once()
    {
        using KernelObject loaded = Fixture.Load("trace_streams.o", "tracing");
        var program = (KernelProgram)loaded.Programs.Single();
        program.ReadStream(ProgramStream.Output).ShouldBeEmpty();
        int first = (int)program.TestRun(new TestRunInput { Context = new byte[8] }).ReturnValue;
        int second = (int)program.TestRun(new TestRunInput { Context = new byte[8] }).ReturnValue;

        // Some guest kernels have no memory to give where a program must not wait; then nothing is written, and the program is told.
        (first, second).ShouldBeOneOf((0, 0), (-12, -12));
        bool isWritten = first == 0;
        Encoding.UTF8.GetString(program.ReadStream(ProgramStream.Output)).ShouldBe(isWritten ? "run 1 of 42\nrun 2 of 42\n" : "");
        Encoding.UTF8.GetString(program.ReadStream(ProgramStream.Error)).ShouldBe(isWritten ? "complaint\ncomplaint\n" : "");
        Should.Throw<BpfSyscallException>(() => program.ReadStream((ProgramStream)3)).Message
            .ShouldStartWith("reading what the program \"writes\" has written: bpf(prog_stream_read_by_fd) failed with ENOENT");
        program.ReadStream(ProgramStream.Output).ShouldBeEmpty();
    }
}
