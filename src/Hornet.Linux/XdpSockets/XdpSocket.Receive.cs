// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Receiving.</content>
public sealed unsafe partial class XdpSocket
{
    private bool _isHandling;
    private bool _isInsidePacket;

    /// <summary>How many received frames wait for <see cref="Receive(XdpFrameHandler, int)"/>.</summary>
    public int Available
    {
        get
        {
            lock (_receiveGate)
            {
                Check();
                return (int)(_receive?.Available ?? 0);
            }
        }
    }

    /// <summary>Handles the received frames that are there, without waiting, and gives the kernel empty ones for them.</summary>
    /// <param name="handler">Called for each frame. An exception of it comes out; its frame is released, those behind it stay.</param>
    /// <param name="maximum">The most frames to handle.</param>
    /// <returns>How many frames were handled.</returns>
    /// <exception cref="InvalidOperationException">
    /// The socket cannot receive, or the handler calls this method; or it transmits a part of a packet of several frames, or a frame while others are
    /// reserved and not submitted.
    /// </exception>
    /// <exception cref="SystemCallException">The kernel refused to be woken.</exception>
    public int Receive(XdpFrameHandler handler, int maximum = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Receive(static (frame, handler) => handler(frame), handler, maximum);
    }

    /// <summary>Handles the received frames that are there, without waiting, and gives the kernel empty ones for them.</summary>
    /// <typeparam name="TState">What is handed through to the handler.</typeparam>
    /// <param name="handler">Called for each frame. An exception of it comes out; its frame is released, those behind it stay.</param>
    /// <param name="state">Handed through to the handler.</param>
    /// <param name="maximum">The most frames to handle.</param>
    /// <returns>How many frames were handled.</returns>
    /// <exception cref="InvalidOperationException">
    /// The socket cannot receive, or the handler calls this method; or it transmits a part of a packet of several frames, or a frame while others are
    /// reserved and not submitted.
    /// </exception>
    /// <exception cref="SystemCallException">The kernel refused to be woken.</exception>
    public int Receive<TState>(XdpFrameHandler<TState> handler, TState state, int maximum = int.MaxValue)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        lock (_receiveGate)
        {
            Check();
            XdpRing<XdpDescriptor> ring = _receive ?? throw new InvalidOperationException("The socket was made without a receive ring.");
            if (_isHandling)
                throw new InvalidOperationException("A handler of received frames cannot receive from its socket.");
            if (Options.BusyPoll is not null && ring.Available == 0)
                _ = NativeMethods.ReceiveFrom(Handle.FileDescriptor, null, 0, NativeMethods.MessageDoNotWait, null, null);
            int count = (int)Math.Min(ring.Available, (uint)maximum);
            int handled = 0;
            while (handled < count)
                handled += HandleBatch(ring, handler, state, Math.Min(BatchSize, count - handled));
            if (handled > 0)
                Publish();
            WakeReceive();
            return handled;
        }
    }

    /// <summary>Gives the kernel the frames that it is to have in the beginning.</summary>
    private void FillFirst()
    {
        if (_receive is null)
            return;
        lock (Queue.Gate)
        {
            int wanted = Options.ReceiveFrames < 0 ? (Memory.FreeFrames + 1) / 2 : Options.ReceiveFrames;
            if (Queue.Target == 0)
                Queue.Target = Math.Min(wanted, Queue.FillRingSize);
        }

        Refill([]);
        WakeReceive();
    }

    private int HandleBatch<TState>(XdpRing<XdpDescriptor> ring, XdpFrameHandler<TState> handler, TState state, int count)
        where TState : allows ref struct
    {
        Span<int> released = stackalloc int[BatchSize];
        int releasedCount = 0;
        int handled = 0;
        _isHandling = true;
        try
        {
            uint first = ring.Consumed;
            while (handled < count)
            {
                XdpDescriptor descriptor = ring[first + (uint)handled++];
                bool isContinued = (descriptor.Options & XdpDescriptor.Continued) != 0;
                bool isWhole = !isContinued && !_isInsidePacket;
                _isInsidePacket = isContinued;
                released[releasedCount++] = Memory.FrameOf(descriptor.Address);
                XdpFrameAction action = handler(new XdpFrame(Memory.Bytes(descriptor.Address, descriptor.Length), isContinued), state);
                if (action == XdpFrameAction.Transmit && TryForward(descriptor, isWhole))
                    releasedCount--;
            }
        }
        finally
        {
            _isHandling = false;
            ring.Consume((uint)handled);
            lock (Queue.Gate)
                Queue.Outstanding -= handled;
            Refill(released[..releasedCount]);
        }

        return handled;
    }

    /// <summary>Gives the kernel frames to receive into, first the given ones, until it has as many as it is to have; frees what is more.</summary>
    private void Refill(ReadOnlySpan<int> released)
    {
        Span<int> more = stackalloc int[BatchSize];
        lock (Queue.Gate)
        {
            int wanted = Math.Min(Queue.Target - Queue.Outstanding, (int)_fill.Free);
            int given = Math.Clamp(wanted, 0, released.Length);
            Put(released[..given]);
            Memory.Give(released[given..]);
            wanted -= given;
            while (wanted > 0)
            {
                int taken = Memory.Take(Queue, more[..Math.Min(wanted, more.Length)]);
                if (taken == 0)
                    break;
                Put(more[..taken]);
                wanted -= taken;
            }
        }
    }

    /// <summary>Puts frames into the fill ring, which has room.</summary>
    private void Put(ReadOnlySpan<int> frames)
    {
        uint next = _fill.Produced;
        foreach (int frame in frames)
            _fill[next++] = Memory.AddressOf(frame);
        _fill.Produce((uint)frames.Length);
        Queue.Outstanding += frames.Length;
    }

    /// <summary>Wakes the kernel when it waits for empty frames.</summary>
    private void WakeReceive()
    {
        if (!Options.UseNeedWakeup || !_fill.NeedsWakeup)
            return;
        var descriptor = new PollDescriptor { Descriptor = Handle.FileDescriptor, Events = PollDescriptor.Readable };
        if (NativeMethods.Poll(&descriptor, 1, 0) >= 0)
            return;
        int errno = Marshal.GetLastPInvokeError();
        if (errno != SyscallErrors.Interrupted)
            throw Failed("waking the kernel to receive for", "poll", errno);
    }
}
