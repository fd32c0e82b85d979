// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Errors;

/// <summary>Refusals in environments that are made up, and one that is real: a thread that gave its capabilities away.</summary>
public sealed class LikelyCauseTests
{
    private const ulong Bpf = 1ul << 39, PerformanceMonitoring = 1ul << 38, NetworkAdministration = 1ul << 12, SystemAdministration = 1ul << 21;

    private static readonly KernelEnvironment Root = new() { Release = new KernelVersion(6, 18), Capabilities = ulong.MaxValue, UnprivilegedDisabled = 2, Lockdown = Lockdown.None };

    [Theory]
    [InlineData(ProgramType.Tracepoint, 0ul, "takes CAP_BPF and CAP_PERFMON, which this thread does not have; run as root, or give the executable the capability (setcap cap_bpf,cap_perfmon+ep)")]
    [InlineData(ProgramType.Tracepoint, Bpf, "missing privilege: loading a program of the type tracepoint takes CAP_PERFMON, which")]
    [InlineData(ProgramType.Tracepoint, PerformanceMonitoring, "takes CAP_BPF, which")]
    [InlineData(ProgramType.Xdp, Bpf | PerformanceMonitoring, "takes CAP_NET_ADMIN, which")]
    [InlineData(ProgramType.Xdp, NetworkAdministration, "takes CAP_BPF, which")]
    [InlineData(ProgramType.Extension, 0ul, "takes CAP_BPF and CAP_NET_ADMIN and CAP_PERFMON, which")]
    [InlineData(ProgramType.SocketFilter, 0ul, "takes CAP_BPF, which")]
    public void A_program_names_exactly_the_capabilities_that_are_missing(ProgramType type, ulong capabilities, string words) =>
        Find(new RefusedCommand(BpfCommand.ProgramLoad, 1) { ProgramType = type }, Root with { Capabilities = capabilities }).ShouldContain(words);

    [Theory]
    [InlineData(BpfCommand.ProgramGetNextId, "bpf(prog_get_next_id) takes CAP_SYS_ADMIN")]
    [InlineData(BpfCommand.MapGetFileDescriptorById, "bpf(map_get_fd_by_id) takes CAP_SYS_ADMIN")]
    [InlineData(BpfCommand.EnableStats, "takes CAP_SYS_ADMIN")]
    [InlineData(BpfCommand.ProgramQuery, "takes CAP_NET_ADMIN")]
    [InlineData(BpfCommand.BtfLoad, "takes CAP_BPF")]
    [InlineData(BpfCommand.RawTracepointOpen, "takes CAP_PERFMON")]
    public void A_command_names_what_it_takes(BpfCommand command, string words) =>
        Find(new RefusedCommand(command, 1), Root with { Capabilities = 0 }).ShouldContain(words);

