// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Hornet.Linux;
using Hornet.Objects;

namespace Hornet.Verification.Corpus;

/// <summary>What the running kernel says about a case.</summary>
/// <param name="IsAccepted">Whether it loads the program.</param>
/// <param name="Message">Otherwise the line that says what is wrong, or the error where there is none.</param>
/// <param name="Log">The verifier's log of a refused program.</param>
internal sealed partial record KernelVerdict(bool IsAccepted, string Message, string Log)
{
    // linux/capability.h: CAP_NET_ADMIN and CAP_BPF. Without CAP_PERFMON a program may not show addresses.
    private const ulong WithoutPerformanceMonitoring = 1UL << 12 | 1UL << 39;

    private const uint CapabilityVersion3 = 0x20080522;

    /// <summary>Asks the running kernel.</summary>
    public static KernelVerdict Of(CorpusCase asked)
    {
        if (asked.IsStrict)
            return Load(() => LoadStrict(asked.Object));
        Action load = () => LoadObject(asked.Object);
        return Load(asked.IsUnprivileged ? () => WithFewCapabilities(load) : load);
    }

    private static KernelVerdict Load(Action load)
    {
        try
        {
            load();
            return new KernelVerdict(true, "", "");
        }
        catch (BpfSyscallException refused) when (refused.Command == BpfCommand.ProgramLoad)
        {
            return new KernelVerdict(false, refused.Rejection?.Message ?? refused.Message, refused.Log);
        }
    }

    private static void LoadObject(BpfObject bpfObject)
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(bpfObject);
    }

    private static void LoadStrict(BpfObject bpfObject)
    {
        ProgramSpec program = bpfObject.Programs[0];
        if (bpfObject.Maps.Length != 0)
            throw new NotSupportedException("The kernel is asked about alignment without maps only.");
        var options = new ProgramLoadOptions { License = bpfObject.License, AttachType = program.AttachType, Flags = ProgramLoadFlags.StrictAlignment };
        using KernelProgram loaded = KernelProgram.Load(program.Type, program.Instructions.AsSpan(), options);
    }

    /// <summary>Does something on a thread that may load programs but not see addresses; capabilities belong to threads, and this one ends.</summary>
    private static unsafe void WithFewCapabilities(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                uint* header = stackalloc uint[] { CapabilityVersion3, 0 };
                const uint Low = (uint)(WithoutPerformanceMonitoring & uint.MaxValue), High = (uint)(WithoutPerformanceMonitoring >> 32);
                uint* data = stackalloc uint[] { Low, Low, 0, High, High, 0 };
                if (SetCapabilities(header, data) != 0)
                    throw new InvalidOperationException($"capset: errno {Marshal.GetLastPInvokeError()}");
                action();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static unsafe partial int SetCapabilities(uint* header, uint* data);
}
