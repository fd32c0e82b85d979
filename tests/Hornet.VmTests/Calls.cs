// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Runtime.InteropServices;

namespace Hornet.VmTests;

/// <summary>System calls that tests make to cause events, each exactly one; the answer is the error number, 0 for success.</summary>
internal static partial class Calls
{
    public const int NotPermitted = 1, NoEntry = 2, NoProcess = 3, AccessDenied = 13;

    public static int Unlink(string path) => Answer(UnlinkNative(path));

    public static int MakeFolder(string path) => Answer(MakeFolderNative(path, 0b111_101_000)); // 0750

    public static int RemoveFolder(string path) => Answer(RemoveFolderNative(path));

    public static int Bind(SafeHandle socket, SocketAddress address) => Answer(BindNative(socket, address.Buffer.Span, (uint)address.Size));

    public static int Connect(SafeHandle socket, SocketAddress address) => Answer(ConnectNative(socket, address.Buffer.Span, (uint)address.Size));

    public static int GetSession(int process) => Answer(GetSessionNative(process));

    private static int Answer(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int BindNative(SafeHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int ConnectNative(SafeHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "getsid", SetLastError = true)]
    private static partial int GetSessionNative(int process);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkNative(string path);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolderNative(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveFolderNative(string path);
}
