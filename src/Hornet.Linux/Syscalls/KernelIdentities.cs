// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The numbers under which the kernel keeps its programs, maps, links and types, and the way from a number to a descriptor.</summary>
internal static class KernelIdentities
{
    /// <summary>The numbers of one kind of object, ascending, read one at a time: objects that come and go meanwhile may be missed or seen.</summary>
    /// <param name="command">The command that answers the next number.</param>
    /// <param name="doing">What is being done, for the error.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<uint> All(BpfCommand command, string doing)
    {
        uint id = 0;
        while (true)
        {
            var attributes = new IdAttributes { Id = id };
            int result = BpfSyscall.Call(command, ref attributes);
            if (result == -SyscallErrors.NoEntry)
                yield break;
            if (result < 0)
                throw new BpfSyscallException(doing, command, -result);
            id = attributes.NextId;
            yield return id;
        }
    }

    /// <summary>Opens an object by its number.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused; ENOENT when there is none with this number.</exception>
    public static BpfHandle Open(BpfCommand command, uint id, string doing)
    {
        var attributes = new IdAttributes { Id = id };
        return BpfSyscall.Open(doing, command, ref attributes);
    }

    /// <summary>Opens an object by its number, or answers null when it is gone.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused for another reason.</exception>
    public static BpfHandle? TryOpen(BpfCommand command, uint id, string doing)
    {
        var attributes = new IdAttributes { Id = id };
        int fd = BpfSyscall.Call(command, ref attributes);
        if (fd >= 0)
            return new BpfHandle(fd);
        return fd == -SyscallErrors.NoEntry ? null : throw new BpfSyscallException(doing, command, -fd);
    }
}
