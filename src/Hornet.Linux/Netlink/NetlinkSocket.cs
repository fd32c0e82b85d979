// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>
/// A conversation with the kernel's networking (<c>NETLINK_ROUTE</c>) about the network namespace of the thread that opened it. The kernel answers
/// while the request is sent, so nothing here waits for long.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int RouteProtocol = 0;
    private const int CapAcknowledgement = 10, ExtendedAcknowledgement = 11;

    // The kernel's messages are at most 32 KiB where the reader takes as much (net/netlink/af_netlink.c, netlink_dump).
    private const int BufferLength = 64 * 1024;
    private const int DumpAttempts = 20;

    /// <summary><c>RTMGRP_LINK</c>.</summary>
    private const uint LinkGroup = 1;

    private readonly BpfHandle _handle;
    private uint _sequence;

    private NetlinkSocket(BpfHandle handle) => _handle = handle;

    private delegate void Handler(NetlinkMessage message);

    /// <summary>The descriptor; readable when there is something to hear.</summary>
    public int FileDescriptor => _handle.FileDescriptor;

    /// <summary>Opens a conversation about the calling thread's network namespace.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetlinkSocket Open() => Open(groups: 0);

    /// <summary>Listens for changes of the interfaces in the calling thread's network namespace.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetlinkSocket OpenLinkMonitor() => Open(LinkGroup);

    /// <summary>Has the kernel change something.</summary>
    /// <param name="doing">What is being done, for the error.</param>
    /// <param name="request">The request.</param>
    /// <param name="hint">The likely cause of an error number and what to try, or an empty text.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Change(string doing, NetlinkRequest request, Func<int, string>? hint = null) => Exchange(doing, request, _ => { }, hint);

    /// <summary>Reads one thing, or what the kernel says of a change when the request asks for that; null when it says nothing.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public T? Get<T>(string doing, NetlinkRequest request, NetlinkMessage.Reader<T> read, Func<int, string>? hint = null)
        where T : class
    {
        T? result = null;
        Exchange(doing, request, message => result ??= read(message), hint);
        return result;
    }

    /// <summary>Reads a list; again when it changed while it was read.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or the list never stood still.</exception>
    public List<T> Dump<T>(string doing, NetlinkRequest request, NetlinkMessage.Reader<T> read)
        where T : class
    {
        for (int attempt = 1; attempt <= DumpAttempts; attempt++)
        {
            var result = new List<T>();
            bool isConsistent = Exchange(doing, request, Collect, null);
            if (isConsistent)
                return result;

            void Collect(NetlinkMessage message)
            {
                if (read(message) is T item)
                    result.Add(item);
            }
        }

        throw new NetlinkException(doing, NetlinkMessageTypes.Name(request.Type), SyscallErrors.Interrupted, "",
            $"what is listed changed during each of {DumpAttempts} attempts to read it; try again when the network's set-up is calmer");
    }

    /// <summary>Forgets what was heard so far, without waiting for more.</summary>
    public void Drain()
    {
        // The length of a message does not matter, and that some were lost (ENOBUFS) neither: the question is only whether something happened.
        byte one;
        while (NativeMethods.ReceiveFrom(_handle.FileDescriptor, &one, 1, NativeMethods.MessageDoNotWait, null, null) >= 0
            || Marshal.GetLastPInvokeError() is SyscallErrors.Interrupted or SyscallErrors.NoBufferSpace)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static NetlinkSocket Open(uint groups)
    {
        const string Doing = "opening a netlink socket";
        int fd = NativeMethods.Socket(NativeMethods.NetlinkFamily, NativeMethods.RawSocketCloseOnExec, RouteProtocol);
        if (fd < 0)
            throw new SystemCallException(Doing, "socket(AF_NETLINK)", Marshal.GetLastPInvokeError());
        var handle = new BpfHandle(fd);
        var address = new NetlinkAddress { Family = NativeMethods.NetlinkFamily, Groups = groups };
        if (NativeMethods.Bind(fd, &address, (uint)sizeof(NetlinkAddress)) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw new SystemCallException(Doing, "bind(AF_NETLINK)", errno);
        }

        // Kernels before 4.12 have no words for errors; their numbers are all there is then.
        int on = 1;
        _ = NativeMethods.SetSocketOption(fd, NativeMethods.NetlinkLevel, ExtendedAcknowledgement, &on, sizeof(int));
        _ = NativeMethods.SetSocketOption(fd, NativeMethods.NetlinkLevel, CapAcknowledgement, &on, sizeof(int));
        return new NetlinkSocket(handle);
    }

    /// <summary>Sends a request and hears the kernel out; answers whether the list it told is consistent.</summary>
    private bool Exchange(string doing, NetlinkRequest request, Handler handler, Func<int, string>? hint)
    {
        uint sequence = ++_sequence;
        Send(doing, request, sequence);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            bool isConsistent = true;
            while (!Hear(doing, request, sequence, buffer.AsSpan(0, Receive(doing, buffer)), handler, hint, ref isConsistent))
            {
            }

            return isConsistent;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Send(string doing, NetlinkRequest request, uint sequence)
    {
        ReadOnlySpan<byte> bytes = request.ToBytes(sequence);
        fixed (byte* pointer = bytes)
        {
            var kernel = new NetlinkAddress { Family = NativeMethods.NetlinkFamily };
            while (NativeMethods.SendTo(_handle.FileDescriptor, pointer, (nuint)bytes.Length, 0, &kernel, (uint)sizeof(NetlinkAddress)) < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != SyscallErrors.Interrupted)
                    throw new SystemCallException(doing, "sendto(AF_NETLINK)", errno);
            }
        }
    }

    private int Receive(string doing, byte[] buffer)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                nint length = NativeMethods.ReceiveFrom(_handle.FileDescriptor, pointer, (nuint)buffer.Length, NativeMethods.MessageTruncate, null, null);
                if (length >= 0 && length <= buffer.Length)
                    return (int)length;
                int errno = length < 0 ? Marshal.GetLastPInvokeError() : SyscallErrors.MessageTooLong;
                if (errno != SyscallErrors.Interrupted)
                    throw new SystemCallException(doing, "recvfrom(AF_NETLINK)", errno);
            }
        }
    }

    /// <summary>Goes through the messages of one datagram; answers whether the last one ends the exchange.</summary>
    private static bool Hear(string doing, NetlinkRequest request, uint sequence, ReadOnlySpan<byte> datagram, Handler handler,
        Func<int, string>? hint, ref bool isConsistent)
    {
        int headerLength = Unsafe.SizeOf<NetlinkHeader>();
        while (MemoryMarshal.TryRead(datagram, out NetlinkHeader header) && header.Length >= headerLength && header.Length <= datagram.Length)
        {
            ReadOnlySpan<byte> payload = datagram[headerLength..(int)header.Length];
            datagram = datagram[Math.Min(datagram.Length, (int)((header.Length + 3) & ~3u))..];
            if (header.Sequence != sequence)
                continue;
            isConsistent &= (header.Flags & NetlinkFlags.DumpInterrupted) == 0;
            if (header.Type is NetlinkMessageTypes.Error or NetlinkMessageTypes.Done)
            {
                Judge(doing, request, header, payload, hint);
                return true;
            }

            handler(new NetlinkMessage(header.Type, payload));
        }

        return false;
    }

    /// <summary>Throws what an acknowledgement or the end of a list says went wrong.</summary>
    private static void Judge(string doing, NetlinkRequest request, NetlinkHeader header, ReadOnlySpan<byte> payload, Func<int, string>? hint)
    {
        // The end of a list has no number on kernels that had nothing to say.
        int error = payload.Length < sizeof(int) ? 0 : MemoryMarshal.Read<int>(payload);
        if (error >= 0)
            return;

        // An acknowledgement repeats the request behind the number, or only its header.
        int repeated = header.Type == NetlinkMessageTypes.Done ? 0
            : (header.Flags & NetlinkFlags.Capped) != 0 ? Unsafe.SizeOf<NetlinkHeader>()
            : (int)((MemoryMarshal.Read<NetlinkHeader>(payload[sizeof(int)..]).Length + 3) & ~3u);
        string words = "";
        if ((header.Flags & NetlinkFlags.HasAttributes) != 0 && payload.Length > sizeof(int) + repeated)
        {
            var attributes = new NetlinkAttributes(payload[(sizeof(int) + repeated)..]);
            if (attributes.TryFind(AcknowledgementAttributes.Message, out NetlinkAttribute message))
                words = message.Text;
            else if (attributes.TryFind(AcknowledgementAttributes.MissingType, out NetlinkAttribute missing))
                words = $"attribute {missing.Read<uint>()} is missing";
            else if (attributes.TryFind(AcknowledgementAttributes.Offset, out NetlinkAttribute offset))
                words = $"it does not accept the attribute at byte {offset.Read<uint>()}";
        }

        throw new NetlinkException(doing, NetlinkMessageTypes.Name(request.Type), -error, words, hint?.Invoke(-error) ?? "");
    }
}
