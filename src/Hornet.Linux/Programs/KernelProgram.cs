// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// A program in the kernel, verified and translated. The kernel keeps it as long as anything refers to it: this object, a link, a pin, a map of
/// programs.
/// </summary>
public sealed unsafe partial class KernelProgram : LoadedProgram, IDisposable
{
    private const int SmallestLog = 128;
    private const uint FunctionInfoSize = 8;
    private const uint TokenFdFlag = 1 << 16;

    private KernelProgram(BpfHandle handle, ProgramSpec spec, string log)
        : base(spec)
    {
        Handle = handle;
        Log = log;
    }

    /// <summary>The descriptor.</summary>
    public BpfHandle Handle { get; }

    /// <summary>The loaded object that the program is part of; null for a program loaded by itself.</summary>
    internal KernelObject? Owner { get; set; }

    /// <summary>What the program is.</summary>
    public ProgramType Type => Spec.Type;

    /// <summary>The verifier's log, when <see cref="ProgramLoadOptions.LogLevel"/> asked for one; otherwise empty.</summary>
    public string Log { get; }

    /// <summary>Loads a program.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="instructions">Its instructions; wide loads of maps hold the maps' file descriptors.</param>
    /// <param name="options">How it is loaded.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; the verifier's log is in the error.</exception>
    public static KernelProgram Load(ProgramType type, ReadOnlySpan<Instruction> instructions, ProgramLoadOptions? options = null)
    {
        options ??= new ProgramLoadOptions();
        var spec = new ProgramSpec { Name = options.Name, Type = type, AttachType = options.AttachType, Instructions = [.. instructions] };
        return Load(spec, instructions, options);
    }

    /// <summary>Loads a program of an object, whose instructions have been linked for this kernel.</summary>
    /// <param name="spec">The program as the object has it.</param>
    /// <param name="instructions">The instructions to load.</param>
    /// <param name="options">How it is loaded.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; the verifier's log is in the error.</exception>
    internal static KernelProgram Load(ProgramSpec spec, ReadOnlySpan<Instruction> instructions, ProgramLoadOptions options)
    {
        ProgramType type = spec.Type;
        string doing = $"loading the {type.ToText()} program{(options.Name.Length == 0 ? "" : $" \"{options.Name}\"")}";
        string log = "";
        int fd = options.LogLevel == 0
            ? TryLoad(type, instructions, options, 0, [], out _)
            : TryLoadWithLog(type, instructions, options, options.LogLevel, out log);
        if (fd < 0 && options.LogLevel == 0)
            fd = TryLoadWithLog(type, instructions, options, 1, out log);
        if (fd >= 0)
            return new KernelProgram(new BpfHandle(fd), spec, log);
        var refused = new RefusedCommand(BpfCommand.ProgramLoad, -fd) { ProgramType = type, AttachType = options.AttachType, HasLog = log.Length > 0 };
        throw new BpfSyscallException(doing, refused, log, rejection: VerifierLog.FindRejection(log, spec));
    }

    /// <summary>Attaches the program, so that events run it until the link is disposed.</summary>
    /// <param name="target">A hook of the kernel.</param>
    /// <exception cref="BpfException">The program's type does not go with the hook, or the kernel refused.</exception>
    public override KernelLink Attach(AttachTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target is KernelTarget hook
            ? hook.Attach(this)
            : throw new BpfException($"Attaching the program '{Name}': {target} is no hook of a Linux kernel.");
    }

    /// <summary>Attaches the program to what its section name tells.</summary>
    /// <exception cref="BpfException">The section name does not tell it, or the kernel refused.</exception>
    public KernelLink Attach() => Attach(SectionTarget.Of(this));

    /// <summary>Keeps the program after this process, under a path of a BPF file system.</summary>
    /// <param name="path">The path; its folder must exist in a BPF file system (<c>/sys/fs/bpf</c>), the file must not.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public void Pin(string path) => BpfFileSystem.Pin(path, Handle, $"the program \"{Name}\"");

    /// <summary>Closes the descriptor. The program lives on where it is attached.</summary>
    public void Dispose() => Handle.Dispose();

    private static int TryLoadWithLog(ProgramType type, ReadOnlySpan<Instruction> instructions, ProgramLoadOptions options, int level, out string log)
    {
        byte[] buffer = new byte[Math.Max(SmallestLog, options.LogSize)];
        int fd = TryLoad(type, instructions, options, level, buffer, out bool isTruncated);
        int end = Array.IndexOf(buffer, (byte)0);
        log = (isTruncated ? "...\n" : "") + Encoding.UTF8.GetString(buffer, 0, end < 0 ? buffer.Length : end);
        return fd;
    }

    private static int TryLoad(ProgramType type, ReadOnlySpan<Instruction> instructions, ProgramLoadOptions options, int logLevel, byte[] log, out bool isTruncated)
    {
        uint[] functionRecords = [.. options.Functions.SelectMany(function => new[] { (uint)function.Instruction, function.TypeId })];
        byte[] license = Encoding.UTF8.GetBytes(options.License + "\0");
        fixed (Instruction* code = instructions)
        fixed (byte* licensePointer = license)
        fixed (byte* logPointer = log)
        fixed (uint* functions = functionRecords)
        fixed (BpfLineInfo* lines = options.Lines.AsSpan())
        fixed (int* fdArray = options.FdArray.AsSpan())
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
                AttachTargetFd = (uint)((options.AttachProgram ?? options.AttachBtfObject)?.FileDescriptor ?? 0),
                KernelVersion = options.KernelVersion,
                ProgramInterfaceIndex = (uint)options.InterfaceIndex,
                FdArray = fdArray,
                ProgramTokenFd = options.Token?.FileDescriptor ?? 0,
            };
            if (options.Token is not null)
                attributes.ProgramFlags |= TokenFdFlag;
            if (options.Btf is { } btf)
            {
                attributes.ProgramBtfFd = (uint)btf.Handle.FileDescriptor;
                attributes.FunctionInfo = functions;
                attributes.FunctionInfoCount = (uint)functionRecords.Length / 2;
                attributes.FunctionInfoRecordSize = FunctionInfoSize;
                attributes.LineInfo = lines;
                attributes.LineInfoCount = (uint)options.Lines.Length;
                attributes.LineInfoRecordSize = (uint)sizeof(BpfLineInfo);
            }

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
