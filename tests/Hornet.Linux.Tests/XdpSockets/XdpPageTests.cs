// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.XdpSockets;

/// <summary>The examples of docs/af-xdp.md, run for real.</summary>
public sealed class XdpPageTests
{
    private static readonly TimeSpan Patience = XdpBench.Patience;

    [Fact]
    public void The_page_shows_these_examples() =>
        DocumentationExamples.MissingFrom("docs/af-xdp.md", "tests/Hornet.Linux.Tests/XdpSockets/XdpPageTests.cs").ShouldBeEmpty();

    [KernelFact]
    public void Frames_are_received_and_answered()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using PacketSocket peer = PacketSocket.Open(pair.Left);
        byte[] frame = PacketSocket.Frame(pair.Left, pair.Right, [1, 2, 3, 4]);
        var Console = new StringWriter();
        pair.Right.Namespace.Run(() =>
        {
            // example: receive
            const string Redirect = """
                r2 = *(u32 *)(r1 + 16)      // the queue that the frame came by
                r1 = map[sockets] ll
                r3 = 2                      // XDP_PASS where the map has no socket
                call bpf_redirect_map
                exit
                """;
            using var kernel = new LinuxKernel();
            using KernelObject live = kernel.Load(BpfAssembly.Parse(Redirect, new BpfAssemblyOptions
            {
                SectionName = "xdp",
                Maps = [new MapSpec { Name = "sockets", Type = MapType.XskMap, KeySize = 4, ValueSize = 4, MaxEntries = 64 }],
            }));

            using XdpUmem memory = XdpUmem.Create();
            using XdpSocket socket = XdpSocket.Create(memory, "right", queue: 0);
            live.Maps.XdpSockets("sockets").Set(0, socket);
            using KernelLink link = live.Program("program").Attach(new XdpTarget("right"));
            // end
            peer.Send(frame);

            // example: answer
            if (socket.Wait(Patience))
            {
                int count = socket.Receive(frame =>
                {
                    frame.Data[6..12].CopyTo(frame.Data);            // back to who sent it
                    return XdpFrameAction.Transmit;
                });
                Console.WriteLine($"{count} answered");
            }
            // end
            peer.Receive(Patience)![..6].ShouldBe(frame[6..12]);
            Console.ToString().ShouldBe("1 answered\n");

            // example: send
            for (int i = 0; i < 16; i++)
            {
                if (!socket.TryReserve(frame.Length, out Span<byte> room))
                    break;                                           // all frames are on their way; Complete() takes back those that were sent
                frame.CopyTo(room);
            }

            socket.Submit();                                         // one system call, if the kernel wants one
            Console.WriteLine(socket.GetStatistics());
            // end
        });
        for (int i = 0; i < 16; i++)
            peer.Receive(Patience).ShouldBe(frame);
        Console.ToString().ShouldContain("ReceiveDropped = 0, ReceiveInvalid = 0, TransmitInvalid = 0, ReceiveRingFull = 0");
    }
}
