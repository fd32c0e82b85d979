// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Whether the kernel attaches to many places of a file at once, which USDT programs then use; they must be loaded for it.</summary>
internal static unsafe class UprobeMultiSupport
{
    private static readonly Lazy<bool> SharedIsThere = new(Probe, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Whether it does, and tells processes apart rightly (Linux 6.6 to 6.9 took the number of a process for that of a thread).</summary>
    public static bool IsThere => SharedIsThere.Value;

    /// <summary>The program as it is to be loaded: one of a section <c>usdt</c> for uprobe-multi where the kernel has it.</summary>
    public static ProgramSpec Adapt(ProgramSpec spec)
    {
        bool isUsdt = spec.Type == ProgramType.Kprobe && spec.AttachType is null
            && (IsSection(spec.SectionName, "usdt") || IsSection(spec.SectionName, "usdt.s"));
        return isUsdt && IsThere ? spec with { AttachType = AttachType.TraceUprobeMulti } : spec;
    }

    private static bool IsSection(string section, string kind) =>
        section.StartsWith(kind, StringComparison.Ordinal) && (section.Length == kind.Length || section[kind.Length] == '/');

    /// <summary>Asks for what cannot be: a kernel that has these links finds that <c>/</c> is no file, and that -1 is no process.</summary>
    private static bool Probe()
    {
        try
        {
            using KernelProgram program = KernelProgram.Load(ProgramType.Kprobe, [new Instruction(0xb7), new Instruction(0x95)],
                new ProgramLoadOptions { AttachType = AttachType.TraceUprobeMulti });
            return Try(program, 0) == -SyscallErrors.BadDescriptor && Try(program, -1) == -SyscallErrors.Invalid;
        }
        catch (BpfSyscallException)
        {
            return false; // programs cannot be loaded at all; the program to load will say why
        }
    }

    private static int Try(KernelProgram program, int process)
    {
        ulong offset = 0;
        ReadOnlySpan<byte> path = "/\0"u8;
        fixed (byte* text = path)
        {
            var attributes = new LinkCreateAttributes
            {
                ProgramFd = (uint)program.Handle.FileDescriptor,
                AttachType = (uint)AttachType.TraceUprobeMulti,
                UprobeMultiPath = text,
                UprobeMultiOffsets = &offset,
                UprobeMultiCount = 1,
                UprobeMultiProcess = (uint)process,
            };
            int result = BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes);
            if (result >= 0)
                new BpfHandle(result).Dispose();
            return result;
        }
    }
}
