// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.Bytecode.Classic;

namespace Hornet.Linux.Tests;

/// <summary>Two datagram sockets; what arrives at one has passed the filter.</summary>
internal sealed class FilteredSockets : IDisposable
{
    private const int SolSocket = 1;
    private const int AttachFilter = 26;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.socket");
    private readonly Socket _receiver = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Socket _sender = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[4096];

    public FilteredSockets()
    {
        _receiver.Bind(new UnixDomainSocketEndPoint(_path));
        _sender.Connect(new UnixDomainSocketEndPoint(_path));
        _receiver.Blocking = false;
    }

    public unsafe bool TryAttach(ClassicInstruction[] program)
    {
        fixed (ClassicInstruction* filter = program)
        {
            // struct sock_fprog: the number of instructions and, aligned to 8 bytes, where they are.
            Span<byte> argument = stackalloc byte[16];
            argument.Clear();
            BitConverter.TryWriteBytes(argument, (ushort)program.Length);
            BitConverter.TryWriteBytes(argument[8..], (ulong)filter);
            try
            {
                _receiver.SetRawSocketOption(SolSocket, AttachFilter, argument);
                return true;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.InvalidArgument)
            {
                return false;
            }
        }
    }

    public int Pass(byte[] packet)
    {
        _sender.Send(packet);
        return _receiver.Available == 0 && !_receiver.Poll(0, SelectMode.SelectRead) ? 0 : _receiver.Receive(_buffer);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        File.Delete(_path);
    }
}
