// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using Hornet.Compiler.Backends.Extended;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.PacketFilters.Tests.Generation;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.PacketFilters.Tests.Extended;

/// <summary>Filters as socket filters, tc and XDP programs: verified, run, and decided as the classic program decides.</summary>
public sealed class ExtendedProgramTests
{
    private static readonly ProgramType[] Types = [ProgramType.SocketFilter, ProgramType.SchedulerClassifier, ProgramType.Xdp];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_kind_of_program_decides_as_the_classic_one_does(bool optimize)
    {
        int decisions = 0;
        using var machine = new VirtualMachine(new VirtualMachineOptions { Engine = Engine.Interpreter });
        foreach (string expression in Expressions().Where(IsSameForBoth))
        {
            PacketFilter filter = Compile(expression, optimize);
            var random = new Random(7);
            ConstantPool pool = ConstantPool.Of(filter.Syntax);
            byte[][] packets = [.. Enumerable.Range(0, 40).Select(_ => PacketGenerator.Next(random, LinkType.Ethernet, pool)).Where(packet => packet.Length > 0)];
            foreach (ProgramType type in Types)
            {
                using LoadedObject loaded = machine.Load(filter.ToObject(type, PacketActions.Decision));
                foreach (byte[] packet in packets)
                {
                    uint result = (uint)loaded.Programs["filter"].Run(packet).ReturnValue;
                    (result != 0).ShouldBe(filter.Matches(packet), $"{expression} as {type} on {Convert.ToHexStringLower(packet)}\n{Listing(filter, type)}");
                    decisions++;
                }
            }
        }

        decisions.ShouldBeGreaterThan(10_000);
    }

    [KernelTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_kernel_takes_every_program_and_decides_alike(bool optimize)
    {
        using var kernel = new LinuxKernel();
        foreach (string expression in Expressions())
        {
            PacketFilter filter = Compile(expression, optimize);
            var random = new Random(11);
            ConstantPool pool = ConstantPool.Of(filter.Syntax);
            byte[][] packets = [.. Enumerable.Range(0, 8).Select(_ => PacketGenerator.Next(random, LinkType.Ethernet, pool)).Where(packet => packet.Length >= 40)];
            foreach (ProgramType type in Types)
            {
                using LoadedObject loaded = Load(kernel, filter, type, expression);
                var program = (KernelProgram)loaded.Programs["filter"];
                foreach (byte[] packet in IsSameForBoth(expression) ? packets : [])
                {
                    uint result = program.TestRun(new TestRunInput { Data = type == ProgramType.SocketFilter ? [.. new byte[14], .. packet] : packet }).ReturnValue;
                    (result != 0).ShouldBe(filter.Matches(packet), $"{expression} as {type} on {Convert.ToHexStringLower(packet)}\n{Listing(filter, type)}");
                }
            }
        }
    }

    [Theory]
    [InlineData(800)]
    [InlineData(3_000)]
    public void Many_hosts_are_a_tree_that_is_searched(int hosts)
    {
        PacketFilter filter = Compile(ManyHosts(hosts), optimize: true);
        using var machine = new VirtualMachine(new VirtualMachineOptions { Engine = Engine.Interpreter });
        foreach (ProgramType type in Types)
        {
            BpfObject compiled = filter.ToObject(type, PacketActions.Decision);
            using LoadedObject loaded = machine.Load(compiled);
            loaded.Programs["filter"].Run(From(0x0a000000 + 7 * 17)).ReturnValue.ShouldBe(1u);
            loaded.Programs["filter"].Run(From(0x0a000000 + 7 * 17 + 1)).ReturnValue.ShouldBe(0u);
        }
    }

    [KernelTheory]
    [InlineData(800)]
    [InlineData(3_000)]
    public void The_kernel_takes_many_hosts(int hosts)
    {
        PacketFilter filter = Compile(ManyHosts(hosts), optimize: true);
        using var kernel = new LinuxKernel();
        foreach (ProgramType type in Types)
        {
            using LoadedObject loaded = Load(kernel, filter, type, $"{hosts} hosts");
            byte[] packet = From(0x0a000000 + 7 * 17);
            ((KernelProgram)loaded.Programs["filter"]).TestRun(new TestRunInput { Data = type == ProgramType.SocketFilter ? [.. new byte[14], .. packet] : packet }).ReturnValue.ShouldBe(1u);
        }
    }

    [KernelFact]
    public void The_capture_program_is_accepted_and_passes_every_packet()
    {
        using var kernel = new LinuxKernel();
        foreach (string expression in new[] { "", "tcp port 80", "len > 100", "not ip" })
        {
            using LoadedObject loaded = kernel.Load(Compile(expression, optimize: true).ToCaptureObject());
            ((KernelProgram)loaded.Programs["filter"]).TestRun(new TestRunInput { Data = From(1) }).ReturnValue.ShouldBe((uint)XdpAction.Pass);
        }
    }

    [Fact]
    public void Objects_survive_being_written_to_a_file()
    {
        BpfObject compiled = Compile("tcp port 80 and host 10.0.0.1", optimize: true).ToCaptureObject();
        BpfObject read = BpfObject.Parse(compiled.ToElf());
        read.Programs[0].Instructions.ShouldBe(compiled.Programs[0].Instructions);
        read.Programs[0].Lines.Select(line => (line.Instruction, line.Column)).ShouldBe(compiled.Programs[0].Lines.Select(line => (line.Instruction, line.Column)));
        read.Maps.Single().Name.ShouldBe("packets");
    }

    private static KernelObject Load(LinuxKernel kernel, PacketFilter filter, ProgramType type, string expression)
    {
        try
        {
            return kernel.Load(filter.ToObject(type, PacketActions.Decision));
        }
        catch (Exception error) when (error is not CodeGenerationException)
        {
            Assert.Fail($"{expression} as {type}: {error.Message}\n{Listing(filter, type)}");
            throw;
        }
    }

    // Where the extended program follows extension headers, the two may differ (see docs/packet-filters.md).
    private static bool IsSameForBoth(string expression) => !expression.Contains('[', StringComparison.Ordinal) && !expression.Contains("protochain", StringComparison.Ordinal);

    private static IEnumerable<string> Expressions() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Listings", "common-ethernet.txt"))
        .Where(line => line.Length > 0 && line[0] != '#' && IsAccepted(line));

    // The corpus has some that tcpdump refuses, too.
    private static bool IsAccepted(string expression)
    {
        try
        {
            Compile(expression, optimize: false).ToObject();
            return true;
        }
        catch (PacketFilterException)
        {
            return false;
        }
    }

    private static PacketFilter Compile(string expression, bool optimize) =>
        PacketFilter.Compile(expression, new PacketFilterOptions { Optimize = optimize, Netmask = IPAddress.Parse("255.255.255.0") });

    private static string ManyHosts(int count) => string.Join(" or ", Enumerable.Range(0, count).Select(i => $"host {new IPAddress(BinaryPrimitives.ReverseEndianness(0x0a000000 + (uint)(i * 17)))}"));

    private static byte[] From(uint address)
    {
        byte[] packet = new byte[64];
        packet[12] = 8;
        packet[14] = 0x45;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(26), address);
        return packet;
    }

    private static string Listing(PacketFilter filter, ProgramType type) =>
        new Bytecode.Disassembler().Disassemble(filter.ToObject(type, PacketActions.Decision).Programs[0].Instructions.AsSpan());
}
