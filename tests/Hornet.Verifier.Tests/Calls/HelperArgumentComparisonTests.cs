// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;
using Hornet.Tests;
using Hornet.Verification.Corpus;

namespace Hornet.Verification.Calls;

/// <summary>Every helper, with each of its arguments replaced by values of all sorts, is judged as by the running kernel, with the same message.</summary>
public sealed class HelperArgumentComparisonTests
{
    // What it is for a program to be loaded on this machine, and not of the call: lockdown, and functions that errors are injected into.
    private static readonly HelperId[] DecidedByMachine = [HelperId.ProbeWriteUser, HelperId.OverrideReturn];

    private static readonly string[] Values =
    [
        "r{0} = 0", "r{0} = -1", "r{0} = r10", "r{0} = r6", "r{0} = r6\n  r{0} += 8", "r{0} = numbers ll", "r{0} = r7\n  r{0} += 4", "r{0} = r8", "r{0} = r9", "",
    ];

    private static readonly (string Section, ProgramType Type)[] Programs =
    [
        ("tc", ProgramType.SchedulerClassifier), ("kprobe/function", ProgramType.Kprobe), ("xdp", ProgramType.Xdp), ("iter/task", ProgramType.Tracing),
        ("sk_msg", ProgramType.SkMessage), ("sockops", ProgramType.SockOperations), ("cgroup/connect4", ProgramType.CgroupSockAddress),
        ("sk_skb/stream_verdict", ProgramType.SkSkb), ("sk_reuseport", ProgramType.SkReuseport), ("cgroup/sysctl", ProgramType.CgroupSysctl),
        ("lwt_xmit", ProgramType.LightweightTunnelTransmit), ("cgroup/getsockopt", ProgramType.CgroupSockOption), ("syscall", ProgramType.Syscall),
        ("perf_event", ProgramType.PerfEvent), ("cgroup_skb/egress", ProgramType.CgroupSkb), ("sk_lookup", ProgramType.SkLookup),
    ];

    public static TheoryData<HelperId> Helpers { get; } =
        [.. Enumerable.Range(1, Objects.Helpers.Count).Select(number => (HelperId)number).Except(DecidedByMachine)];

    [KernelTheory]
    [MemberData(nameof(Helpers))]
    public void A_helper_takes_the_arguments_that_the_kernel_lets_it_take(HelperId helper)
    {
        var options = new VerifierOptions { KernelBtf = Btf.LoadKernel() };
        foreach ((string section, ProgramType type) in Programs.Where(program => Objects.Helpers.IsAllowed(helper, program.Type)).Take(1))
        {
            HelperPrototype prototype = Objects.Helpers.Get(helper, type);
            Compare(Write(section, prototype, replaced: -1, ""), options);
            for (int argument = 0; argument < prototype.Arguments.Length; argument++)
            {
                foreach (string value in Values)
                    Compare(Write(section, prototype, argument, value), options);
            }
        }
    }

    private static void Compare(string text, VerifierOptions options)
    {
        CorpusCase program = CorpusReader.Parse(text);
        KernelVerdict kernel = KernelVerdict.Of(program);
        VerificationResult own = Verifier.Verify(program.Object, program.Program, options);
        own.IsAccepted.ShouldBe(kernel.IsAccepted, $"'{own.Failure?.Message}' or '{kernel.Message}'\n{text}");

        // One message of the kernel's does not end its line.
        if (own.Failure is { } failure)
            kernel.Log.Split('\n').ShouldContain(line => line == failure.Message || line.StartsWith(failure.Message + "processed", StringComparison.Ordinal), text);
    }

    // R6 is the context, R7 a value of 8 bytes, R8 one that may not be there, R9 any number; 32 bytes of the frame are written.
    private static string Write(string section, HelperPrototype prototype, int replaced, string value)
    {
        var text = new StringBuilder();
        text.Append(string.Join('\n',
            [
                $"@program {section}", "@struct stored { int first; int second; }", $"@map subject {MapFor(prototype.Id)}",
                "@map numbers array key=4 value=8 entries=4", "r6 = r1", "*(u64 *)(r10 - 64) = 5", "*(u64 *)(r10 - 56) = 0", "*(u64 *)(r10 - 48) = 0",
                "*(u64 *)(r10 - 40) = 0", "r1 = numbers ll", "r2 = r10", "r2 += -64", "call bpf_map_lookup_elem", "if r0 == 0 goto out", "r7 = r0",
                "r1 = numbers ll", "r2 = r10", "r2 += -64", "call bpf_map_lookup_elem", "r8 = r0", "call bpf_get_prandom_u32", "r9 = r0", "",
            ]));
        for (int i = 0; i < prototype.Arguments.Length; i++)
        {
            string argument = i == replaced ? value : Expected(prototype.Arguments[i].Kind);
            text.Append(argument.Replace("{0}", $"{i + 1}", StringComparison.Ordinal)).Append('\n');
        }

        return text.Append($"call bpf_{prototype.Name}\nout:\nr0 = 0\nexit").ToString();
    }

    private static string Expected(ArgumentKind kind) => kind switch
    {
        ArgumentKind.Context => "r{0} = r6",
        ArgumentKind.ConstMapPointer => "r{0} = subject ll",
        ArgumentKind.MapKey or ArgumentKind.MapValue or ArgumentKind.Memory or ArgumentKind.FixedSizeMemory or ArgumentKind.Stack => "r{0} = r10\n  r{0} += -64",
        ArgumentKind.MemorySize or ArgumentKind.AllocationSize => "r{0} = 8",
        ArgumentKind.Dynptr => "r{0} = r10\n  r{0} += -32",
        _ => "r{0} = 0",
    };

    private static string MapFor(HelperId helper) => helper switch
    {
        HelperId.TailCall => "prog_array",
        HelperId.PerfEventRead or HelperId.PerfEventOutput or HelperId.PerfEventReadValue or HelperId.SkbOutput or HelperId.XdpOutput => "perf_event_array",
        HelperId.RingBufferOutput or HelperId.RingBufferReserve or HelperId.RingBufferQuery or HelperId.RingBufferReserveDynptr => "ringbuf",
        HelperId.UserRingBufferDrain => "user_ringbuf",
        HelperId.GetStackId => "stack_trace value=1016",
        HelperId.CurrentTaskUnderCgroup or HelperId.SkbUnderCgroup => "cgroup_array",
        HelperId.RedirectMap => "devmap",
        HelperId.SkRedirectMap or HelperId.MessageRedirectMap or HelperId.SockMapUpdate => "sockmap",
        HelperId.SkRedirectHash or HelperId.MessageRedirectHash or HelperId.SockHashUpdate => "sockhash",
        HelperId.GetLocalStorage => "cgroup_storage key=8 entries=0",
        HelperId.SkSelectReuseport => "reuseport_sockarray",
        HelperId.MapPushElement or HelperId.MapPopElement or HelperId.MapPeekElement => "queue",
        HelperId.MapLookupPerCpuElement => "percpu_array",
        HelperId.SkStorageGet or HelperId.SkStorageDelete => "sk_storage key=int value=stored flags=1 entries=0",
        HelperId.InodeStorageGet or HelperId.InodeStorageDelete => "inode_storage key=int value=stored flags=1 entries=0",
        HelperId.TaskStorageGet or HelperId.TaskStorageDelete => "task_storage key=int value=stored flags=1 entries=0",
        HelperId.CgroupStorageGet or HelperId.CgroupStorageDelete => "cgrp_storage key=int value=stored flags=1 entries=0",
        _ => "array key=4 value=8 entries=4",
    };
}
