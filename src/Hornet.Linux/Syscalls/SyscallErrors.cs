// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Words for the error numbers of system calls (asm-generic/errno-base.h, asm-generic/errno.h).</summary>
internal static class SyscallErrors
{
    public const int NotPermitted = 1, NoEntry = 2, NoProcess = 3, Interrupted = 4, InputOutput = 5, NoDeviceOrAddress = 6, TooBig = 7, BadDescriptor = 9,
        TryAgain = 11, NoMemory = 12, AccessDenied = 13, BadAddress = 14, Busy = 16, Exists = 17, CrossDevice = 18, NoDevice = 19, NotDirectory = 20,
        IsDirectory = 21, Invalid = 22, TooManyFilesInSystem = 23, TooManyFiles = 24, NoSpace = 28, ReadOnlyFileSystem = 30, BrokenPipe = 32,
        OutOfRange = 34, NameTooLong = 36, NotImplemented = 38, IllegalSequence = 84, NoLink = 67, ProtocolError = 71, Stale = 116, NotSocket = 88, MessageTooLong = 90, NoProtocolOption = 92,
        ProtocolNotSupported = 93, NotSupported = 95, AddressFamilyNotSupported = 97, AddressInUse = 98, AddressNotAvailable = 99, NetworkDown = 100,
        NetworkUnreachable = 101, NoBufferSpace = 105, TimedOut = 110, ConnectionRefused = 111, BadType = 524;

    /// <summary>The symbol of an error number, or the number.</summary>
    public static string Name(int errno) => ErrnoNames.Find(errno) ?? "errno " + errno.ToString(CultureInfo.InvariantCulture);

    /// <summary>The most likely cause of a refusal, or an empty text.</summary>
    public static string LikelyCause(BpfCommand command, int errno) => (command, errno) switch
    {
        (BpfCommand.LinkUpdate, NotPermitted) => "another program than expected is attached, or this process lacks the privilege",
        (BpfCommand.ProgramLoad, NotPermitted) when ProcessCapabilities.AllowPrograms =>
            "this process has the privilege, so the kernel itself forbids it: by lockdown, a security module, or because it was built without this kind of program",
        (_, NotPermitted) => "missing privilege: run as root or with CAP_BPF (with CAP_PERFMON for tracing, CAP_NET_ADMIN for networking)",
        (_, NotImplemented) => "this kernel was built without bpf(2) (CONFIG_BPF_SYSCALL)",
        (_, TooManyFiles) => "too many open files: dispose of maps and programs that are done, or raise the limit (ulimit -n)",
        (_, BadDescriptor) => "a map, program or BTF object was closed already",
        (BpfCommand.ProgramLoad, AccessDenied) => "the verifier refused the program; its log says why",
        (BpfCommand.ProgramLoad, TooBig) => "the program is too large or too complex for the verifier",
        (BpfCommand.ProgramLoad, Invalid) => "the verifier refused the program, or this kernel does not know its type or hook",
        (BpfCommand.ProgramLoad, NoSpace) => "the verifier's log did not fit into its buffer",
        (BpfCommand.MapCreate, Invalid) => "this kernel does not know the map type, or sizes and flags do not go with it",
        (BpfCommand.MapCreate, TooBig) => "keys, values or the number of entries are too large",
        (BpfCommand.ProgramTestRun, NotSupported or BadType) => "programs of this type cannot be run for a test",
        (BpfCommand.BtfLoad, Invalid) => "the kernel does not accept the type information; its log says why",
        (BpfCommand.LinkUpdate, NoLink) => "the link is detached: what it was attached to is gone, or somebody detached it; attach the program again",
        (BpfCommand.LinkUpdate, Invalid) => "the new program is of another type than the attached one, or was loaded for another hook",
        (_, NoMemory) => "the kernel is out of memory, or of the memory this control group may use",
        _ => "",
    };
}
