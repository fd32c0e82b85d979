// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.Bytecode.Tests.Classic;

public sealed class ClassicFilterTests
{
    private static readonly byte[] Packet = [.. Enumerable.Range(0, 40).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData("ld #5 ret a", 5u)]
    [InlineData("ld [1] ret a", 0x070e151cu)]
    [InlineData("ldh [1] ret a", 0x070eu)]
    [InlineData("ldb [39] ret a", 39 * 7 % 256u)]
    [InlineData("ldx #3 ldb [x + 2] ret a", 35u)]
    [InlineData("ldx #3 ldh [x + -1] ret a", 0x0e15u)]
    [InlineData("ldx 4*([3]&0xf) txa ret a", 20u)]
    [InlineData("ld len ret a", 40u)]
    [InlineData("ldx len txa ret a", 40u)]
    [InlineData("ld #7 st M[3] ld #0 ldx M[3] txa ret a", 7u)]
    [InlineData("ldx #9 stx M[0] ld M[0] ret a", 9u)]
    [InlineData("ld #1 sub #2 ret a", 0xffffffffu)]
    [InlineData("ld #0x10001 mul #0x10001 ret a", 0x00020001u)]
    [InlineData("ld #-1 div #16 ret a", 0x0fffffffu)]
    [InlineData("ld #-1 mod #16 ret a", 15u)]
    [InlineData("ld #6 neg ret a", 0xfffffffau)]
    [InlineData("ld #6 ldx #3 xor x ret a", 5u)]
    [InlineData("ld #6 ldx #3 and x ret a", 2u)]
    [InlineData("ld #6 or #9 ret a", 15u)]
    [InlineData("ld #1 lsh #31 ret a", 0x80000000u)]
    [InlineData("ld #-1 ldx #31 rsh x ret a", 1u)]
    [InlineData("ld #6 tax add x ret a", 12u)]
    [InlineData("ld #5 jgt #4, yes ret #0 yes: ret #1", 1u)]
    [InlineData("ld #-1 jgt #4, yes ret #0 yes: ret #1", 1u)]
    [InlineData("ld #5 jge #5, yes ret #0 yes: ret #1", 1u)]
    [InlineData("ld #5 jlt #5, yes ret #0 yes: ret #1", 0u)]
    [InlineData("ld #5 jle #5, yes ret #0 yes: ret #1", 1u)]
    [InlineData("ld #5 jset #2, yes ret #0 yes: ret #1", 0u)]
    [InlineData("ld #5 ldx #5 jeq x, yes ret #0 yes: ret #1", 1u)]
    [InlineData("ld #5 ldx #4 jset x, yes ret #0 yes: ret #1", 1u)]
    [InlineData("jmp over ret #1 over: ret #2", 2u)]
    public void Instructions_compute_what_they_say(string source, uint expected)
    {
        foreach (ClassicSemantics semantics in Enum.GetValues<ClassicSemantics>())
        {
            if (semantics == ClassicSemantics.Linux || !source.Contains("-1]", StringComparison.Ordinal))
                Run(source, default, semantics).ShouldBe(expected, semantics.ToString());
        }
    }

    [Theory]
    [InlineData("ld [37] ret #1")]
    [InlineData("ldh [39] ret #1")]
    [InlineData("ldb [40] ret #1")]
    [InlineData("ld [0x7fffffff] ret #1")]
    [InlineData("ldx #40 ldb [x + 0] ret #1")]
    [InlineData("ldx #-1 ldb [x + -1] ret #1")]
    [InlineData("ldx 4*([40]&0xf) ret #1")]
    [InlineData("ld #4 ldx #0 div x ret #1")]
    [InlineData("ld #4 ldx #0 mod x ret #1")]
    public void A_load_beyond_the_packet_and_a_division_by_zero_return_0(string source)
    {
        Run(source, default, ClassicSemantics.Linux).ShouldBe(0u);
        Run(source, default, ClassicSemantics.Libpcap).ShouldBe(0u);
    }

    [Theory]
    [InlineData("ld #1 ldx #32 lsh x ret a", 1u, 0u)]
    [InlineData("ld #8 ldx #33 rsh x ret a", 4u, 0u)]
    [InlineData("ldx #-1 ldb [x + 3] ret a", 14u, 0u)]
    [InlineData("ldb [-1048574] ret a", 112u, 0u)]
    [InlineData("ldb [-2097150] ret a", 14u, 0u)]
    [InlineData("ldb proto ret a", 0x800u, 0u)]
    [InlineData("ldb vlan_tci ret a", 0x64u, 0x64u)]
    [InlineData("ldb vlan_avail ret a", 1u, 1u)]
    public void Linux_and_libpcap_differ(string source, uint linux, uint libpcap)
    {
        var context = new ClassicPacketContext { Protocol = 0x800, NetworkOffset = 14, VlanTag = 0x64 };

        Run(source, context, ClassicSemantics.Linux).ShouldBe(linux);
        Run(source, context, ClassicSemantics.Libpcap).ShouldBe(libpcap);
    }

