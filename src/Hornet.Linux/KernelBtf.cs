// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>BTF in the kernel, for the types of maps and programs.</summary>
public sealed unsafe class KernelBtf : IDisposable
{
    private const int LogSize = 64 * 1024;

    private KernelBtf(BpfHandle handle) => Handle = handle;

    /// <summary>The descriptor.</summary>
    public BpfHandle Handle { get; }

    /// <summary>Hands BTF to the kernel, which checks it.</summary>
    /// <param name="btf">The bytes of a <c>.BTF</c> section, in this machine's byte order.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; its log is in the error.</exception>
    public static KernelBtf Load(ReadOnlySpan<byte> btf)
    {
        byte[] log = new byte[LogSize];
        fixed (byte* bytes = btf)
        fixed (byte* logBuffer = log)
        {
            var attributes = new BtfLoadAttributes { Btf = bytes, BtfSize = (uint)btf.Length };
            int fd = BpfSyscall.Call(BpfCommand.BtfLoad, ref attributes);
            if (fd >= 0)
                return new KernelBtf(new BpfHandle(fd));

            // Only a refusal is worth the log.
            attributes = new BtfLoadAttributes { Btf = bytes, BtfSize = (uint)btf.Length, LogBuffer = logBuffer, LogSize = LogSize, LogLevel = 1 };
            fd = BpfSyscall.Call(BpfCommand.BtfLoad, ref attributes);
            if (fd >= 0)
                return new KernelBtf(new BpfHandle(fd));
            int end = Array.IndexOf(log, (byte)0);
            throw new BpfSyscallException("loading BTF", BpfCommand.BtfLoad, -fd, Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end));
        }
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => Handle.Dispose();
}