    [Theory]
    [InlineData(MapType.StructOperations, MapCreateFlags.Link, "6.1", "the flag BPF_F_LINK needs Linux 6.4, and this is Linux 6.1")]
    [InlineData(MapType.Array, MapCreateFlags.Mmapable | MapCreateFlags.ReadOnlyProgram, "5.4", "the flag BPF_F_MMAPABLE needs Linux 5.5, and this is Linux 5.4")]
    [InlineData(MapType.Arena, MapCreateFlags.Mmapable | MapCreateFlags.SegvOnFault, "6.1", "maps of the type arena need Linux 6.9, and this is Linux 6.1")]
    [InlineData(MapType.Array, MapCreateFlags.Mmapable, "5.5", "sizes and flags do not go with it")]
    public void A_map_names_the_flag_that_the_kernel_is_too_old_for(MapType type, MapCreateFlags flags, string release, string words)
    {
        string[] parts = release.Split('.');
        KernelVersion version = new(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        Find(new RefusedCommand(BpfCommand.MapCreate, 22) { MapType = type, MapFlags = flags }, Root with { Release = version }).ShouldContain(words);
    }

    [Theory]
    [InlineData(MapType.SockMap, Bpf, "creating a map of the type sockmap takes CAP_NET_ADMIN")]
    [InlineData(MapType.LruHash, NetworkAdministration, "creating a map of the type lru_hash takes CAP_BPF")]
    [InlineData(MapType.Array, 0ul, "creating a map of the type array takes CAP_BPF")]
    public void A_map_names_what_it_takes(MapType type, ulong capabilities, string words) =>
        Find(new RefusedCommand(BpfCommand.MapCreate, 1) { MapType = type }, Root with { Capabilities = capabilities }).ShouldContain(words);

    [Fact]
    public void The_administrators_capability_includes_those_split_off() =>
        LikelyCauses.FindPrivilege(new RefusedCommand(BpfCommand.ProgramLoad, 1) { ProgramType = ProgramType.Extension }, Root with { Capabilities = SystemAdministration }).ShouldBeNull();

    [Fact]
    public void Capabilities_of_another_user_namespace_do_not_count() =>
        Find(new RefusedCommand(BpfCommand.ProgramLoad, 1) { ProgramType = ProgramType.Xdp }, Root with { IsInitialUserNamespace = false })
            .ShouldContain("takes CAP_BPF and CAP_NET_ADMIN in the machine's own user namespace, and this process is in another");

    [Fact]
    public void A_small_limit_of_locked_memory_is_named_before_5_11()
    {
        RefusedCommand refused = new(BpfCommand.MapCreate, 1) { MapType = MapType.Hash };
        Find(refused, Root with { Release = new KernelVersion(5, 10), LockedMemoryLimit = 65536 }).ShouldContain("which is limited to 65536 bytes here; raise it (ulimit -l unlimited");
        LikelyCauses.FindPrivilege(refused, Root with { Release = new KernelVersion(5, 11), LockedMemoryLimit = 65536 }).ShouldBeNull();
    }

    [Fact]
    public void A_seccomp_filter_is_named_when_the_privilege_is_there() =>
        Find(new RefusedCommand(BpfCommand.BtfLoad, 1), Root with { HasSeccompFilter = true }).ShouldContain("a seccomp filter decides about its system calls");

    [Theory]
    [InlineData(Lockdown.Confidentiality, "program of this type cannot use helper bpf_probe_read_kernel#113", "forbids programs to read kernel memory")]
    [InlineData(Lockdown.Integrity, "unknown func bpf_probe_write_user#36", "forbids programs to write user memory")]
    [InlineData(Lockdown.Integrity, "unknown func bpf_probe_read_kernel#113", null)]
    [InlineData(Lockdown.None, "unknown func bpf_probe_read_kernel#113", null)]
    [InlineData(Lockdown.Confidentiality, "unknown func bpf_redirect#23", null)]
    public void Lockdown_is_the_cause_of_helpers_that_the_verifier_does_not_know(Lockdown lockdown, string message, string? words)
    {
        string? cause = LikelyCauses.FindLockdown(new VerifierRejection { Message = message, Kind = "forbidden-helper" }, Root with { Lockdown = lockdown });
        if (words is null)
            cause.ShouldBeNull();
        else
            cause.ShouldNotBeNull().ShouldContain(words);
    }

    [Theory]
    [InlineData(Lockdown.Confidentiality, "locked down (confidentiality), which forbids programs to read kernel memory")]
    [InlineData(Lockdown.Integrity, "locked down (integrity), which forbids programs to write user memory")]
    public void Lockdown_is_named_with_what_it_forbids(Lockdown lockdown, string words) =>
        Find(new RefusedCommand(BpfCommand.ProgramLoad, 1) { ProgramType = ProgramType.Kprobe }, Root with { Lockdown = lockdown }).ShouldContain(words);

    [Theory]
    [InlineData(5, 8, ProgramType.SkLookup, null, "programs of the type sk_lookup need Linux 5.9, and this is Linux 5.8")]
    [InlineData(6, 5, ProgramType.SchedulerClassifier, AttachType.TcxIngress, "the hook tcx_ingress needs Linux 6.6, and this is Linux 6.5")]
    public void An_old_kernel_is_told_which_release_it_would_take(int major, int minor, ProgramType type, AttachType? hook, string words) =>
        Find(new RefusedCommand(BpfCommand.ProgramLoad, 22) { ProgramType = type, AttachType = hook }, Root with { Release = new KernelVersion(major, minor) }).ShouldBe(words);

    [Fact]
    public void An_old_kernel_lacks_maps_and_commands_too()
    {
        Find(new RefusedCommand(BpfCommand.MapCreate, 22) { MapType = MapType.RingBuffer }, Root with { Release = new KernelVersion(5, 4) }).ShouldBe("maps of the type ringbuf need Linux 5.8, and this is Linux 5.4");
        Find(new RefusedCommand(BpfCommand.TokenCreate, 22), Root with { Release = new KernelVersion(6, 1) }).ShouldBe("bpf(token_create) needs Linux 6.9, and this is Linux 6.1");
    }

    [Fact]
    public void A_missing_option_is_named()
    {
        KernelEnvironment small = Root with { Config = KernelEnvironment.ParseConfig(["CONFIG_BPF_SYSCALL=y", "# CONFIG_BPF_LSM is not set", "CONFIG_NET=y"]) };
        Find(new RefusedCommand(BpfCommand.ProgramLoad, 22) { ProgramType = ProgramType.Lsm }, small).ShouldBe("this kernel was built without CONFIG_BPF_LSM, which loading a program of the type lsm takes");
        Find(new RefusedCommand(BpfCommand.ProgramLoad, 22) { ProgramType = ProgramType.Lsm }, Root).ShouldNotContain("CONFIG");
    }

    [Theory]
    [InlineData("none [integrity] confidentiality", Lockdown.Integrity)]
    [InlineData("[none] integrity confidentiality", Lockdown.None)]
    [InlineData("none integrity [confidentiality]", Lockdown.Confidentiality)]
    [InlineData("", Lockdown.Unknown)]
    public void The_lockdown_in_brackets_is_in_force(string line, Lockdown expected) => KernelEnvironment.ParseLockdown(line).ShouldBe(expected);

    [Theory]
    [InlineData(1, "EPERM")]
    [InlineData(58, "errno 58")]
    [InlineData(133, "EHWPOISON")]
    [InlineData(524, "ENOTSUPP")]
    [InlineData(9999, "errno 9999")]
    public void Error_numbers_have_their_names(int errno, string name) => SyscallErrors.Name(errno).ShouldBe(name);

    [KernelFact]
    public void This_machine_is_read()
    {
        KernelEnvironment environment = KernelEnvironment.Read();
        environment.Has(Capability.Bpf).ShouldBeTrue();
        environment.IsInitialUserNamespace.ShouldBeTrue();
        environment.Release.ShouldBeGreaterThan(new KernelVersion(5, 0));
    }

    [KernelFact]
    public void A_thread_without_capabilities_is_told_which_it_lacks()
    {
        Instruction[] program = [new(0xb7, Register.R0, immediate: 1), new(0x95)];
        ThreadCapabilities.Run(Bpf, () =>
        {
            // CAP_BPF alone.
            Cause(() => KernelProgram.Load(ProgramType.Tracepoint, program)).ShouldContain("loading a program of the type tracepoint takes CAP_PERFMON, which this thread does not have");
            Cause(() => KernelProgram.Load(ProgramType.Xdp, program)).ShouldContain("loading a program of the type xdp takes CAP_NET_ADMIN, which this thread does not have");
            Cause(() => KernelPrograms.Ids().Count().ShouldBe(0)).ShouldContain("bpf(prog_get_next_id) takes CAP_SYS_ADMIN, which this thread does not have");
            Cause(() => KernelMap.Create(new MapSpec { Name = "none", Type = MapType.SockMap, KeySize = 4, ValueSize = 4, MaxEntries = 1 }))
                .ShouldContain("creating a map of the type sockmap takes CAP_NET_ADMIN, which this thread does not have");
            KernelProgram.Load(ProgramType.SocketFilter, program).Dispose();
        });
        ThreadCapabilities.Run(0, () =>
            Cause(() => KernelMap.Create(new MapSpec { Name = "none", Type = MapType.LruHash, KeySize = 4, ValueSize = 4, MaxEntries = 1 }))
                .ShouldContain("creating a map of the type lru_hash takes CAP_BPF, which this thread does not have"));
    }

    [KernelFact]
    public void Without_the_privilege_to_see_it_code_is_hidden_and_said_to_be()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.SocketFilter, [new(0xb7, Register.R0, immediate: 1), new(0x95)]);
        program.GetInfo().HidesTranslated.ShouldBeFalse();
        ThreadCapabilities.Run(0, () =>
        {
            KernelProgramInfo info = program.GetInfo();
            (info.HidesTranslated, info.HidesJited).ShouldBe((true, true));
            info.Instructions.ShouldBeEmpty();
            info.JitedFunctions.ShouldBeEmpty();
            (info.Id, info.Type).ShouldBe((program.Id, ProgramType.SocketFilter));
        });
    }

    private static string Cause(Action action) => Should.Throw<BpfSyscallException>(action).LikelyCause;

    private static string Find(RefusedCommand refused, KernelEnvironment environment) => LikelyCauses.Find(refused, environment);
}
