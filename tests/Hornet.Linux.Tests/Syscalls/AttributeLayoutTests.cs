// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Syscalls;

/// <summary>The kernel's own types say where each field of a system call's structure is. Every field of ours must be in the tables.</summary>
public sealed class AttributeLayoutTests
{
    // One line a structure: ours, the kernel's, then pairs of our field and the kernel's, inside it.
    private const string Structures = """
        MapCreateAttributes bpf_attr MapType=map_type KeySize=key_size ValueSize=value_size MaxEntries=max_entries MapFlags=map_flags InnerMapFd=inner_map_fd NumaNode=numa_node MapName=map_name MapInterfaceIndex=map_ifindex BtfFd=btf_fd BtfKeyTypeId=btf_key_type_id BtfValueTypeId=btf_value_type_id BtfVmlinuxValueTypeId=btf_vmlinux_value_type_id MapExtra=map_extra ValueTypeBtfObjectFd=value_type_btf_obj_fd MapTokenFd=map_token_fd
        MapElementAttributes bpf_attr MapFd=map_fd Key=key Value=value Flags=flags
        MapBatchAttributes bpf_attr InBatch=batch.in_batch OutBatch=batch.out_batch Keys=batch.keys Values=batch.values Count=batch.count MapFd=batch.map_fd ElementFlags=batch.elem_flags Flags=batch.flags
        ProgramLoadAttributes bpf_attr ProgramType=prog_type InstructionCount=insn_cnt Instructions=insns License=license LogLevel=log_level LogSize=log_size LogBuffer=log_buf KernelVersion=kern_version ProgramFlags=prog_flags ProgramName=prog_name ProgramInterfaceIndex=prog_ifindex ExpectedAttachType=expected_attach_type ProgramBtfFd=prog_btf_fd FunctionInfoRecordSize=func_info_rec_size FunctionInfo=func_info FunctionInfoCount=func_info_cnt LineInfoRecordSize=line_info_rec_size LineInfo=line_info LineInfoCount=line_info_cnt AttachBtfId=attach_btf_id AttachTargetFd=attach_prog_fd CoreRelocationCount=core_relo_cnt FdArray=fd_array CoreRelocations=core_relos CoreRelocationRecordSize=core_relo_rec_size LogTrueSize=log_true_size ProgramTokenFd=prog_token_fd FdArrayCount=fd_array_cnt
        ProgramAttachAttributes bpf_attr Target=target_fd ProgramFd=attach_bpf_fd AttachType=attach_type Flags=attach_flags ReplaceFd=replace_bpf_fd RelativeFdOrId=relative_fd ExpectedRevision=expected_revision
        TestRunAttributes bpf_attr ProgramFd=test.prog_fd ReturnValue=test.retval DataSizeIn=test.data_size_in DataSizeOut=test.data_size_out DataIn=test.data_in DataOut=test.data_out Repeat=test.repeat Duration=test.duration ContextSizeIn=test.ctx_size_in ContextSizeOut=test.ctx_size_out ContextIn=test.ctx_in ContextOut=test.ctx_out Flags=test.flags Cpu=test.cpu BatchSize=test.batch_size
        ObjectPathAttributes bpf_attr Path=pathname Fd=bpf_fd FileFlags=file_flags PathFd=path_fd
        IdAttributes bpf_attr Id=start_id NextId=next_id OpenFlags=open_flags TokenFd=fd_by_id_token_fd
        ObjectInfoAttributes bpf_attr Fd=info.bpf_fd InfoLength=info.info_len Info=info.info
        ProgramQueryAttributes bpf_attr Target=query.target_fd AttachType=query.attach_type QueryFlags=query.query_flags AttachFlags=query.attach_flags ProgramIds=query.prog_ids Count=query.count ProgramAttachFlags=query.prog_attach_flags LinkIds=query.link_ids LinkAttachFlags=query.link_attach_flags Revision=query.revision
        RawTracepointAttributes bpf_attr Name=raw_tracepoint.name ProgramFd=raw_tracepoint.prog_fd Cookie=raw_tracepoint.cookie
        BtfLoadAttributes bpf_attr Btf=btf LogBuffer=btf_log_buf BtfSize=btf_size LogSize=btf_log_size LogLevel=btf_log_level LogTrueSize=btf_log_true_size Flags=btf_flags TokenFd=btf_token_fd
        TaskQueryAttributes bpf_attr ProcessId=task_fd_query.pid Fd=task_fd_query.fd Flags=task_fd_query.flags BufferLength=task_fd_query.buf_len Buffer=task_fd_query.buf ProgramId=task_fd_query.prog_id FdType=task_fd_query.fd_type ProbeOffset=task_fd_query.probe_offset ProbeAddress=task_fd_query.probe_addr
        LinkCreateAttributes bpf_attr ProgramFd=link_create.prog_fd Target=link_create.target_fd AttachType=link_create.attach_type Flags=link_create.flags TargetBtfId=link_create.target_btf_id TracingCookie=link_create.tracing.cookie IteratorInfo=link_create.iter_info IteratorInfoLength=link_create.iter_info_len PerfCookie=link_create.perf_event.bpf_cookie KprobeMultiFlags=link_create.kprobe_multi.flags KprobeMultiCount=link_create.kprobe_multi.cnt KprobeMultiSymbols=link_create.kprobe_multi.syms KprobeMultiAddresses=link_create.kprobe_multi.addrs KprobeMultiCookies=link_create.kprobe_multi.cookies UprobeMultiPath=link_create.uprobe_multi.path UprobeMultiOffsets=link_create.uprobe_multi.offsets UprobeMultiReferenceCounters=link_create.uprobe_multi.ref_ctr_offsets UprobeMultiCookies=link_create.uprobe_multi.cookies UprobeMultiCount=link_create.uprobe_multi.cnt UprobeMultiFlags=link_create.uprobe_multi.flags UprobeMultiProcess=link_create.uprobe_multi.pid NetfilterFamily=link_create.netfilter.pf NetfilterHook=link_create.netfilter.hooknum NetfilterPriority=link_create.netfilter.priority NetfilterFlags=link_create.netfilter.flags RelativeFdOrId=link_create.tcx.relative_fd ExpectedRevision=link_create.tcx.expected_revision
        LinkUpdateAttributes bpf_attr LinkFd=link_update.link_fd NewFd=link_update.new_prog_fd Flags=link_update.flags OldFd=link_update.old_prog_fd
        LinkDetachAttributes bpf_attr LinkFd=link_detach.link_fd
        EnableStatsAttributes bpf_attr Type=enable_stats.type
        IteratorCreateAttributes bpf_attr LinkFd=iter_create.link_fd Flags=iter_create.flags
        ProgramBindMapAttributes bpf_attr ProgramFd=prog_bind_map.prog_fd MapFd=prog_bind_map.map_fd Flags=prog_bind_map.flags
        TokenCreateAttributes bpf_attr Flags=token_create.flags FileSystemFd=token_create.bpffs_fd
        StreamReadAttributes bpf_attr Buffer=prog_stream_read.stream_buf BufferLength=prog_stream_read.stream_buf_len StreamId=prog_stream_read.stream_id ProgramFd=prog_stream_read.prog_fd
        RawProgramInfo bpf_prog_info Type=type Id=id Tag=tag JitedLength=jited_prog_len TranslatedLength=xlated_prog_len JitedInstructions=jited_prog_insns TranslatedInstructions=xlated_prog_insns LoadTime=load_time CreatedByUid=created_by_uid MapIdCount=nr_map_ids MapIds=map_ids Name=name InterfaceIndex=ifindex GplCompatible=gpl_compatible NetnsDevice=netns_dev NetnsInode=netns_ino JitedSymbolCount=nr_jited_ksyms JitedFunctionLengthCount=nr_jited_func_lens JitedSymbols=jited_ksyms JitedFunctionLengths=jited_func_lens BtfId=btf_id FunctionInfoRecordSize=func_info_rec_size FunctionInfo=func_info FunctionInfoCount=nr_func_info LineInfoCount=nr_line_info LineInfo=line_info JitedLineInfo=jited_line_info JitedLineInfoCount=nr_jited_line_info LineInfoRecordSize=line_info_rec_size JitedLineInfoRecordSize=jited_line_info_rec_size TagCount=nr_prog_tags Tags=prog_tags RunTime=run_time_ns RunCount=run_cnt RecursionMisses=recursion_misses VerifiedInstructions=verified_insns AttachBtfObjectId=attach_btf_obj_id AttachBtfId=attach_btf_id
        RawMapInfo bpf_map_info Type=type Id=id KeySize=key_size ValueSize=value_size MaxEntries=max_entries MapFlags=map_flags Name=name InterfaceIndex=ifindex BtfVmlinuxValueTypeId=btf_vmlinux_value_type_id NetnsDevice=netns_dev NetnsInode=netns_ino BtfId=btf_id BtfKeyTypeId=btf_key_type_id BtfValueTypeId=btf_value_type_id BtfVmlinuxId=btf_vmlinux_id MapExtra=map_extra Hash=hash HashSize=hash_size
        RawBtfInfo bpf_btf_info Btf=btf BtfSize=btf_size Id=id Name=name NameLength=name_len KernelBtf=kernel_btf
        RawLinkInfo bpf_link_info Type=type Id=id ProgramId=prog_id RawTracepointName=raw_tracepoint.tp_name RawTracepointNameLength=raw_tracepoint.tp_name_len RawTracepointCookie=raw_tracepoint.cookie TracingAttachType=tracing.attach_type TracingTargetObjectId=tracing.target_obj_id TracingTargetBtfId=tracing.target_btf_id TracingCookie=tracing.cookie CgroupId=cgroup.cgroup_id CgroupAttachType=cgroup.attach_type IteratorTargetName=iter.target_name IteratorTargetNameLength=iter.target_name_len IteratorMapId=iter.map.map_id IteratorCgroupId=iter.cgroup.cgroup_id IteratorCgroupOrder=iter.cgroup.order IteratorThreadId=iter.task.tid IteratorProcessId=iter.task.pid NetworkNamespaceInode=netns.netns_ino NetworkNamespaceAttachType=netns.attach_type InterfaceIndex=xdp.ifindex InterfaceAttachType=tcx.attach_type MapId=struct_ops.map_id SockMapAttachType=sockmap.attach_type NetfilterFamily=netfilter.pf NetfilterHook=netfilter.hooknum NetfilterPriority=netfilter.priority NetfilterFlags=netfilter.flags KprobeMultiAddresses=kprobe_multi.addrs KprobeMultiCount=kprobe_multi.count KprobeMultiFlags=kprobe_multi.flags KprobeMultiMissed=kprobe_multi.missed KprobeMultiCookies=kprobe_multi.cookies UprobeMultiPath=uprobe_multi.path UprobeMultiOffsets=uprobe_multi.offsets UprobeMultiReferenceCounters=uprobe_multi.ref_ctr_offsets UprobeMultiCookies=uprobe_multi.cookies UprobeMultiPathSize=uprobe_multi.path_size UprobeMultiCount=uprobe_multi.count UprobeMultiFlags=uprobe_multi.flags UprobeMultiProcess=uprobe_multi.pid PerfEventType=perf_event.type PerfName=perf_event.uprobe.file_name PerfNameLength=perf_event.uprobe.name_len PerfOffset=perf_event.uprobe.offset UprobeCookie=perf_event.uprobe.cookie UprobeReferenceCounter=perf_event.uprobe.ref_ctr_offset KprobeAddress=perf_event.kprobe.addr KprobeMissed=perf_event.kprobe.missed KprobeCookie=perf_event.kprobe.cookie TracepointCookie=perf_event.tracepoint.cookie EventConfiguration=perf_event.event.config EventType=perf_event.event.type EventCookie=perf_event.event.cookie
        IteratorInfo bpf_iter_link_info MapFd=map.map_fd CgroupOrder=cgroup.order CgroupFd=cgroup.cgroup_fd CgroupId=cgroup.cgroup_id Thread=task.tid Process=task.pid ProcessFd=task.pid_fd
        BpfLineInfo bpf_line_info Instruction=insn_off FileNameOffset=file_name_off LineOffset=line_off LineColumn=line_col
        BpfFunctionInfo bpf_func_info Instruction=insn_off TypeId=type_id
        """;

