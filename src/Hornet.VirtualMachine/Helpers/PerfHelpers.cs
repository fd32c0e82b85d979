// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Perf event arrays, and stacks kept in a map.</summary>
internal static unsafe class PerfHelpers
{
    private const ulong IndexMask = 0xffff_ffff;
    private const ulong PacketLengthMask = 0xf_ffffUL << 32;
    private const int PerfValueSize = 24;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.PerfEventOutput, &Output);
        table.Add(HelperId.SkbOutput, &Output, "In user space the packet is the one of the run.");
        table.Add(HelperId.XdpOutput, &Output, "In user space the packet is the one of the run.");
        table.Simulate(HelperId.PerfEventRead, &Read, "The counter is SimulatedKernel.PerfCounter.");
        table.Simulate(HelperId.PerfEventReadValue, &ReadValue, "The counter is SimulatedKernel.PerfCounter.");
        table.Simulate(HelperId.GetStackId, &GetStackId, "The stack is SimulatedKernel.KernelStack or UserStack.");
    }

    /// <summary>Puts bytes into a CPU's buffer; programs with a packet may ask for its first bytes behind them.</summary>
    private static ulong Output(ProgramRun run, ulong context, ulong map, ulong flags, ulong data, ulong size)
    {
        ulong packetLength = (flags & PacketLengthMask) >> 32;
        if ((flags & ~(run.HasPacket ? IndexMask | PacketLengthMask : IndexMask)) != 0)
            return Errno.Result(Errno.EINVAL);
        if (packetLength > (ulong)(run.HasPacket ? run.Packet.Length : 0))
            return Errno.Result(Errno.EFAULT);
        if (run.Map(map) is not IPerfEventArrayMap array)
            throw run.BadArgument("a helper got a map that is no perf event array");
        ReadOnlySpan<byte> bytes = run.Readable(data, (uint)size);
        ReadOnlySpan<byte> packet = packetLength == 0 ? default : run.Packet.Span[..(int)packetLength];
        return Errno.Of(array.Output(Index(run, flags), run.Cpu, bytes, packet));
    }

    private static uint Index(ProgramRun run, ulong flags) =>
        (flags & IndexMask) == IndexMask ? (uint)run.Cpu : (uint)(flags & IndexMask);

    private static ulong Read(ProgramRun run, ulong map, ulong flags, ulong r3, ulong r4, ulong r5)
    {
        int error = CheckCounter(run, map, flags);
        return error != 0 ? Errno.Result(error) : run.Kernel.PerfCounter.Counter;
    }

    private static ulong ReadValue(ProgramRun run, ulong map, ulong flags, ulong buffer, ulong size, ulong r5)
    {
        Span<byte> destination = run.Writable(buffer, (uint)size);
        int error = destination.Length == PerfValueSize ? CheckCounter(run, map, flags) : Errno.EINVAL;
        if (error != 0)
        {
            destination.Clear();
            return Errno.Result(error);
        }

        TracingHelpers.WritePerfCounter(run, destination);
        return 0;
    }

    private static int CheckCounter(ProgramRun run, ulong map, ulong flags)
    {
        if ((flags & ~IndexMask) != 0)
            return Errno.EINVAL;
        return Index(run, flags) >= run.Map(map).MaxEntries ? Errno.E2BIG : 0;
    }

    private static ulong GetStackId(ProgramRun run, ulong context, ulong map, ulong flags, ulong r4, ulong r5)
    {
        const StackIdFlags Known =
            StackIdFlags.SkipFieldMask | StackIdFlags.UserStack | StackIdFlags.FastStackCompare | StackIdFlags.ReuseStackId;
        if ((flags & ~(ulong)Known) != 0)
            return Errno.Result(Errno.EINVAL);
        if (run.Map(map) is not IStackTraceMap stacks)
            throw run.BadArgument("bpf_get_stackid got a map that keeps no stacks");

        ReadOnlySpan<ulong> stack = (flags & (ulong)StackIdFlags.UserStack) != 0 ? run.Kernel.UserStack : run.Kernel.KernelStack;
        int skip = (int)(flags & (ulong)StackIdFlags.SkipFieldMask);
        return stack.Length <= skip ? Errno.Result(Errno.EFAULT) : Errno.Of(stacks.GetStackId(stack[skip..], flags));
    }
}
