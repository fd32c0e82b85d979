// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <content>Running a program without attaching it.</content>
public sealed unsafe partial class KernelProgram
{
    private const int SpareRoom = 256;

    /// <summary>Runs the program on given data, attached to nothing (<c>BPF_PROG_TEST_RUN</c>).</summary>
    /// <param name="input">What to run it on.</param>
    /// <exception cref="BpfSyscallException">The kernel refused: programs of this type cannot be run, or the data do not suit it.</exception>
    public TestRunResult TestRun(TestRunInput input)
    {
        ArgumentNullException.ThrowIfNull(input);

        // Frames that are really sent do not come back.
        bool isLive = (input.Flags & ProgramTestRunFlags.XdpLiveFrames) != 0;
        byte[] dataOut = new byte[isLive ? 0 : input.DataOutSize ?? (input.Data.Length == 0 ? 0 : input.Data.Length + SpareRoom)];

        // A syscall program works on the caller's context itself, a raw tracepoint's has no way back (net/bpf/test_run.c).
        bool isInPlace = Type == ProgramType.Syscall;
        byte[] context = input.Context.ToArray();
        byte[] contextOut = isInPlace || isLive || Type == ProgramType.RawTracepoint ? [] : new byte[input.ContextOutSize ?? context.Length];
        fixed (byte* dataIn = input.Data.Span)
        fixed (byte* contextIn = context)
        fixed (byte* dataOutPointer = dataOut)
        fixed (byte* contextOutPointer = contextOut)
        {
            var attributes = new TestRunAttributes
            {
                ProgramFd = (uint)Handle.FileDescriptor,
                DataIn = dataIn,
                DataSizeIn = (uint)input.Data.Length,
                DataOut = dataOutPointer,
                DataSizeOut = (uint)dataOut.Length,
                ContextIn = contextIn,
                ContextSizeIn = (uint)context.Length,
                ContextOut = contextOutPointer,
                ContextSizeOut = (uint)contextOut.Length,
                Repeat = (uint)input.Repeat,
                Flags = (uint)input.Flags,
                Cpu = (uint)input.Cpu,
                BatchSize = (uint)input.BatchSize,
            };
            int result = BpfSyscall.Call(BpfCommand.ProgramTestRun, ref attributes);
            if (result < 0)
                throw new BpfSyscallException($"test-running the {Type.ToText()} program", BpfCommand.ProgramTestRun, -result);
            return new TestRunResult(
                attributes.ReturnValue,
                dataOut.AsMemory(0, Math.Min(dataOut.Length, (int)attributes.DataSizeOut)),
                isInPlace ? context : contextOut.AsMemory(0, Math.Min(contextOut.Length, (int)attributes.ContextSizeOut)),
                TimeSpan.FromTicks(attributes.Duration / TimeSpan.NanosecondsPerTick),
                attributes.Duration);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The kernel runs the program by itself (<c>BPF_PROG_TEST_RUN</c>); only some program types can be run so.</remarks>
    public override RunResult Run(ReadOnlySpan<byte> input, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repeat, 1, nameof(options));
        byte[] bytes = input.ToArray();
        bool hasPacket = ProgramAction.HasPacket(Type);
        TestRunResult result = TestRun(new TestRunInput
        {
            Data = hasPacket ? bytes : default,
            Context = hasPacket ? options.Context : bytes,
            Repeat = hasPacket ? options.Repeat : 0,
        });
        return new RunResult(result.ReturnValue, result.Data, result.Duration) { Context = result.Context };
    }
}