    private static readonly string[] OfOtherCalls = ["PerfEventAttributes", "NetlinkAttributes"];
    private static readonly Btf Kernel = Btf.LoadKernel();

    public static TheoryData<string> Lines => [.. Rows];

    private static IEnumerable<string> Rows => Structures.Split('\n').Select(line => line.Trim()).Where(line => line.Length != 0);

    [KernelTheory]
    [MemberData(nameof(Lines))]
    public void Every_field_is_where_the_kernel_has_it(string line)
    {
        string[] words = line.Split(' ');
        Type ours = typeof(BpfSyscall).Assembly.GetType("Hornet.Linux." + words[0]).ShouldNotBeNull();
        BtfStruct theirs = Kernel.FindByName(words[1], words[1] is "bpf_attr" or "bpf_iter_link_info" ? BtfKind.Union : BtfKind.Struct).ShouldBeOfType<BtfStruct>();
        Dictionary<string, string> pairs = words[2..].Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        FieldInfo[] fields = ours.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        fields.Select(FieldName).ShouldBe(pairs.Keys, ignoreOrder: true);
        int end = 0;
        foreach (FieldInfo field in fields)
        {
            string path = pairs[FieldName(field)];
            (uint offset, uint size) = Find(theirs, path).ShouldNotBeNull($"{words[1]} has no {path}");
            ((uint)Marshal.OffsetOf(ours, field.Name)).ShouldBe(offset, path);
            SizeOf(field).ShouldBe(size, path);
            end = Math.Max(end, (int)(offset + size));
        }

        Marshal.SizeOf(ours).ShouldBeGreaterThanOrEqualTo(end);
        Marshal.SizeOf(ours).ShouldBeLessThanOrEqualTo((int)theirs.Size);
    }

