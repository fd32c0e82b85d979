// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>A kind of program that random programs are made for.</summary>
/// <param name="Type">The type.</param>
/// <param name="AttachType">The hook, or null.</param>
/// <param name="IsSleepable">Whether it is loaded as one that may sleep.</param>
/// <param name="ContextSize">Bytes of the context, for offsets near its end.</param>
/// <param name="PacketOffset">Where the pointer to the packet is; -1 where there is none. The one to its end follows.</param>
/// <param name="ReadableFields">Some fields of four bytes that may be read.</param>
/// <param name="HighestResult">The highest result that is always allowed.</param>
/// <param name="Helpers">Helpers that it may call with memory and a size.</param>
internal sealed record VerdictHook(
    ProgramType Type,
    AttachType? AttachType,
    bool IsSleepable,
    short ContextSize,
    short PacketOffset,
    ImmutableArray<short> ReadableFields,
    int HighestResult,
    ImmutableArray<HelperId> Helpers)
{
    /// <summary>Every kind.</summary>
    public static ImmutableArray<VerdictHook> All { get; } =
    [
        new(ProgramType.Xdp, null, false, 24, 0, [12, 16], 4, [HelperId.ChecksumDiff, HelperId.XdpAdjustHead, HelperId.RingBufferOutput]),
        new(ProgramType.SchedulerClassifier, null, false, 192, 76, [0, 8, 40, 44, 48, 64], 2, [HelperId.ChecksumDiff, HelperId.SkbLoadBytes, HelperId.SkbStoreBytes, HelperId.SkbPullData]),
        new(ProgramType.SocketFilter, null, false, 192, -1, [0, 16, 48, 68], 65535, [HelperId.SkbLoadBytes, HelperId.RingBufferOutput]),
        new(ProgramType.Tracepoint, null, false, 512, -1, [8, 12, 16, 24], 1, [HelperId.GetCurrentComm, HelperId.ProbeReadKernel, HelperId.TracePrintk]),
        new(ProgramType.RawTracepoint, null, false, 96, -1, [0, 8, 16, 88], 1, [HelperId.GetCurrentComm, HelperId.ProbeReadKernel, HelperId.TracePrintk]),
        new(ProgramType.CgroupSkb, Objects.AttachType.CgroupInetEgress, false, 192, 76, [0, 8, 48, 64], 1, [HelperId.SkbLoadBytes, HelperId.RingBufferOutput]),
        new(ProgramType.Syscall, null, true, 512, -1, [0, 4, 8, 64], 1, [HelperId.GetCurrentComm, HelperId.ProbeReadKernel, HelperId.RingBufferOutput]),
    ];
}
