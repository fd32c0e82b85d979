// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

/// <summary>The vocabulary's answers about maps and helpers are the running kernel's.</summary>
public sealed class MapHelperTests
{
    // Types whose programs load without more than a context, the least demanding first.
    private static readonly ProgramType[] Callers =
    [
        ProgramType.SchedulerClassifier, ProgramType.Xdp, ProgramType.SockOperations, ProgramType.SkSkb, ProgramType.SkMessage,
        ProgramType.SkReuseport, ProgramType.CgroupSkb, ProgramType.PerfEvent, ProgramType.Tracepoint, ProgramType.Tracing,
    ];

    // These want a callback or a field of a map before the kernel looks at the map, a pointer that no program here has, or an LSM.
    private static readonly HelperId[] OutOfReach =
    [
        HelperId.ForEachMapElement, HelperId.UserRingBufferDrain, HelperId.TimerInitialise, HelperId.XdpOutput, HelperId.SkbOutput,
        HelperId.InodeStorageGet, HelperId.InodeStorageDelete,
    ];

    private const string Accepted = "accepted";

    [KernelFact]
    public void Every_map_type_goes_with_the_helpers_that_the_kernel_lets_it()
    {
        using var maps = new MapsOfEachType();
        var differences = new List<string>();
        int refusals = 0;
        foreach (HelperId id in Enum.GetValues<HelperId>().Where(TakesMap))
        {
            ProgramType caller = Callers.First(type => Helpers.IsAllowed(id, type));
            foreach ((MapType type, KernelMap map) in maps.All)
            {
                bool expected = Helpers.IsAllowedWith(id, type) && (!IsUpdateOfSockets(id, type) || Helpers.MayUpdateSockets(id, caller));
                string log = Try(caller, Call(id, caller, map));
                // A map may also be refused for its arguments, before its type is looked at: no keys, no values, no writing.
                bool refused = log.Contains($"cannot pass map_type {(uint)type} into func bpf_{id.ToText()}#{(uint)id}", StringComparison.Ordinal);
                if (expected ? refused : log == Accepted)
                    differences.Add($"{id.ToText()} of {type.ToText()} in {caller.ToText()}: {Message(log)}");
                refusals += refused ? 1 : 0;
            }
        }

        differences.ShouldBeEmpty();
        refusals.ShouldBeGreaterThan(700);
    }

    [KernelFact]
    public void Programs_that_sleep_use_the_map_types_that_the_kernel_lets_them()
    {
        using var maps = new MapsOfEachType();
        foreach ((MapType type, KernelMap map) in maps.All)
        {
            string log = Try(ProgramType.Syscall, [.. LoadMap(Register.R1, map), .. Return]);
            log.Contains("Sleepable programs can only use", StringComparison.Ordinal).ShouldBe(!ProgramTypes.MaySleepWith(type), $"{type}: {log}");
        }
    }

    private static Instruction[] Return => [new(Opcodes.Move64Immediate, Register.R0), new(Opcodes.Exit)];

    private static bool TakesMap(HelperId id) => id != HelperId.Unspec && !OutOfReach.Contains(id)
        && Helpers.Get(id).Arguments.Any(argument => argument.Kind == ArgumentKind.ConstMapPointer);

    private static bool IsUpdateOfSockets(HelperId id, MapType type) =>
        id is HelperId.MapUpdateElement or HelperId.MapDeleteElement && type is MapType.SockMap or MapType.SockHash;

    /// <summary>A program that calls the helper with arguments that it takes, over sixteen zero words of stack.</summary>
    private static Instruction[] Call(HelperId id, ProgramType caller, KernelMap map)
    {
        List<Instruction> code = [new(Opcodes.Move64Register, Register.R6, Register.R1)];
        for (short offset = -128; offset < 0; offset += 8)
            code.Add(new(Opcodes.StoreDoubleWordImmediate, Register.R10, offset: offset));
        HelperPrototype prototype = Helpers.Get(id, caller);
        for (int i = 0; i < prototype.Arguments.Length; i++)
            code.AddRange(Argument((Register)(i + 1), prototype.Arguments[i], caller, map));
        code.Add(new(Opcodes.Call, immediate: (int)id));
        return [.. code, .. Return];
    }

    private static Instruction[] Argument(Register register, HelperArgument argument, ProgramType caller, KernelMap map) => argument.Kind switch
    {
        ArgumentKind.ConstMapPointer => LoadMap(register, map),
        _ when (argument.Traits & ValueTraits.MaybeNull) != 0 => [new(Opcodes.Move64Immediate, register)],
        ArgumentKind.Context => [new(Opcodes.Move64Register, register, Register.R6)],
        ArgumentKind.MapKey or ArgumentKind.MapValue or ArgumentKind.Memory or ArgumentKind.Dynptr =>
            [new(Opcodes.Move64Register, register, Register.R10), new(Opcodes.Add64Immediate, register, immediate: -128)],
        ArgumentKind.MemorySize or ArgumentKind.AllocationSize => [new(Opcodes.Move64Immediate, register, immediate: 24)],
        ArgumentKind.AnySocket when caller == ProgramType.SchedulerClassifier => SocketOfPacket(register),
        _ => [new(Opcodes.Move64Immediate, register)],
    };

    /// <summary>Loads <c>skb->sk</c>, and leaves where there is none.</summary>
    private static Instruction[] SocketOfPacket(Register register) =>
    [
        new(Opcodes.LoadDoubleWord, register, Register.R6, offset: 168),
        new(Opcodes.JumpIfNotEqual64Immediate, register, offset: 2),
        .. Return,
    ];

    private static Instruction[] LoadMap(Register register, KernelMap map)
    {
        (Instruction first, Instruction second) = Instruction.WideLoad(register, (uint)map.Handle.FileDescriptor, WideLoadKind.MapDescriptor);
        return [first, second];
    }

    private static string Try(ProgramType type, Instruction[] code)
    {
        var options = new ProgramLoadOptions
        {
            Flags = type == ProgramType.Syscall ? ProgramLoadFlags.Sleepable : ProgramLoadFlags.None,
            AttachType = Hook(type),
            AttachBtfId = type == ProgramType.Tracing ? Btf.LoadKernel().FindByName("btf_trace_sched_switch")!.Id : 0,
        };
        try
        {
            KernelProgram.Load(type, code, options).Dispose();
            return Accepted;
        }
        catch (BpfSyscallException refusal)
        {
            return refusal.Log;
        }
    }

    /// <summary>The line before the statistics.</summary>
    private static string Message(string log) => log.TrimEnd().Split('\n') is [.., var message, _] ? message : log;

    private static AttachType? Hook(ProgramType type) => type switch
    {
        ProgramType.SockOperations => AttachType.CgroupSockOperations,
        ProgramType.SkSkb => AttachType.SkSkbVerdict,
        ProgramType.SkMessage => AttachType.SkMessageVerdict,
        ProgramType.SkReuseport => AttachType.SkReuseportSelect,
        ProgramType.CgroupSkb => AttachType.CgroupInetIngress,
        ProgramType.Tracing => AttachType.TraceRawTracepoint,
        _ => null,
    };
}
