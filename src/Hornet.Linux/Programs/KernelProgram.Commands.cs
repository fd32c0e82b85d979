// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <content>Further commands on a loaded program.</content>
public sealed unsafe partial class KernelProgram
{
    private const int StreamRoom = 64 * 1024;

    /// <summary>Ties a map's life to the program's, though no instruction uses it (<c>BPF_PROG_BIND_MAP</c>, Linux 5.10).</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public void Bind(KernelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var attributes = new ProgramBindMapAttributes { ProgramFd = (uint)Handle.FileDescriptor, MapFd = (uint)map.Handle.FileDescriptor };
        int result = BpfSyscall.Call(BpfCommand.ProgramBindMap, ref attributes);
        if (result < 0)
            throw new BpfSyscallException($"binding the map \"{map.Name}\" to the program \"{Name}\"", BpfCommand.ProgramBindMap, -result);
    }

    /// <summary>
    /// Takes what the program has written into one of its streams since the last time (<c>BPF_PROG_STREAM_READ_BY_FD</c>, Linux 6.17). It does not wait:
    /// an empty answer means that there is nothing.
    /// </summary>
    /// <param name="stream">Which stream.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public byte[] ReadStream(ProgramStream stream)
    {
        using var all = new MemoryStream();
        byte[] room = new byte[StreamRoom];
        fixed (byte* pointer = room)
        {
            while (true)
            {
                var attributes = new StreamReadAttributes { Buffer = pointer, BufferLength = StreamRoom, StreamId = (uint)stream, ProgramFd = (uint)Handle.FileDescriptor };
                int count = BpfSyscall.Call(BpfCommand.ProgramStreamReadByFileDescriptor, ref attributes);
                if (count < 0)
                    throw new BpfSyscallException($"reading what the program \"{Name}\" has written", BpfCommand.ProgramStreamReadByFileDescriptor, -count);
                if (count == 0)
                    return all.ToArray();
                all.Write(room, 0, count);
            }
        }
    }
}
