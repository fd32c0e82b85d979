// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>File systems and files.</content>
internal static unsafe partial class NativeMethods
{
    /// <param name="path">A path in the file system.</param>
    /// <param name="status">Room for <c>struct statfs</c>: 120 bytes on 64-bit machines.</param>
    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileSystemStatus(string path, void* status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenFile(string path, int flags);
}
