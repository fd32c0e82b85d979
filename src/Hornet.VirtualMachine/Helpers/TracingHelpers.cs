// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The place a tracing program was hit at: function, arguments, stack, counters; and per-CPU variables.</summary>
internal static unsafe class TracingHelpers
{
    private const ulong SkipMask = 0xff;
    private const ulong UserStack = 1 << 8;
    private const ulong UserBuildId = 1 << 11;

    /// <summary>The size of <c>struct bpf_perf_event_value</c>.</summary>
    private const int PerfValueSize = 24;

    /// <summary>The size of <c>struct bpf_stack_build_id</c> and the place of the address in it.</summary>
    private const int BuildIdSize = 32;
    private const int BuildIdAddress = 24;

    /// <summary>The status of an entry that holds an address for want of a build id (<c>BPF_STACK_BUILD_ID_IP</c>).</summary>
    private const int BuildIdIsAddress = 2;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.GetStack, &GetStack, "The stack is SimulatedKernel.KernelStack or UserStack.");
        table.Simulate(HelperId.GetTaskStack, &GetTaskStack, "The stack is SimulatedKernel.KernelStack or UserStack.");
        table.Simulate(HelperId.GetFunctionIp, &FunctionAddress, "The address is SimulatedKernel.FunctionAddress.");
        table.Simulate(HelperId.GetAttachCookie, &AttachCookie, "The cookie is SimulatedKernel.AttachCookie.");
        table.Add(HelperId.GetFunctionArgument, &FunctionArgument, "Arguments are the 64-bit words of the context.");
        table.Add(HelperId.GetFunctionReturnValue, &FunctionResult, "For fexit and fmod_ret, the last word of the context.");
        table.Add(HelperId.GetFunctionArgumentCount, &FunctionArgumentCount, "As many as the context has words, less the result.");
        table.Simulate(HelperId.PerfProgramReadValue, &PerfProgramValue, "The counter is SimulatedKernel.PerfCounter.");
        table.Simulate(HelperId.ReadBranchRecords, &NoBranchRecords, "There are none: -ENOENT.");
        table.Simulate(HelperId.GetBranchSnapshot, &NoBranchSnapshot, "There is none: -ENOENT.");
        table.Simulate(HelperId.KernelSymbolsLookupName, &LookupSymbol, "Symbols are SimulatedKernel.Symbols.");
        table.Simulate(HelperId.TaskPtRegs, &TaskRegisters, "The address is SimulatedKernel.TaskRegistersAddress.");
        table.Simulate(HelperId.PerCpuPointer, &PerCpuPointer, "Every CPU has the same copy of a kernel variable.");
        table.Simulate(HelperId.ThisCpuPointer, &ThisCpuPointer, "Every CPU has the same copy of a kernel variable.");
        table.Record(HelperId.OverrideReturn, &OverrideReturn, "No function returns.");
        table.Record(HelperId.BprmOptionsSet, &SetExecutionOptions, "Nothing is executed.");
        table.Add(HelperId.GetReturnValue, &GetReturnValue);
        table.Add(HelperId.SetReturnValue, &SetReturnValue, "The value goes to the result of the run.");
    }

    private static ulong GetTaskStack(ProgramRun run, ulong task, ulong buffer, ulong size, ulong flags, ulong r5) =>
        GetStack(run, 0, buffer, size, flags, 0);

    /// <summary>Copies the stack, the innermost addresses that were asked to be skipped left out; returns the bytes written.</summary>
    private static ulong GetStack(ProgramRun run, ulong context, ulong buffer, ulong size, ulong flags, ulong r5)
    {
        Span<byte> destination = run.Writable(buffer, (uint)size);
        bool withBuildId = (flags & UserBuildId) != 0;
        int entrySize = withBuildId ? BuildIdSize : sizeof(ulong);
        if ((flags & ~(SkipMask | UserStack | UserBuildId)) != 0 ||
            (withBuildId && (flags & UserStack) == 0) ||
            destination.Length % entrySize != 0)
        {
            destination.Clear();
            return Errno.Result(Errno.EINVAL);
        }

        ReadOnlySpan<ulong> stack = (flags & UserStack) != 0 ? run.Kernel.UserStack : run.Kernel.KernelStack;
        int skip = (int)(flags & SkipMask);
        if (stack.Length < skip || stack.IsEmpty)
        {
            destination.Clear();
            return Errno.Result(Errno.EFAULT);
        }

        stack = stack[skip..];
        int count = Math.Min(stack.Length, destination.Length / entrySize);
        destination.Clear();
        for (int at = 0; at < count; at++)
        {
            Span<byte> entry = destination.Slice(at * entrySize, entrySize);
            if (withBuildId)
                BinaryPrimitives.WriteInt32LittleEndian(entry, BuildIdIsAddress);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[(withBuildId ? BuildIdAddress : 0)..], stack[at]);
        }

        return (ulong)(count * entrySize);
    }

    private static ulong FunctionAddress(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => run.Kernel.FunctionAddress;

    private static ulong AttachCookie(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => run.Kernel.AttachCookie;

    private static ulong FunctionArgument(ProgramRun run, ulong context, ulong index, ulong value, ulong r4, ulong r5)
    {
        byte* destination = run.Access(value, sizeof(ulong), MemoryAccess.Write);
        if ((uint)index >= ArgumentCount(run))
            return Errno.Result(Errno.EINVAL);
        *(ulong*)destination = ContextWord(run, (uint)index);
        return 0;
    }

    private static ulong FunctionResult(ProgramRun run, ulong context, ulong value, ulong r3, ulong r4, ulong r5)
    {
        byte* destination = run.Access(value, sizeof(ulong), MemoryAccess.Write);
        if (!HasResult(run) || ContextWords(run) == 0)
            return Errno.Result(Errno.EOPNOTSUPP);
        *(ulong*)destination = ContextWord(run, ContextWords(run) - 1);
        return 0;
    }

    private static ulong FunctionArgumentCount(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5) => ArgumentCount(run);

    private static uint ContextWords(ProgramRun run) => run.HasPacket ? 0 : (uint)run.ContextBytes.Length / sizeof(ulong);

    private static ulong ContextWord(ProgramRun run, uint index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(run.ContextBytes[(int)(index * sizeof(ulong))..]);

    private static bool HasResult(ProgramRun run) => run.Program.AttachType is AttachType.TraceFunctionExit or AttachType.ModifyReturn;

    private static uint ArgumentCount(ProgramRun run)
    {
        uint words = ContextWords(run);
        return words != 0 && HasResult(run) ? words - 1 : words;
    }

    private static ulong PerfProgramValue(ProgramRun run, ulong context, ulong buffer, ulong size, ulong r4, ulong r5)
    {
        Span<byte> destination = run.Writable(buffer, (uint)size);
        if (destination.Length != PerfValueSize)
        {
            destination.Clear();
            return Errno.Result(Errno.EINVAL);
        }

        WritePerfCounter(run, destination);
        return 0;
    }

    /// <summary>Fills a <c>struct bpf_perf_event_value</c>.</summary>
    internal static void WritePerfCounter(ProgramRun run, Span<byte> destination)
    {
        (ulong counter, ulong enabled, ulong running) = run.Kernel.PerfCounter;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, counter);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[sizeof(ulong)..], enabled);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[(2 * sizeof(ulong))..], running);
    }

    private static ulong NoBranchRecords(ProgramRun run, ulong context, ulong buffer, ulong size, ulong flags, ulong r5)
    {
        const ulong GetRecordsSize = 1;
        return Errno.Result((flags & ~GetRecordsSize) != 0 ? Errno.EINVAL : Errno.ENOENT);
    }

    private static ulong NoBranchSnapshot(ProgramRun run, ulong buffer, ulong size, ulong flags, ulong r4, ulong r5) =>
        Errno.Result(flags != 0 ? Errno.EINVAL : Errno.ENOENT);

    private static ulong LookupSymbol(ProgramRun run, ulong name, ulong size, ulong flags, ulong result, ulong r5)
    {
        ulong* destination = (ulong*)run.Access(result, sizeof(ulong), MemoryAccess.Write);
        *destination = 0;
        ReadOnlySpan<byte> text = run.Readable(name, (uint)size);
        if ((uint)flags != 0 || text.Length <= 1 || text[^1] != 0)
            return Errno.Result(Errno.EINVAL);
        *destination = run.Kernel.Symbols.Find(text[..text.IndexOf((byte)0)]) ?? 0;
        return *destination != 0 ? 0 : Errno.Result(Errno.ENOENT);
    }

    private static ulong TaskRegisters(ProgramRun run, ulong task, ulong r2, ulong r3, ulong r4, ulong r5) => run.Kernel.TaskRegistersAddress;

    private static ulong PerCpuPointer(ProgramRun run, ulong pointer, ulong cpu, ulong r3, ulong r4, ulong r5) =>
        (uint)cpu < (uint)run.Kernel.CpuCount ? pointer : 0;

    private static ulong ThisCpuPointer(ProgramRun run, ulong pointer, ulong r2, ulong r3, ulong r4, ulong r5) => pointer;

    private static ulong OverrideReturn(ProgramRun run, ulong context, ulong value, ulong r3, ulong r4, ulong r5)
    {
        run.Helpers.Record(HelperId.OverrideReturn, value);
        return 0;
    }

    private static ulong SetExecutionOptions(ProgramRun run, ulong binary, ulong flags, ulong r3, ulong r4, ulong r5)
    {
        const ulong SecureExecution = 1;
        if ((flags & ~SecureExecution) != 0)
            return Errno.Result(Errno.EINVAL);
        run.Helpers.Record(HelperId.BprmOptionsSet, flags);
        return 0;
    }

    private static ulong GetReturnValue(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => Errno.Of(run.Helpers.ReturnValue);

    private static ulong SetReturnValue(ProgramRun run, ulong value, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        run.Helpers.ReturnValue = (int)value;
        return 0;
    }
}
