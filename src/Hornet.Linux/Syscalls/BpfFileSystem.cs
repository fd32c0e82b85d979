// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The BPF file system, in which programs, maps and links outlive their process under a path.</summary>
public static unsafe class BpfFileSystem
{
    /// <summary>Where it is by convention: <c>/sys/fs/bpf</c>.</summary>
    public const string DefaultPath = "/sys/fs/bpf";

    // linux/magic.h, BPF_FS_MAGIC.
    private const long Magic = 0xcafe4a11;
    private const uint PathIsRelative = 1 << 14; // BPF_F_PATH_FD

    /// <summary>Whether a path is in a BPF file system.</summary>
    /// <param name="path">A path that exists.</param>
    /// <exception cref="SystemCallException">The path cannot be looked at.</exception>
    public static bool Contains(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // struct statfs is 120 bytes on 64-bit machines; its first field is the type.
        long* buffer = stackalloc long[32];
        return NativeMethods.FileSystemStatus(path, buffer) == 0
            ? (*buffer & 0xffffffff) == Magic
            : throw new SystemCallException($"looking at {path}", "statfs", Marshal.GetLastPInvokeError());
    }

    /// <summary>Pins an object (<c>BPF_OBJ_PIN</c>).</summary>
    /// <param name="path">The path; its folder must exist in a BPF file system, the file must not.</param>
    /// <param name="handle">The object.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <param name="folder">A descriptor of the folder that <paramref name="path"/> is relative to (Linux 6.5), or null.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static void Pin(string path, BpfHandle handle, string what = "a BPF object", SafeHandle? folder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(handle);
        fixed (byte* pathBytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var attributes = new ObjectPathAttributes { Path = pathBytes, Fd = (uint)handle.FileDescriptor };
            SetFolder(ref attributes, folder);
            int result = BpfSyscall.Call(BpfCommand.ObjectPin, ref attributes);
            if (result < 0)
                throw new BpfSyscallException($"pinning {what} at {path}", BpfCommand.ObjectPin, -result, likelyCause: folder is null ? WhyNotPinned(path, -result) : "");
        }
    }

    /// <summary>Removes a pin. The object goes with it when nothing else refers to it.</summary>
    /// <param name="path">The pin.</param>
    /// <exception cref="BpfException">The path is not in a BPF file system, or nothing is there.</exception>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    public static void Unpin(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new BpfException($"Removing the pin {path}: there is no such file.");
        if (!Contains(path))
            throw new BpfException($"Removing the pin {path}: it is not in a BPF file system, so it is no pin; nothing was deleted.");
        File.Delete(path);
    }

    /// <summary>What is pinned under a path.</summary>
    /// <param name="path">The pin.</param>
    /// <exception cref="BpfSyscallException">The kernel refused, or nothing is pinned there.</exception>
    public static PinnedKind KindOf(string path)
    {
        using BpfHandle handle = Open(path);
        return KindOf(handle);
    }

    /// <summary>Opens what is pinned under a path (<c>BPF_OBJ_GET</c>).</summary>
    /// <param name="path">The pin.</param>
    /// <param name="access">What the descriptor is for; only maps can be opened for less than everything.</param>
    /// <param name="folder">A descriptor of the folder that <paramref name="path"/> is relative to (Linux 6.5), or null.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static BpfHandle Open(string path, PinAccess access = PinAccess.ReadWrite, SafeHandle? folder = null)
    {
        int fd = TryOpen(path, access, folder);
        return fd >= 0 ? new BpfHandle(fd) : throw new BpfSyscallException($"opening {path}", BpfCommand.ObjectGet, -fd);
    }

    /// <summary>Opens what is pinned under a path, and checks what it is.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="BpfException">Something else is pinned there.</exception>
    internal static BpfHandle Open(string path, PinnedKind wanted, PinAccess access = PinAccess.ReadWrite)
    {
        BpfHandle handle = Open(path, access);
        PinnedKind found = KindOf(handle);
        if (found == wanted)
            return handle;
        handle.Dispose();
        throw new BpfException($"Opening {path}: a {Word(found)} is pinned there, not a {Word(wanted)}.");
    }

    /// <summary>Opens what is pinned under a path; a failure as a negative error number.</summary>
    internal static int TryOpen(string path, PinAccess access = PinAccess.ReadWrite, SafeHandle? folder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        fixed (byte* pathBytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var attributes = new ObjectPathAttributes { Path = pathBytes, FileFlags = (uint)access };
            SetFolder(ref attributes, folder);
            return BpfSyscall.Call(BpfCommand.ObjectGet, ref attributes);
        }
    }

    /// <summary>What stands in the way of a pin; an empty text where nothing is seen.</summary>
    internal static string WhyNotPinned(string path, int errno)
    {
        string parent = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (!Directory.Exists(parent))
            return $"the folder {parent} does not exist; create it in a BPF file system";
        if (!Contains(parent))
            return $"{parent} is not in a BPF file system; mount one (mount -t bpf bpf {DefaultPath}), or choose a path in it";
        if (errno == SyscallErrors.ReadOnlyFileSystem)
            return $"the BPF file system at {parent} is mounted read-only; mount it again (mount -o remount,rw {parent})";
        if (Path.GetFileName(path).Contains('.', StringComparison.Ordinal))
            return "names in a BPF file system have no dots";
        return File.Exists(path) ? $"{path} is there already" : "";
    }

    private static void SetFolder(ref ObjectPathAttributes attributes, SafeHandle? folder)
    {
        if (folder is null)
            return;
        attributes.PathFd = (int)folder.DangerousGetHandle();
        attributes.FileFlags |= PathIsRelative;
    }

    // The kernel gives each kind of object an anonymous file of its own name (kernel/bpf/syscall.c).
    private static PinnedKind KindOf(BpfHandle handle)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.FileDescriptor}");
        string name = File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name ?? "";
        return name switch
        {
            _ when name.Contains("bpf-map", StringComparison.Ordinal) => PinnedKind.Map,
            _ when name.Contains("bpf-prog", StringComparison.Ordinal) => PinnedKind.Program,
            _ when name.Contains("bpf_link", StringComparison.Ordinal) || name.Contains("bpf-link", StringComparison.Ordinal) => PinnedKind.Link,
            _ => PinnedKind.Unknown,
        };
    }

    private static string Word(PinnedKind kind) => kind switch
    {
        PinnedKind.Map => "map",
        PinnedKind.Program => "program",
        PinnedKind.Link => "link",
        _ => "thing of another kind",
    };
}
