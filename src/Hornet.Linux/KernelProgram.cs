// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A program in the kernel, verified and translated.</summary>
public sealed unsafe class KernelProgram : IDisposable
{
    private const int SmallestLog = 128;

    private KernelProgram(BpfHandle handle, ProgramType type, string name, string log)
    {
        Handle = handle;
        Type = type;
        Name = name;
        Log = log;
    }

    /// <summary>The descriptor.</summary>
    public BpfHandle Handle { get; }

    /// <summary>What the program is.</summary>
    public ProgramType Type { get; }

    /// <summary>The name it was loaded under.</summary>
    public string Name { get; }

    /// <summary>The verifier's log, when <see cref="KernelLoadOptions.LogLevel"/> asked for one; otherwise empty.</summary>
    public string Log { get; }

    /// <summary>Loads a program.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="instructions">Its instructions; wide loads of maps hold the maps' file descriptors.</param>
    /// <param name="options">How it is loaded.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; the verifier's log is in the error.</exception>
    public static KernelProgram Load(ProgramType type, ReadOnlySpan<Instruction> instructions, KernelLoadOptions? options = null)
    {
        options ??= new KernelLoadOptions();
        string doing = $"loading the {type.ToText()} program{(options.Name.Length == 0 ? "" : $" \"{options.Name}\"")}";
        string log = "";
        int fd = options.LogLevel == 0
            ? TryLoad(type, instructions, options, 0, [], out _)
            : TryLoadWithLog(type, instructions, options, options.LogLevel, out log);
        if (fd < 0 && options.LogLevel == 0)
            fd = TryLoadWithLog(type, instructions, options, 1, out log);
        return fd >= 0
            ? new KernelProgram(new BpfHandle(fd), type, options.Name, log)
            : throw new BpfSyscallException(doing, BpfCommand.ProgramLoad, -fd, log);
    }

    /// <summary>Runs the program on given data, attached to nothing (<c>BPF_PROG_TEST_RUN</c>).</summary>
    /// <param name="input">What to run it on.</param>
    /// <exception cref="BpfSyscallException">The kernel refused: programs of this type cannot be run, or the data do not suit it.</exception>
    public TestRunResult TestRun(TestRunInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        byte[] dataOut = new byte[input.DataOutSize ?? (input.Data.Length == 0 ? 0 : input.Data.Length + 256)];

        // A syscall program works on the caller's context itself, a raw tracepoint's has no way back (net/bpf/test_run.c).
        bool isInPlace = Type == ProgramType.Syscall;
        byte[] context = input.Context.ToArray();
        byte[] contextOut = isInPlace || Type == ProgramType.RawTracepoint ? [] : new byte[input.ContextOutSize ?? context.Length];
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

    /// <summary>What the kernel says about the program.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public KernelProgramInfo GetInfo()
    {
        RawProgramInfo raw = BpfSyscall.Info<RawProgramInfo>($"asking about the {Type.ToText()} program", Handle);
        return new KernelProgramInfo(raw.Id, (ProgramType)raw.Type, BpfSyscall.ReadName(raw.Name), raw.Tag, (int)raw.TranslatedLength,
            (int)raw.JitedLength, raw.GplCompatible != 0, (long)raw.RunTime, (long)raw.RunCount, (int)raw.VerifiedInstructions);
    }

    /// <summary>Closes the descriptor. The program lives on where it is attached.</summary>
    public void Dispose() => Handle.Dispose();

    private static int TryLoadWithLog(ProgramType type, ReadOnlySpan<Instruction> instructions, KernelLoadOptions options, int level, out string log)
    {
        byte[] buffer = new byte[Math.Max(SmallestLog, options.LogSize)];
        int fd = TryLoad(type, instructions, options, level, buffer, out bool isTruncated);
        int end = Array.IndexOf(buffer, (byte)0);
        log = (isTruncated ? "...\n" : "") + Encoding.UTF8.GetString(buffer, 0, end < 0 ? buffer.Length : end);
        return fd;
    }

    private static int TryLoad(ProgramType type, ReadOnlySpan<Instruction> instructions, KernelLoadOptions options, int logLevel, byte[] log, out bool isTruncated)
    {
        byte[] license = Encoding.UTF8.GetBytes(options.License + "\0");
        fixed (Instruction* code = instructions)
        fixed (byte* licensePointer = license)
        fixed (byte* logPointer = log)
        {
            var attributes = new ProgramLoadAttributes
            {
                ProgramType = (uint)type,
                InstructionCount = (uint)instructions.Length,
                Instructions = code,
                License = licensePointer,
                LogLevel = (uint)logLevel,
                LogBuffer = logPointer,
                LogSize = (uint)log.Length,
                ProgramFlags = (uint)options.Flags,
                ExpectedAttachType = (uint)(options.AttachType ?? 0),
                AttachBtfId = options.AttachBtfId,
            };
            BpfSyscall.CopyName(options.Name, attributes.ProgramName);
            int fd = BpfSyscall.Call(BpfCommand.ProgramLoad, ref attributes);
            isTruncated = attributes.LogTrueSize > log.Length;
            if (fd != -SyscallErrors.NoSpace || !isTruncated)
                return fd;

            // The program was fine; only its log did not fit.
            attributes.LogLevel = 0;
            attributes.LogSize = 0;
            attributes.LogBuffer = null;
            return BpfSyscall.Call(BpfCommand.ProgramLoad, ref attributes);
        }
    }
}
