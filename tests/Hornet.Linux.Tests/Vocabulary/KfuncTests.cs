// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

/// <summary>The vocabulary's answers about kernel functions are the running kernel's.</summary>
public sealed partial class KfuncTests
{
    // Hooks where who may call what differs; null is a type without hooks.
    private static readonly (ProgramType Type, AttachType? Hook, string Target)[] Callers =
    [
        (ProgramType.SocketFilter, null, ""), (ProgramType.Kprobe, null, ""), (ProgramType.Kprobe, AttachType.TraceKprobeSession, ""),
        (ProgramType.SchedulerClassifier, null, ""), (ProgramType.SchedulerAction, null, ""), (ProgramType.Tracepoint, null, ""),
        (ProgramType.Xdp, AttachType.Xdp, ""), (ProgramType.PerfEvent, null, ""), (ProgramType.CgroupSkb, AttachType.CgroupInetIngress, ""),
        (ProgramType.CgroupSock, AttachType.CgroupInetSockCreate, ""), (ProgramType.LightweightTunnelIn, null, ""),
        (ProgramType.LightweightTunnelTransmit, null, ""), (ProgramType.SockOperations, AttachType.CgroupSockOperations, ""),
        (ProgramType.SkSkb, AttachType.SkSkbVerdict, ""), (ProgramType.CgroupDevice, AttachType.CgroupDevice, ""),
        (ProgramType.SkMessage, AttachType.SkMessageVerdict, ""), (ProgramType.RawTracepoint, null, ""),
        (ProgramType.CgroupSockAddress, AttachType.CgroupInet4Connect, ""), (ProgramType.LightweightTunnelSeg6Local, null, ""),
        (ProgramType.SkReuseport, AttachType.SkReuseportSelect, ""), (ProgramType.FlowDissector, AttachType.FlowDissector, ""),
        (ProgramType.CgroupSysctl, AttachType.CgroupSysctl, ""), (ProgramType.CgroupSockOption, AttachType.CgroupGetSockOption, ""),
        (ProgramType.Tracing, AttachType.TraceRawTracepoint, "typedef btf_trace_sched_switch"), (ProgramType.Tracing, AttachType.TraceIterator, "function bpf_iter_task"),
        (ProgramType.SkLookup, AttachType.SkLookup, ""), (ProgramType.StructOperations, null, "struct tcp_congestion_ops"),
        (ProgramType.Syscall, null, ""), (ProgramType.Netfilter, AttachType.Netfilter, ""),
    ];

    // They can only be hooked, not called.
    private static readonly string[] ForHooksOnly = ["bpf_fentry_test1", "bpf_modify_return_test", "bpf_modify_return_test2"];

    [KernelFact]
    public void Every_function_of_the_kernel_is_known_with_its_declaration()
    {
        Btf kernel = Btf.LoadKernel();
        BtfFunction[] functions = FunctionsOf(kernel);
        functions.Length.ShouldBeGreaterThan(100);
        foreach (BtfFunction function in functions)
        {
            Kfunc known = Kfuncs.Find(function.Name).ShouldNotBeNull(function.Name);
            Plain(known.Signature).ShouldBe(Plain(BtfCPrinter.Declare(kernel, function.TypeId, function.Name)));
        }
    }

    [KernelFact]
    public void Every_function_is_for_the_programs_that_the_kernel_lets_call_it()
    {
        Btf kernel = Btf.LoadKernel();
        BtfFunction[] functions = FunctionsOf(kernel);
        foreach ((ProgramType type, AttachType? hook, string target) in Callers)
        {
            var options = new ProgramLoadOptions
            {
                AttachType = hook,
                AttachBtfId = IdOf(kernel, target),
                Flags = type == ProgramType.Syscall ? ProgramLoadFlags.Sleepable : ProgramLoadFlags.None,
            };
            foreach (BtfFunction function in functions)
            {
                Kfunc known = Kfuncs.Find(function.Name)!;
                string log = Call(type, function, options);
                string question = $"{function.Name} in {type.ToText()} {hook?.ToText()}: {log}";
                bool isAllowed = !log.Contains($"calling kernel function {function.Name} is not allowed", StringComparison.Ordinal);
                isAllowed.ShouldBe(known.IsAllowed(type, hook ?? default(AttachType)), question);
                bool sleeps = log.Contains("program must be sleepable to call sleepable kfunc", StringComparison.Ordinal);
                if (isAllowed && type != ProgramType.Syscall)
                    sleeps.ShouldBe(known.Has(KfuncTraits.MightSleep), question);
            }
        }
    }

    private static BtfFunction[] FunctionsOf(Btf kernel) =>
    [
        .. Enumerable.Range(1, (int)kernel.TypeCount - 1).Select(id => kernel[(uint)id]).OfType<BtfDeclarationTag>()
            .Where(tag => tag.Name == "bpf_kfunc").Select(tag => (BtfFunction)kernel[tag.TypeId]).Where(function => !ForHooksOnly.Contains(function.Name)),
    ];

    private static uint IdOf(Btf kernel, string target) => target.Split(' ') is [var kind, var name]
        ? kernel.FindByName(name, Enum.Parse<BtfKind>(kind, ignoreCase: true))!.Id
        : 0;

    private static string Call(ProgramType type, BtfFunction function, ProgramLoadOptions options)
    {
        try
        {
            KernelProgram.Load(type,
            [
                new(Opcodes.Call, source: (Register)CallKind.KernelFunction, immediate: (int)function.Id),
                new(Opcodes.Move64Immediate, Register.R0, immediate: type == ProgramType.Netfilter ? 1 : 0), new(Opcodes.Exit),
            ], options).Dispose();
            return "accepted";
        }
        catch (BpfSyscallException refusal)
        {
            return refusal.Log;
        }
    }

    /// <summary>A declaration without spaces and tags, which printers place as they like.</summary>
    private static string Plain(string declaration) => Irrelevant().Replace(declaration, "");

    [GeneratedRegex("""__attribute__\(\(\w+\([^)]*\)\)\)|\s|\(void\)$""")]
    private static partial Regex Irrelevant();
}
