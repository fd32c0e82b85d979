// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Loads the smallest programs of each type. What a type needs besides instructions is here.</summary>
internal sealed unsafe class ProgramProbe
{
    private const int LogSize = 4096;

    private readonly Btf? _types;
    private readonly byte[] _log = new byte[LogSize];

    /// <summary>Prepares to probe.</summary>
    /// <param name="types">The kernel's types, or null where it has none.</param>
    public ProgramProbe(Btf? types) => _types = types;

    /// <summary>The instructions of a program that returns a constant.</summary>
    public static Instruction[] Return(int value) => [new(Opcodes.Move64Immediate, Register.R0, immediate: value), new(Opcodes.Exit)];

    /// <summary>Loads a program that does nothing, and lets it go.</summary>
    public ProbeAnswer Try(ProgramType type, AttachType? hook = null) => Try(type, Return(type == ProgramType.Netfilter ? 1 : 0), hook);

    /// <summary>Loads a program, and lets it go.</summary>
    public ProbeAnswer Try(ProgramType type, ReadOnlySpan<Instruction> instructions, AttachType? hook = null)
    {
        ProbeAnswer answer = Load(type, instructions, hook);
        if (answer.IsDone)
            new BpfHandle(answer.Result).Dispose();
        return answer;
    }

    /// <summary>Loads a program; the descriptor is the caller's.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="instructions">Its instructions.</param>
    /// <param name="hook">Its hook; null for the one that stands for the type.</param>
    /// <param name="target">The kernel's type, function or tracepoint; 0 for one that stands for the type.</param>
    public ProbeAnswer Load(ProgramType type, ReadOnlySpan<Instruction> instructions, AttachType? hook = null, uint target = 0)
    {
        hook ??= HookOf(type);
        _log[0] = 0;
        fixed (Instruction* code = instructions)
        fixed (byte* license = "GPL\0"u8)
        fixed (byte* log = _log)
        {
            var attributes = new ProgramLoadAttributes
            {
                ProgramType = (uint)type,
                Instructions = code,
                InstructionCount = (uint)instructions.Length,
                License = license,
                ExpectedAttachType = (uint)(hook ?? 0),
                KernelVersion = KernelRelease.VersionCode,
                ProgramFlags = type == ProgramType.Syscall ? (uint)ProgramLoadFlags.Sleepable : 0,
                AttachBtfId = target != 0 ? target : TargetOf(type),
                LogBuffer = log,
                LogSize = LogSize,
                LogLevel = 1,
            };
            int result = BpfSyscall.Call(BpfCommand.ProgramLoad, ref attributes);
            if (result == -SyscallErrors.NoSpace)
            {
                attributes.LogLevel = attributes.LogSize = 0;
                attributes.LogBuffer = null;
                result = BpfSyscall.Call(BpfCommand.ProgramLoad, ref attributes);
            }

            int end = Array.IndexOf(_log, (byte)0);
            return new ProbeAnswer(result, result >= 0 ? "" : Encoding.ASCII.GetString(_log, 0, end < 0 ? LogSize : end));
        }
    }

    /// <summary>A function of the kernel in its types, or 0.</summary>
    public uint Function(string name) => Find(name, BtfKind.Function);

    /// <summary>A tracepoint in the kernel's types, or 0.</summary>
    public uint Tracepoint(string name) => Find("btf_trace_" + name, BtfKind.Typedef);

    /// <summary>A hook that stands for a type whose programs the kernel loads for a hook only.</summary>
    private static AttachType? HookOf(ProgramType type) => type switch
    {
        ProgramType.CgroupSockAddress => AttachType.CgroupInet4Connect,
        ProgramType.CgroupSockOption => AttachType.CgroupGetSockOption,
        ProgramType.CgroupSock => AttachType.CgroupInetSockCreate,
        ProgramType.SkLookup => AttachType.SkLookup,
        ProgramType.Tracing => AttachType.TraceRawTracepoint,
        ProgramType.Lsm => AttachType.LsmMac,
        ProgramType.Netfilter => AttachType.Netfilter,
        _ => null,
    };

    private uint TargetOf(ProgramType type) => type switch
    {
        ProgramType.Tracing => Tracepoint("sched_process_exit"),
        ProgramType.Lsm => Function("bpf_lsm_quota_on"),
        ProgramType.StructOperations => Find("tcp_congestion_ops", BtfKind.Struct),
        ProgramType.Extension => 1,
        _ => 0,
    };

    private uint Find(string name, BtfKind kind) => _types is not null && _types.TryFindId(name, kind, out uint id) ? id : 0;
}
