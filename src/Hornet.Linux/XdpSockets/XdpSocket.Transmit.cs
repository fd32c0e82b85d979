// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Sending.</content>
public sealed unsafe partial class XdpSocket
{
    // Descriptors behind the last one that the kernel may see, and how many of them a handler of received frames put there.
    private uint _reserved;
    private uint _forwarded;

    /// <summary>How many submitted frames the kernel has not begun to send; <see cref="Submit"/> wakes it for them again.</summary>
    public int Pending
    {
        get
        {
            lock (_transmitGate)
            {
                Check();
                return (int)(_transmit?.Pending ?? 0);
            }
        }
    }

    /// <summary>Sends a copy of a frame; for many, <see cref="TryReserve"/> and one <see cref="Submit"/> are faster.</summary>
    /// <param name="frame">The frame, from its link-layer header on.</param>
    /// <returns>False when the transmit ring is full or no frame is free: then frames that were sent are not back yet.</returns>
    /// <exception cref="ArgumentException">It is empty, or larger than the memory's frames.</exception>
    /// <exception cref="InvalidOperationException">The socket cannot send.</exception>
    /// <exception cref="SystemCallException">The interface was removed or is down.</exception>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        lock (_transmitGate)
        {
            if (!TryReserve(frame.Length, out Span<byte> room))
                return false;
            frame.CopyTo(room);
            Submit();
            return true;
        }
    }

    /// <summary>Reserves a frame to be written in place. It and those reserved before it are sent by <see cref="Submit"/>.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="frame">The frame, from its link-layer header on; it has old bytes in it. Valid until <see cref="Submit"/>.</param>
    /// <param name="isContinued">Whether the packet goes on in the frame reserved next (<see cref="XdpSocketOptions.IsMultiBuffer"/>).</param>
    /// <returns>False when the transmit ring is full or no frame is free: then frames that were sent are not back yet.</returns>
    /// <exception cref="ArgumentException">The length is not from 1 to the size of the memory's frames.</exception>
    /// <exception cref="InvalidOperationException">The socket cannot send, or not in several frames.</exception>
    public bool TryReserve(int length, out Span<byte> frame, bool isContinued = false)
    {
        if (length < 1 || length > Memory.Options.FrameSize)
            throw new ArgumentException($"A frame to send has from 1 to {Memory.Options.FrameSize} bytes, not {length}.", nameof(length));
        if (isContinued && !Options.IsMultiBuffer)
            throw new InvalidOperationException("The socket was not made for packets of several frames (XdpSocketOptions.IsMultiBuffer).");
        lock (_transmitGate)
        {
            Check();
            XdpRing<XdpDescriptor> ring = TransmitRing();
            frame = default;
            if (ring.Free <= _reserved)
                return false;
            if (!Memory.TryTake(Queue, out int taken) && (Complete() == 0 || !Memory.TryTake(Queue, out taken)))
                return false;
            ulong address = Memory.AddressOf(taken);
            ring[ring.Produced + _reserved] = new XdpDescriptor { Address = address, Length = (uint)length, Options = isContinued ? XdpDescriptor.Continued : 0 };
            _reserved++;
            frame = Memory.Bytes(address, (uint)length);
            return true;
        }
    }

    /// <summary>
    /// Sends the reserved frames, and wakes the kernel if it wants that. What it does not take at once (because the interface's own queue is full) stays
    /// <see cref="Pending"/> until the next call.
    /// </summary>
    /// <exception cref="InvalidOperationException">The socket cannot send.</exception>
    /// <exception cref="SystemCallException">The interface was removed or is down.</exception>
    public void Submit()
    {
        lock (_transmitGate)
        {
            Check();
            XdpRing<XdpDescriptor> ring = TransmitRing();
            ring.Produce(_reserved);
            _reserved = 0;
            _forwarded = 0;
            Complete();
            WakeTransmit(ring);
        }
    }

    /// <summary>Takes back the frames that were sent, of all sockets on the queue. The other methods do so when they need frames or room.</summary>
    /// <returns>How many.</returns>
    public int Complete()
    {
        Span<int> frames = stackalloc int[BatchSize];
        int total = 0;
        lock (_transmitGate)
        lock (Queue.Gate)
        {
            Check();
            while (true)
            {
                int count = (int)Math.Min(_completion.Available, BatchSize);
                if (count == 0)
                    return total;
                uint first = _completion.Consumed;
                for (int i = 0; i < count; i++)
                    frames[i] = Memory.FrameOf(_completion[first + (uint)i]);
                _completion.Consume((uint)count);
                Memory.Give(frames[..count]);
                total += count;
            }
        }
    }

    private XdpRing<XdpDescriptor> TransmitRing() => _transmit ?? throw new InvalidOperationException("The socket was made without a transmit ring.");

    /// <summary>Puts a received frame up for sending.</summary>
    private bool TryForward(in XdpDescriptor received, bool isWhole)
    {
        if (!isWhole)
            throw new InvalidOperationException("A packet of several frames cannot be transmitted in place; copy it into reserved frames.");
        lock (_transmitGate)
        {
            XdpRing<XdpDescriptor> ring = TransmitRing();
            if (_reserved != _forwarded)
                throw new InvalidOperationException("Frames are reserved and not submitted; submit them before received ones are transmitted.");
            if (ring.Free <= _reserved)
                return false;
            ring[ring.Produced + _reserved] = new XdpDescriptor { Address = received.Address, Length = received.Length };
            _reserved++;
            _forwarded++;
            return true;
        }
    }

    /// <summary>Sends what handlers put up for it.</summary>
    private void Publish()
    {
        lock (_transmitGate)
        {
            if (_forwarded > 0)
                Submit();
        }
    }

    /// <summary>Wakes the kernel until it has taken all, or takes no more: with copying it takes some dozens at a time (net/xdp/xsk.c).</summary>
    private void WakeTransmit(XdpRing<XdpDescriptor> ring)
    {
        while (ring.Pending is var before and > 0 && (!Options.UseNeedWakeup || ring.NeedsWakeup))
        {
            nint result = NativeMethods.SendTo(Handle.FileDescriptor, null, 0, NativeMethods.MessageDoNotWait, null, 0);
            int errno = result < 0 ? Marshal.GetLastPInvokeError() : 0;
            switch (errno)
            {
                case 0 when IsZeroCopy:
                    return;
                case SyscallErrors.NoDeviceOrAddress or SyscallErrors.NetworkDown:
                    LearnFailure();
                    throw Failed("sending through", "sendto", errno);
                case 0 or SyscallErrors.TryAgain or SyscallErrors.Busy or SyscallErrors.NoBufferSpace:
                    // It may have stopped because the completion ring was full.
                    if (Complete() == 0 && ring.Pending == before)
                        return;
                    break;
                case SyscallErrors.Interrupted:
                    break;
                default:
                    throw Failed("sending through", "sendto", errno);
            }
        }
    }
}
