// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>One line of <c>/proc/PID/maps</c> (proc_pid_maps(5)).</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The address behind the last.</param>
/// <param name="FileOffset">Where in the file the mapping starts, bytes.</param>
/// <param name="IsExecutable">Whether its code may run.</param>
/// <param name="Device">The device of the file, <c>08:01</c>; all zero without a file.</param>
/// <param name="Inode">The file's number on the device; 0 without a file.</param>
/// <param name="Path">
/// The path in the process's own file system, without the mark of a deleted file; a name in brackets for memory of the kernel's (<c>[vdso]</c>, <c>[heap]</c>);
/// empty for other memory.
/// </param>
/// <param name="IsDeleted">Whether the file was removed or replaced since.</param>
public readonly record struct ProcessMapping(ulong Start, ulong End, ulong FileOffset, bool IsExecutable, string Device, ulong Inode, string Path, bool IsDeleted)
{
    /// <summary>Whether the memory shows a file.</summary>
    public bool IsFile => Path.StartsWith('/') && Inode != 0;

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(ulong address) => address >= Start && address < End;
}