    [Theory]
    [InlineData("proto", 0x86ddu)]
    [InlineData("type", 4u)]
    [InlineData("ifidx", 3u)]
    [InlineData("mark", 0xdeadbeefu)]
    [InlineData("queue", 5u)]
    [InlineData("hatype", 772u)]
    [InlineData("rxhash", 0x12345678u)]
    [InlineData("cpu", 2u)]
    [InlineData("vlan_tci", 0x2064u)]
    [InlineData("vlan_avail", 1u)]
    [InlineData("vlan_tpid", 0x88a8u)]
    [InlineData("poff", 54u)]
    [InlineData("rand", 4u)]
    [InlineData("len", 1500u)]
    public void Extensions_come_from_the_context(string name, uint expected)
    {
        var context = new ClassicPacketContext
        {
            Protocol = 0x86dd,
            PacketType = 4,
            InterfaceIndex = 3,
            Mark = 0xdeadbeef,
            Queue = 5,
            HardwareType = 772,
            Hash = 0x12345678,
            Cpu = 2,
            VlanTag = 0x2064,
            VlanProtocol = 0x88a8,
            PayloadOffset = 54,
            WireLength = 1500,
            Random = () => 4,
        };

        Run($"ld {name} ret a", context, ClassicSemantics.Linux).ShouldBe(expected);
    }

    [Fact]
    public void The_old_exclusive_or_extension_computes()
    {
        Run("ldx #5 ld #6 ld [-4056] ret a", default, ClassicSemantics.Linux).ShouldBe(3u);
    }

    [Theory]
    [InlineData("ld #4 ldx #2 ld nla ret a", 4u)]
    [InlineData("ld #4 ldx #3 ld nla ret a", 12u)]
    [InlineData("ld #4 ldx #9 ld nla ret a", 0u)]
    [InlineData("ld #100 ldx #2 ld nla ret a", 0u)]
    [InlineData("ld #12 ldx #7 ld nlan ret a", 16u)]
    [InlineData("ld #12 ldx #3 ld nlan ret a", 0u)]
    public void Netlink_attributes_are_found(string source, uint expected)
    {
        byte[] message = new byte[28];
        Attribute(message, 4, 6, 2);
        Attribute(message, 12, 12, 3 | 0x8000);
        Attribute(message, 16, 8, 7);

        new ClassicFilter(ClassicText.Parse(source)).Run(message).ShouldBe(expected);

        static void Attribute(byte[] message, int at, ushort length, ushort type)
        {
            BitConverter.TryWriteBytes(message.AsSpan(at), length).ShouldBeTrue();
            BitConverter.TryWriteBytes(message.AsSpan(at + 2), type).ShouldBeTrue();
        }
    }

    [Fact]
    public void Backward_jumps_end()
    {
        Run("ld #0 again: add #1 jge #50, done jmp again done: ret a", default, ClassicSemantics.Libpcap).ShouldBe(50u);
        Run("ld #0 again: add #1 jge #90, done jmp again done: ret a", default, ClassicSemantics.Libpcap).ShouldBe(0u);
    }

    [Fact]
    public void An_invalid_program_is_refused() =>
        Should.Throw<ClassicProgramException>(() => new ClassicFilter(ClassicText.Parse("ld M[0] ret a"))).Fault.ShouldBe(ClassicFault.UninitialisedMemory);

    [Fact]
    public void Running_allocates_nothing()
    {
        var filter = new ClassicFilter(ClassicText.Parse("ldx 4*([3]&0xf) ld [x + 2] st M[1] ld proto add x ldx M[1] div x ret a"));
        filter.Run(Packet);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            filter.Run(Packet);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Random_programs_end_on_random_packets()
    {
        var random = new Random(5);
        for (int round = 0; round < 2000; round++)
        {
            byte[] packet = new byte[random.Next(80)];
            random.NextBytes(packet);
            ClassicInstruction[] program = RandomPrograms.Any(random, random.Next(40));
            foreach (ClassicSemantics semantics in Enum.GetValues<ClassicSemantics>())
            {
                if (ClassicValidator.TryValidate(program, out _, semantics))
                    new ClassicFilter(program, semantics).Run(packet);
            }
        }
    }

    private static uint Run(string source, ClassicPacketContext context, ClassicSemantics semantics) =>
        new ClassicFilter(ClassicText.Parse(source), semantics).Run(Packet, context);
}
