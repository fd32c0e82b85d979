// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// BPF tokens (Linux 6.9): a BPF file system that a privileged process mounted with <c>delegate_cmds</c>, <c>delegate_maps</c>,
/// <c>delegate_progs</c> and <c>delegate_attachs</c> in a user namespace gives a process there the right to those commands.
/// </summary>
public static class BpfToken
{
    /// <summary>Makes a token, for <see cref="ProgramLoadOptions.Token"/> and the like.</summary>
    /// <param name="path">The root of the BPF file system that delegates.</param>
    /// <exception cref="BpfSyscallException">The kernel refused: EOPNOTSUPP in the initial user namespace, ENOENT when nothing is delegated, EPERM without CAP_BPF in the namespace.</exception>
    /// <exception cref="SystemCallException">The folder cannot be opened.</exception>
    public static BpfHandle Create(string path = BpfFileSystem.DefaultPath)
    {
        using SafeHandle folder = OpenedFile.Folder(path);
        var attributes = new TokenCreateAttributes { FileSystemFd = (uint)folder.DangerousGetHandle() };
        return BpfSyscall.Open($"making a BPF token from {path}", BpfCommand.TokenCreate, ref attributes);
    }
}
