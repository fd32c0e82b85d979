// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects.Tests;

public sealed class ContextLayoutTests
{
    [Fact]
    public void An_xdp_context_holds_the_packet_in_32_bit_fields()
    {
        ContextLayout xdp = ContextLayout.For(ProgramType.Xdp)!;
        xdp.StructureName.ShouldBe("xdp_md");
        xdp.Size.ShouldBe(24);
        ContextField data = xdp.Field("data")!.Value;
        (data.Offset, data.Size, data.Type).ShouldBe((0, 4, "u32"));
        xdp.ValueAt(data.Offset).ShouldBe(ContextValue.Packet);
        xdp.ValueAt(4).ShouldBe(ContextValue.PacketEnd);
        xdp.ValueAt(8).ShouldBe(ContextValue.PacketMeta);
        xdp.ValueAt(12).ShouldBe(ContextValue.Scalar);
        xdp.CanRead(0, 4).ShouldBeTrue();
        xdp.CanRead(0, 8).ShouldBeFalse();
        xdp.CanWrite(0, 4).ShouldBeFalse();
    }

    [Fact]
    public void The_egress_device_is_for_devmap_programs()
    {
        ContextLayout.For(ProgramType.Xdp)!.CanRead(20, 4).ShouldBeFalse();
        ContextLayout.For(ProgramType.Xdp, AttachType.XdpDeviceMap)!.CanRead(20, 4).ShouldBeTrue();
    }

    [Fact]
    public void The_socket_buffer_differs_by_program_type()
    {
        ContextLayout filter = ContextLayout.For(ProgramType.SocketFilter)!;
        ContextLayout classifier = ContextLayout.For(ProgramType.SchedulerClassifier)!;
        int mark = classifier.Field("mark")!.Value.Offset;
        classifier.CanWrite(mark, 4).ShouldBeTrue();
        filter.CanWrite(mark, 4).ShouldBeFalse();
        int data = classifier.Field("data")!.Value.Offset;
        classifier.CanRead(data, 4).ShouldBeTrue();
        filter.CanRead(data, 4).ShouldBeFalse();
    }

    [Fact]
    public void Narrow_reads_are_aligned_parts_of_a_field()
    {
        ContextLayout filter = ContextLayout.For(ProgramType.SocketFilter)!;
        int len = filter.Field("len")!.Value.Offset;
        filter.CanRead(len + 2, 2).ShouldBeTrue();
        filter.CanRead(len + 3, 1).ShouldBeTrue();
        filter.CanRead(len + 1, 2).ShouldBeFalse();
        filter.CanRead(len, 3).ShouldBeFalse();
        filter.CanRead(-4, 4).ShouldBeFalse();
        filter.CanRead(filter.Size, 4).ShouldBeFalse();
    }

    [Fact]
    public void The_control_block_is_writable_in_any_size()
    {
        ContextLayout filter = ContextLayout.For(ProgramType.SocketFilter)!;
        ContextField cb = filter.Field("cb")!.Value;
        cb.Count.ShouldBe(5);
        filter.FieldAt(cb.Offset + 7).ShouldBe(cb);
        foreach (int size in (int[])[1, 2, 4, 8])
            filter.CanWrite(cb.Offset, size).ShouldBeTrue();
    }

    [Fact]
    public void Contexts_without_a_structure_are_plain_bytes()
    {
        ContextLayout tracepoint = ContextLayout.For(ProgramType.Tracepoint)!;
        tracepoint.HasStructure.ShouldBeFalse();
        tracepoint.CanRead(0, 8).ShouldBeFalse();
        tracepoint.CanRead(8, 8).ShouldBeTrue();
        tracepoint.CanRead(10, 4).ShouldBeFalse();
        tracepoint.CanWrite(8, 8).ShouldBeFalse();
        ContextLayout.For(ProgramType.Syscall)!.CanWrite(16, 8).ShouldBeTrue();
        ContextLayout.For(ProgramType.Extension).ShouldBeNull();
    }

    [Fact]
    public void Return_values_are_bounded_where_the_verifier_bounds_them()
    {
        ReturnRange.For(ProgramType.CgroupSkb).ShouldBe(new ReturnRange(0, 1));
        ReturnRange.For(ProgramType.CgroupSkb, AttachType.CgroupInetEgress).ShouldBe(new ReturnRange(0, 3));
        ReturnRange.For(ProgramType.CgroupSockAddress, AttachType.CgroupUdp4ReceiveMessage)!.Value.Contains(0).ShouldBeFalse();
        ReturnRange.For(ProgramType.Xdp).ShouldBeNull();
    }
}
