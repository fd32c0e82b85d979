// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;

namespace Hornet.PacketFilters.Tests.Listings;

/// <summary>Filters of hundreds of alternatives: what libpcap compiles in half a minute, and to more than the kernel takes.</summary>
public sealed class SetTests
{
    [Theory]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(800)]
    [InlineData(1000)]
    public void HostsByOrFitIntoTheKernel(int count)
    {
        uint[] hosts = [.. Enumerable.Range(0, count).Select(Host)];
        ClassicCode code = PacketFilter.Compile(string.Join(" or ", hosts.Select(h => "host " + Text(h)))).Classic;
        code.Instructions.Length.ShouldBeLessThan(Math.Min(ClassicOpcodes.MaximumInstructions, 100 + (4 * count)));
        var filter = new ClassicFilter(code.Instructions.AsSpan());
        foreach (uint host in hosts)
        {
            filter.Matches(Ip(host, 1)).ShouldBeTrue(Text(host));
            filter.Matches(Ip(1, host)).ShouldBeTrue(Text(host));
            filter.Matches(Arp(host, 1)).ShouldBeTrue(Text(host));
            filter.Matches(Arp(1, host)).ShouldBeTrue(Text(host));
            filter.Matches(Ip(host + 1, host - 1)).ShouldBeFalse();
            filter.Matches(Arp(host + 1, host - 1)).ShouldBeFalse();
        }

        Depth(code).ShouldBeLessThan(80);
    }

    [Fact]
    public void ManyPortsAreLookedUp()
    {
        int[] ports = [.. Enumerable.Range(1, 500).Select(i => i * 7)];
        ClassicCode code = PacketFilter.Compile(string.Join(" or ", ports.Select(p => $"tcp port {p}"))).Classic;
        Depth(code).ShouldBeLessThan(80);
        code.Instructions.Length.ShouldBeLessThan(2000);
    }

    [Fact]
    public void PortsInARowAreARange()
    {
        string expression = string.Join(" or ", Enumerable.Range(1, 1000).Select(p => $"port {p}"));
        PacketFilter.Compile(expression).Classic.Instructions.Length.ShouldBeLessThan(60);
    }

    [Fact]
    public void AnUnoptimisedListThatIsTooLongSaysWhatItNeeds()
    {
        string expression = string.Join(" or ", Enumerable.Range(0, 1000).Select(i => "host " + Text(Host(i))));
        var error = Should.Throw<ClassicLimitException>(() => PacketFilter.Compile(expression, new PacketFilterOptions { Optimize = false }).Classic);
        error.Limit.ShouldBe(4096);
        error.Needed.ShouldBeGreaterThan(4096);
        error.Message.ShouldContain(error.Needed.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void WhatLibpcapMiscompilesMatchesNothing()
    {
        const string Expression = "host 192.168.1.1 and not ((host 1.2.3.4 or host 5.6.7.8) and icmp) and not (host 5.6.7.8 or host 192.168.1.1)";
        ClassicCode code = PacketFilter.Compile(Expression).Classic;
        code.Instructions.ShouldBe([new ClassicInstruction(ClassicOpcodes.Return, 0)]);
        ClassicFilter filter = new(code.Instructions.AsSpan());
        uint[] hosts = [0xc0a80101, 0x01020304, 0x05060708, 0x0a000001];
        foreach (uint source in hosts)
        {
            foreach (uint destination in hosts)
            {
                filter.Matches(Ip(source, destination)).ShouldBeFalse();
                filter.Matches(Arp(source, destination)).ShouldBeFalse();
            }
        }
    }

    /// <summary>The most instructions that any way through a program executes.</summary>
    private static int Depth(ClassicCode code)
    {
        ReadOnlySpan<ClassicInstruction> program = code.Instructions.AsSpan();
        int[] depth = new int[program.Length];
        for (int i = program.Length - 1; i >= 0; i--)
        {
            ClassicInstruction instruction = program[i];
            depth[i] = 1 + instruction switch
            {
                { IsConditionalJump: true } => Math.Max(depth[i + 1 + instruction.JumpTrue], depth[i + 1 + instruction.JumpFalse]),
                { Code: ClassicOpcodes.Jump } => depth[i + 1 + (int)instruction.Operand],
                { Code: ClassicOpcodes.Return or ClassicOpcodes.ReturnA } => 0,
                _ => depth[i + 1],
            };
        }

        return depth[0];
    }

    private static uint Host(int i) => 0x0a000002 + ((uint)i * 0x1357);

    private static string Text(uint host) => $"{host >> 24}.{(host >> 16) & 255}.{(host >> 8) & 255}.{host & 255}";

    private static byte[] Ip(uint source, uint destination) => Packet(0x0800, 26, source, 30, destination);

    private static byte[] Arp(uint source, uint destination) => Packet(0x0806, 28, source, 38, destination);

    private static byte[] Packet(ushort type, int sourceOffset, uint source, int destinationOffset, uint destination)
    {
        byte[] packet = new byte[60];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), type);
        packet[14] = 0x45;
        packet[23] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(sourceOffset), source);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(destinationOffset), destination);
        return packet;
    }
}