    [Fact]
    public void Every_structure_of_the_commands_is_in_the_table()
    {
        string[] listed = [.. Rows.Select(line => line.Split(' ')[0])];
        foreach (Type type in typeof(BpfSyscall).Assembly.GetTypes().Where(type => type.IsValueType && type.Name.EndsWith("Attributes", StringComparison.Ordinal) && !OfOtherCalls.Contains(type.Name)))
            listed.ShouldContain(type.Name);
    }

    // The fields of a record's properties have names made by the compiler.
    private static string FieldName(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static uint SizeOf(FieldInfo field)
    {
        if (field.GetCustomAttribute<System.Runtime.CompilerServices.FixedBufferAttribute>() is { } buffer)
            return (uint)(buffer.Length * Marshal.SizeOf(buffer.ElementType));
        return field.FieldType.IsPointer ? (uint)IntPtr.Size : (uint)Marshal.SizeOf(field.FieldType);
    }

    private static (uint Offset, uint Size)? Find(BtfStruct type, string path)
    {
        (string first, string rest) = path.Split('.', 2) is [var head, var tail] ? (head, tail) : (path, "");
        foreach (BtfMember member in type.Members)
        {
            BtfType inner = Kernel[Kernel.Resolve(member.TypeId)];
            uint offset = member.BitOffset / 8;
            if (member.Name == first && rest.Length == 0)
                return (offset, member.BitfieldSize != 0 ? 4 : (uint)Kernel.SizeOf(member.TypeId));
            if (member.Name == first && inner is BtfStruct named && Find(named, rest) is { } found)
                return (offset + found.Offset, found.Size);
            if (member.Name.Length == 0 && inner is BtfStruct anonymous && Find(anonymous, path) is { } deep)
                return (offset + deep.Offset, deep.Size);
        }

        return null;
    }
}
