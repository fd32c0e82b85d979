// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The pins of an object's maps: found again, or made. Pins that a load made are removed when it fails.</summary>
internal sealed unsafe class MapPins
{
    private readonly string _folder;
    private readonly List<string> _made = [];

    /// <summary>Prepares to pin maps in a folder.</summary>
    public MapPins(string folder) => _folder = folder;

    /// <summary>Where a map is pinned. The BPF file system takes no dots in names (kernel/bpf/inode.c), so they become <c>_</c>, as in libbpf.</summary>
    public string PathOf(string map) => Path.Combine(_folder, map.Replace('.', '_'));

    /// <summary>Opens a map that was pinned before.</summary>
    /// <param name="wanted">The object's definition, adapted to this machine.</param>
    /// <returns>Null where nothing is pinned.</returns>
    /// <exception cref="BpfException">What is pinned is another kind of map, or cannot be opened.</exception>
    public KernelMap? TryReuse(MapSpec wanted)
    {
        string path = PathOf(wanted.Name);
        string doing = $"reusing the map \"{wanted.Name}\" pinned at {path}";
        int fd = BpfFileSystem.TryOpen(path);
        if (fd == -SyscallErrors.NoEntry)
            return null;
        if (fd < 0)
            throw Refused(doing, BpfCommand.ObjectGet, -fd, path);
        var handle = new BpfHandle(fd);
        try
        {
            return KernelMap.Adopt(handle, MapReuse.Check(doing, wanted, handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Pins a new map.</summary>
    /// <returns>False when another process was faster; its map is to be reused.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPin(KernelMap map)
    {
        string path = PathOf(map.Name);
        int result = Pin(path, map.Handle);
        if (result == -SyscallErrors.Exists)
            return false;
        if (result < 0)
            throw Refused($"pinning the map \"{map.Name}\" at {path}", BpfCommand.ObjectPin, -result, path);
        _made.Add(path);
        return true;
    }

    /// <summary>Removes the pins that this load made.</summary>
    public void Undo()
    {
        foreach (string path in _made)
            File.Delete(path);
        _made.Clear();
    }

    private BpfException Refused(string doing, BpfCommand command, int errno, string path)
    {
        if (!Directory.Exists(_folder))
            return new BpfException($"{doing}: the folder {_folder} does not exist. Create it in a BPF file system, or give another (KernelLoadOptions.PinPath).");
        if (!BpfFileSystem.Contains(_folder))
            return new BpfException($"{doing}: {_folder} is not in a BPF file system. Mount one (mount -t bpf bpf {BpfFileSystem.DefaultPath}), or give another folder (KernelLoadOptions.PinPath).");
        return errno == SyscallErrors.ReadOnlyFileSystem
            ? new BpfException($"{doing}: bpf({command.ToText()}) failed with {SyscallErrors.Name(errno)}: the BPF file system at {_folder} is mounted read-only; mount it again (mount -o remount,rw {_folder}), or give another folder (KernelLoadOptions.PinPath).")
            : new BpfSyscallException(doing, command, errno, likelyCause: File.Exists(path) ? $"{path} is there already" : "");
    }

    private static int Pin(string path, BpfHandle handle)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var attributes = new ObjectPathAttributes { Path = bytes, Fd = (uint)handle.FileDescriptor };
            return BpfSyscall.Call(BpfCommand.ObjectPin, ref attributes);
        }
    }
}
