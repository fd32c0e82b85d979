// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The BPF file system, in which programs, maps and links outlive their process under a path.</summary>
internal static unsafe class BpfFileSystem
{
    /// <summary>Where it is by convention.</summary>
    public const string DefaultPath = "/sys/fs/bpf";

    /// <summary>Pins an object (<c>BPF_OBJ_PIN</c>).</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static void Pin(string path, BpfHandle handle, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        fixed (byte* pathBytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var attributes = new ObjectPathAttributes { Path = pathBytes, Fd = (uint)handle.FileDescriptor };
            int result = BpfSyscall.Call(BpfCommand.ObjectPin, ref attributes);
            if (result < 0)
                throw new BpfSyscallException($"pinning {what} at {path}", BpfCommand.ObjectPin, -result);
        }
    }

    /// <summary>Opens what is pinned under a path (<c>BPF_OBJ_GET</c>).</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static BpfHandle Open(string path)
    {
        int fd = TryOpen(path);
        return fd >= 0 ? new BpfHandle(fd) : throw new BpfSyscallException($"opening {path}", BpfCommand.ObjectGet, -fd);
    }

    /// <summary>Opens what is pinned under a path; a failure as a negative error number.</summary>
    public static int TryOpen(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        fixed (byte* pathBytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var attributes = new ObjectPathAttributes { Path = pathBytes };
            return BpfSyscall.Call(BpfCommand.ObjectGet, ref attributes);
        }
    }
}
