// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Linux.Tests.Infrastructure;

namespace Hornet.Linux.Tests.XdpSockets;

/// <summary>A pair of interfaces with an AF_XDP socket, number 0 of a redirecting program, at the right end and a packet socket at the left one.</summary>
internal sealed class XdpBench : IDisposable
{
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(30);

    private XdpBench(VethPair pair, XdpUmem memory, XdpSocket socket, RedirectProgram program, PacketSocket peer)
    {
        Pair = pair;
        Memory = memory;
        Socket = socket;
        Program = program;
        Peer = peer;
    }

    public VethPair Pair { get; }

    public XdpUmem Memory { get; }

    public XdpSocket Socket { get; }

    public RedirectProgram Program { get; }

    public PacketSocket Peer { get; }

    public static XdpBench Create(XdpUmemOptions? memory = null, XdpSocketOptions? socket = null, XdpMode mode = XdpMode.Native, int mtu = 1500)
    {
        VethPair pair = VethPair.Create(isQuiet: true);
        XdpUmem? umem = null;
        XdpSocket? bound = null;
        RedirectProgram? program = null;
        try
        {
            if (mtu != 1500)
            {
                foreach (VethPair.End end in (ReadOnlySpan<VethPair.End>)[pair.Left, pair.Right])
                    end.Namespace.Execute("ip", "link", "set", end.Name, "mtu", mtu.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            umem = XdpUmem.Create(memory ?? new XdpUmemOptions { FrameCount = 256 });
            bound = Open(pair.Right, umem, socket);
            program = RedirectProgram.Attach(pair.Right, mode, isMultiBuffer: socket?.IsMultiBuffer ?? false);
            program.Add(0, bound);
            return new XdpBench(pair, umem, bound, program, PacketSocket.Open(pair.Left));
        }
        catch
        {
            program?.Dispose();
            bound?.Dispose();
            umem?.Dispose();
            pair.Dispose();
            throw;
        }
    }

    /// <summary>A socket at an end.</summary>
    public static XdpSocket Open(VethPair.End end, XdpUmem memory, XdpSocketOptions? options = null, int queue = 0) =>
        end.Namespace.Run(() => XdpSocket.Create(memory, end.Name, queue, options));

    /// <summary>Waits for frames and answers copies of them.</summary>
    public static List<byte[]> Receive(XdpSocket socket, int count)
    {
        var frames = new List<byte[]>();
        long start = Stopwatch.GetTimestamp();
        while (frames.Count < count && Stopwatch.GetElapsedTime(start) < Patience)
        {
            if (socket.Wait(Soon))
                socket.Receive(frame => Keep(frame, frames));
        }

        frames.Count.ShouldBe(count);
        return frames;

        static XdpFrameAction Keep(XdpFrame frame, List<byte[]> frames)
        {
            frame.IsContinued.ShouldBeFalse();
            frames.Add(frame.Data.ToArray());
            return XdpFrameAction.Release;
        }
    }

    /// <summary>A frame from the left end to the right one; its payload begins with the number of the socket.</summary>
    public byte[] Frame(int number, int mark = 0, int length = 60)
    {
        byte[] payload = new byte[length - PacketSocket.HeaderLength];
        payload[0] = (byte)number;
        for (int i = 1; i < payload.Length; i++)
            payload[i] = (byte)(mark + i);
        return PacketSocket.Frame(Pair.Left, Pair.Right, payload);
    }

    /// <summary>A frame from the right end to the left one.</summary>
    public byte[] FrameBack(int mark, int length = 60)
    {
        byte[] payload = new byte[length - PacketSocket.HeaderLength];
        for (int i = 0; i < payload.Length; i++)
            payload[i] = (byte)(mark + i);
        return PacketSocket.Frame(Pair.Right, Pair.Left, payload);
    }

    public void Dispose()
    {
        Peer.Dispose();
        Program.Dispose();
        Socket.Dispose();
        Memory.Dispose();
        Pair.Dispose();
    }
}
