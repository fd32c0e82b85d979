// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Linux.Tests.Errors;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Capture;

/// <summary>Why a capture cannot begin or go on.</summary>
public sealed class PacketCaptureFaultTests
{
    private const int NoDevice = 19, NotPermitted = 1, NetworkDown = 100;

    [KernelFact]
    public void There_is_no_such_interface()
    {
        NetlinkException error = Should.Throw<NetlinkException>(() => PacketCapture.Open("no-such-link0"));

        error.Errno.ShouldBe(NoDevice);
        error.Message.ShouldContain("capturing on \"no-such-link0\"");
    }

    [KernelFact]
    public void The_interface_is_down()
    {
        using CaptureBench bench = CaptureBench.Create();
        bench.Pair.Right.Namespace.Execute("ip", "link", "set", bench.Pair.Right.Name, "down");

        SystemCallException error = Should.Throw<SystemCallException>(() => bench.Open());

        error.Errno.ShouldBe(NetworkDown);
        error.Hint.ShouldContain("the interface is down");
    }

    [KernelFact]
    public void The_interface_goes_away_during_the_capture()
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open(new PacketCaptureOptions { BlockTimeout = TimeSpan.FromMilliseconds(5) });
        bench.Sender.Send(bench.Frame(3));
        Eventually.ShouldBe(() => capture.HasPackets, true);
        bench.Pair.Left.Namespace.Execute("ip", "link", "delete", bench.Pair.Left.Name);

        CaptureBench.NumberOf(ReadOne(capture)).ShouldBe(3);
        SystemCallException error = Should.Throw<SystemCallException>(() => bench.Pair.Right.Namespace.Run(() => capture.Wait(CaptureBench.Patience)));
        error.Errno.ShouldBe(NetworkDown);
        error.Hint.ShouldContain("removed");
    }

    [KernelFact]
    public void The_privilege_is_missing()
    {
        SystemCallException error = Should.Throw<SystemCallException>(() => ThreadCapabilities.Run(0, () => PacketCapture.Open("lo").Dispose()));

        error.Errno.ShouldBe(NotPermitted);
        error.Hint.ShouldContain("CAP_NET_RAW");
    }

    [KernelFact]
    public void The_filter_is_no_program() =>
        Should.Throw<ClassicProgramException>(() => PacketCapture.Open("lo", new PacketCaptureOptions { Filter = [new ClassicInstruction(ClassicOpcodes.LoadImmediate, 1)] }));

    [Fact]
    public void Numbers_that_make_no_ring_are_refused()
    {
        Should.Throw<ArgumentException>(() => PacketCapture.Open((NetworkLink?)null, new PacketCaptureOptions { BlockSize = 5000 })).Message.ShouldContain("power of two");
        Should.Throw<ArgumentOutOfRangeException>(() => PacketCapture.Open((NetworkLink?)null, new PacketCaptureOptions { SnapLength = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => PacketCapture.Open((NetworkLink?)null, new PacketCaptureOptions { BufferSize = 0 }));
    }

    private static byte[] ReadOne(PacketCapture capture)
    {
        capture.TryRead(out LivePacket packet).ShouldBeTrue();
        byte[] data = packet.Data.ToArray();
        capture.TryRead(out _).ShouldBeFalse();
        return data;
    }
}
