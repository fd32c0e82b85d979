// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Contexts as bytes at the edge of the machine, as <c>BPF_PROG_TEST_RUN</c> takes and gives them (net/bpf/test_run.c).</summary>
internal static class ProgramContexts
{
    /// <summary>Reads what a caller's context says about a packet.</summary>
    /// <param name="program">The program.</param>
    /// <param name="context">Bytes of <c>struct xdp_md</c> or <c>struct __sk_buff</c>; may be short or empty.</param>
    /// <param name="input">The packet. For XDP the context's <c>data</c> tells how many bytes of metadata come before it; they are taken off.</param>
    public static PacketMetadata ReadMetadata(VirtualProgram program, ReadOnlySpan<byte> context, scoped ref ReadOnlySpan<byte> input)
    {
        if (context.IsEmpty || !ProgramAction.HasPacket(program.Spec.Type))
        {
            return new PacketMetadata();
        }

        if (program.Spec.Type == ProgramType.Xdp)
        {
            int length = (int)Math.Min(ReadField(context, XdpContext.Data), (uint)Math.Min(input.Length, PacketBuffer.MaximumMetadata)) & ~3;
            byte[] metadata = input[..length].ToArray();
            input = input[length..];
            return new PacketMetadata
            {
                Interface = ReadField(context, XdpContext.IngressInterface),
                Queue = ReadField(context, XdpContext.RxQueue),
                Metadata = metadata,
            };
        }

        var controlBlock = new uint[5];
        for (int i = 0; i < controlBlock.Length; i++)
        {
            controlBlock[i] = ReadField(context, SkbContext.ControlBlock + (4 * i));
        }

        uint wireLength = ReadField(context, SkbContext.WireLength);
        return new PacketMetadata
        {
            PacketType = ReadField(context, SkbContext.PacketType),
            Mark = ReadField(context, SkbContext.Mark),
            Queue = ReadField(context, SkbContext.QueueMapping),
            Priority = ReadField(context, SkbContext.Priority),
            Interface = ReadField(context, SkbContext.Interface) is var index and not 0 ? index : 1,
            Hash = ReadField(context, SkbContext.Hash),
            ControlBlock = controlBlock,
            Timestamp = ReadWideField(context, SkbContext.Timestamp),
            HardwareTimestamp = ReadWideField(context, SkbContext.HardwareTimestamp),
            WireLength = wireLength == 0 ? null : wireLength,
            GsoSegments = ReadField(context, SkbContext.GsoSegments),
            GsoSize = ReadField(context, SkbContext.GsoSize),
        };
    }

    /// <summary>The context after a run. For XDP <c>data</c> and <c>data_end</c> are offsets from the start of the metadata.</summary>
    public static byte[] WriteContext(ProgramRun run)
    {
        byte[] context = run.OutputContext.ToArray();
        if (run.HasPacket && run.Program.Type == ProgramType.Xdp && context.Length == XdpContext.Size)
        {
            int metadata = run.Packet.MetaSpan.Length;
            MemoryMarshal.Write(context.AsSpan(XdpContext.Data), metadata);
            MemoryMarshal.Write(context.AsSpan(XdpContext.DataEnd), metadata + run.Packet.Length);
        }

        return context;
    }

    private static uint ReadField(ReadOnlySpan<byte> context, int offset) =>
        offset + 4 <= context.Length ? Unsafe.ReadUnaligned<uint>(in context[offset]) : 0;

    private static ulong ReadWideField(ReadOnlySpan<byte> context, int offset) =>
        offset + 8 <= context.Length ? Unsafe.ReadUnaligned<ulong>(in context[offset]) : 0;
}
