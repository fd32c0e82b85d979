// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <content>Running a program without attaching it.</content>
public sealed unsafe partial class KernelProgram
{
    private const int SpareRoom = 256;

    private static readonly TestRunInput Once = new() { Repeat = 1 }, NoRepeat = new();

    /// <summary>Runs the program on given data, attached to nothing (<c>BPF_PROG_TEST_RUN</c>).</summary>
    /// <param name="input">What to run it on.</param>
    /// <exception cref="BpfSyscallException">The kernel refused: programs of this type cannot be run, or the data do not suit it.</exception>
    public TestRunResult TestRun(TestRunInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return TestRun(input.Data.Span, input.Context.Span, input);
    }

    /// <inheritdoc/>
    /// <remarks>The kernel runs the program by itself (<c>BPF_PROG_TEST_RUN</c>); only some program types can be run so.</remarks>
    public override RunResult Run(ReadOnlySpan<byte> input, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repeat, 1, nameof(options));
        TestRunResult result = !ProgramAction.HasPacket(Type)
            ? TestRun([], input, NoRepeat)
            : TestRun(input, options.Context.Span, options.Repeat == 1 ? Once : new TestRunInput { Repeat = options.Repeat });
        return new RunResult(result.ReturnValue, result.Data, result.Duration) { Context = result.Context };
    }

    /// <summary>Runs the program on bytes where they are; of <paramref name="settings"/> all but the bytes counts.</summary>
    private TestRunResult TestRun(ReadOnlySpan<byte> data, ReadOnlySpan<byte> context, TestRunInput settings)
    {
        // Frames that are really sent do not come back.
        bool isLive = (settings.Flags & ProgramTestRunFlags.XdpLiveFrames) != 0;
        byte[] dataOut = GC.AllocateUninitializedArray<byte>(isLive ? 0 : settings.DataOutSize ?? (data.Length == 0 ? 0 : data.Length + SpareRoom));

        // A syscall program works on the caller's context itself, a raw tracepoint's has no way back (net/bpf/test_run.c).
        bool isInPlace = Type == ProgramType.Syscall;
        byte[] contextOut = isInPlace ? context.ToArray() : isLive || Type == ProgramType.RawTracepoint ? [] : new byte[settings.ContextOutSize ?? context.Length];
        fixed (byte* dataIn = data)
        fixed (byte* contextIn = isInPlace ? contextOut : context)
        fixed (byte* dataOutPointer = dataOut)
        fixed (byte* contextOutPointer = isInPlace ? [] : contextOut)
        {
            var attributes = new TestRunAttributes
            {
                ProgramFd = (uint)Handle.FileDescriptor,
                DataIn = dataIn,
                DataSizeIn = (uint)data.Length,
                DataOut = dataOutPointer,
                DataSizeOut = (uint)dataOut.Length,
                ContextIn = contextIn,
                ContextSizeIn = (uint)context.Length,
                ContextOut = contextOutPointer,
                ContextSizeOut = isInPlace ? 0 : (uint)contextOut.Length,
                Repeat = (uint)settings.Repeat,
                Flags = (uint)settings.Flags,
                Cpu = (uint)settings.Cpu,
                BatchSize = (uint)settings.BatchSize,
            };
            int result = BpfSyscall.Call(BpfCommand.ProgramTestRun, ref attributes);
            if (result < 0)
                throw new BpfSyscallException($"test-running the {Type.ToText()} program", BpfCommand.ProgramTestRun, -result);
            return new TestRunResult(
                attributes.ReturnValue,
                dataOut.AsMemory(0, Math.Min(dataOut.Length, (int)attributes.DataSizeOut)),
                isInPlace ? contextOut : contextOut.AsMemory(0, Math.Min(contextOut.Length, (int)attributes.ContextSizeOut)),
                TimeSpan.FromTicks(attributes.Duration / TimeSpan.NanosecondsPerTick),
                attributes.Duration);
        }
    }
}
