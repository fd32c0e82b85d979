// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>bpf(2): one method for every command, attributes as blittable structures.</summary>
internal static unsafe class BpfSyscall
{
    private const int MaxAttempts = 5;

    /// <summary>Calls the kernel; answers what it answers, a failure as a negative error number.</summary>
    public static int Call<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        fixed (T* raw = &attributes)
        {
            for (int attempt = 1; ; attempt++)
            {
                long result = NativeMethods.SystemCall(NativeMethods.BpfNumber, (int)command, raw, (uint)sizeof(T));
                if (result >= 0)
                    return (int)result;
                int errno = Marshal.GetLastPInvokeError();

                // A signal (the runtime uses some) may interrupt a test run or a verification, which then asks to try again.
                bool isInterruption = errno == SyscallErrors.Interrupted || (errno == SyscallErrors.TryAgain && command == BpfCommand.ProgramLoad);
                if (!isInterruption || attempt == MaxAttempts)
                    return -errno;
            }
        }
    }

    /// <summary>Calls the kernel for a new descriptor.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static BpfHandle Open<T>(string doing, BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        int fd = Call(command, ref attributes);
        return fd >= 0 ? new BpfHandle(fd) : throw new BpfSyscallException(doing, command, -fd);
    }

    /// <summary>Reads what the kernel says about an object.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static T Info<T>(string doing, BpfHandle handle)
        where T : unmanaged
    {
        T info = default;
        Info(doing, handle, ref info);
        return info;
    }

    /// <summary>Reads what the kernel says about an object, into a structure that may say where arrays go.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static void Info<T>(string doing, BpfHandle handle, ref T info)
        where T : unmanaged
    {
        int result = TryInfo(handle, ref info);
        if (result < 0)
            throw new BpfSyscallException(doing, BpfCommand.ObjectGetInfoByFileDescriptor, -result);
    }

    /// <summary>Reads what the kernel says about an object; a failure as a negative error number.</summary>
    public static int TryInfo<T>(BpfHandle handle, ref T info)
        where T : unmanaged
    {
        fixed (T* pointer = &info)
        {
            var attributes = new ObjectInfoAttributes { Fd = (uint)handle.FileDescriptor, InfoLength = (uint)sizeof(T), Info = pointer };
            return Call(BpfCommand.ObjectGetInfoByFileDescriptor, ref attributes);
        }
    }

    /// <summary>
    /// Writes a name into the 16 bytes the kernel keeps: at most 15 characters, and only letters, digits, <c>_</c> and <c>.</c>
    /// (kernel/bpf/syscall.c, bpf_obj_name_cpy); others become <c>_</c>.
    /// </summary>
    public static void CopyName(string name, byte* destination)
    {
        for (int i = 0; i < Math.Min(name.Length, 15); i++)
            destination[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '_' or '.' ? (byte)name[i] : (byte)'_';
    }

    /// <summary>Reads a name back.</summary>
    public static string ReadName(byte* name) => Marshal.PtrToStringUTF8((nint)name) ?? "";
}
