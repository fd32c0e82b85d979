// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>BTF in the kernel, for the types of maps and programs.</summary>
public sealed unsafe partial class KernelBtf : IDisposable
{
    private const int LogSize = 64 * 1024;

    private KernelBtf(BpfHandle handle) => Handle = handle;

    /// <summary>The descriptor.</summary>
    public BpfHandle Handle { get; }

    /// <summary>Hands BTF to the kernel, which checks it.</summary>
    /// <param name="btf">The bytes of a <c>.BTF</c> section, in this machine's byte order.</param>
    /// <param name="token">The BPF token that gives the privilege, or null.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; its log is in the error.</exception>
    public static KernelBtf Load(ReadOnlySpan<byte> btf, BpfHandle? token = null)
    {
        // linux/bpf.h, BPF_F_TOKEN_FD.
        const uint TokenFlag = 1 << 16;
        uint flags = token is null ? 0 : TokenFlag;
        int tokenFd = token?.FileDescriptor ?? 0;
        byte[] log = new byte[LogSize];
        fixed (byte* bytes = btf)
        fixed (byte* logBuffer = log)
        {
            var attributes = new BtfLoadAttributes { Btf = bytes, BtfSize = (uint)btf.Length, Flags = flags, TokenFd = tokenFd };
            int fd = BpfSyscall.Call(BpfCommand.BtfLoad, ref attributes);
            if (fd >= 0)
                return new KernelBtf(new BpfHandle(fd));

            // Only a refusal is worth the log.
            attributes = new BtfLoadAttributes { Btf = bytes, BtfSize = (uint)btf.Length, LogBuffer = logBuffer, LogSize = LogSize, LogLevel = 1, Flags = flags, TokenFd = tokenFd };
            fd = BpfSyscall.Call(BpfCommand.BtfLoad, ref attributes);
            if (fd >= 0)
                return new KernelBtf(new BpfHandle(fd));
            int end = Array.IndexOf(log, (byte)0);
            throw new BpfSyscallException("loading BTF", BpfCommand.BtfLoad, -fd, Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end));
        }
    }

    /// <summary>Opens the type information that a program was loaded with.</summary>
    /// <returns>Null for a program without.</returns>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal static KernelBtf? OfProgram(KernelProgram program)
    {
        uint id = BpfSyscall.Info<RawProgramInfo>($"asking about the program \"{program.Name}\"", program.Handle).BtfId;
        if (id == 0)
            return null;
        var attributes = new IdAttributes { Id = id };
        return new KernelBtf(BpfSyscall.Open($"opening the types of the program \"{program.Name}\"", BpfCommand.BtfGetFileDescriptorById, ref attributes));
    }

    /// <summary>Reads the type information back.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal Btf Read()
    {
        uint size = BpfSyscall.Info<RawBtfInfo>("asking about type information", Handle).BtfSize;
        byte[] bytes = new byte[size];
        fixed (byte* pointer = bytes)
        {
            RawBtfInfo info = new() { Btf = pointer, BtfSize = size };
            BpfSyscall.Info("reading type information", Handle, ref info);
        }

        return Btf.Parse(bytes);
    }

    /// <summary>Opens the types of a kernel module by its name.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused, or has no types of that name.</exception>
    internal static BpfHandle OpenModule(string module)
    {
        byte* name = stackalloc byte[64];
        var next = new IdAttributes();
        while (BpfSyscall.Call(BpfCommand.BtfGetNextId, ref next) >= 0)
        {
            var byId = new IdAttributes { Id = next.NextId };
            int fd = BpfSyscall.Call(BpfCommand.BtfGetFileDescriptorById, ref byId);
            if (fd == -SyscallErrors.NoEntry)
            {
                next.Id = next.NextId; // gone in the meantime
                continue;
            }

            if (fd < 0)
                throw new BpfSyscallException($"opening the types of the module {module}", BpfCommand.BtfGetFileDescriptorById, -fd);
            var handle = new BpfHandle(fd);
            RawBtfInfo info = new() { Name = name, NameLength = 64 };
            BpfSyscall.Info($"opening the types of the module {module}", handle, ref info);
            if (info.KernelBtf != 0 && BpfSyscall.ReadName(name) == module)
                return handle;
            handle.Dispose();
            next.Id = next.NextId;
        }

        throw new BpfSyscallException($"opening the types of the module {module}", BpfCommand.BtfGetNextId, SyscallErrors.NoEntry);
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => Handle.Dispose();
}
