// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Tests;
using Hornet.VirtualMachines;
using Xunit.Abstractions;

namespace Hornet.Differential.Tests.Engines;

/// <summary>Objects that compilers made do the same on every engine, over packets of several protocols and lengths and over contexts of bytes.</summary>
public sealed class FixtureEngineTests(ITestOutputHelper output)
{
    private const int ContextSize = 512;

    public static TheoryData<string> Folders =>
        [.. Directory.EnumerateDirectories(Path.Combine(Root, "objects")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private static string Root => TestFiles.InRepository("tests", "fixtures");

    private static ImmutableArray<byte[]> Packets { get; } = [.. MakePackets()];

    private static ImmutableArray<byte[]> Contexts { get; } = [.. MakeContexts()];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Fixtures_do_the_same(string folder) => Compare(Directory.EnumerateFiles(Path.Combine(Root, "objects", folder), "*.o"));

    [Fact]
    public void Samples_do_the_same() => Compare(Directory.EnumerateFiles(TestFiles.InRepository("samples"), "*.o", SearchOption.AllDirectories));

    private void Compare(IEnumerable<string> paths)
    {
        var comparer = new EngineComparer(verifiedInstructions: 300_000);
        var failures = new List<string>();
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            if (TryRead(path) is not { } made || EngineRuns.Run(made, Engine.Interpreter, isVerified: false).Refusal is not null)
                continue;
            EngineSettings.Note(path, 0);
            if (comparer.Compare(made) is { } difference)
                failures.Add($"{path}: {difference.Mode}: {difference.Text}");
        }

        output.WriteLine($"{comparer.Compared} programs, of which {comparer.Accepted} verified; {comparer.Unsettled} objects look at addresses");
        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    private static EngineCase? TryRead(string path)
    {
        BpfObject read;
        try
        {
            read = BpfObject.Load(path);
        }
        catch (BpfException)
        {
            return null;
        }

        return new EngineCase(read, [.. read.Programs.Where(program => program.AutoLoad).SelectMany(InputsOf)]);
    }

    private static IEnumerable<EngineInput> InputsOf(ProgramSpec program) => ProgramAction.HasPacket(program.Type)
        ? Packets.Select((packet, number) => new EngineInput(program.Name, packet, number % 2 == 0 || program.Type == ProgramType.Xdp ? [] : Contexts[0]))
        : Contexts.Select(context => new EngineInput(program.Name, context, []));

    // Real ones, short ones, random ones, and one with tags and an inner header of IPv6.
    private static IEnumerable<byte[]> MakePackets()
    {
        using CaptureReader reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap"));
        for (int i = 0; i < 24 && reader.TryRead(out CapturedPacket packet); i++)
        {
            if (i % 2 == 0)
                yield return packet.Data.ToArray();
        }

        var random = new Random(1);
        foreach (int length in (int[])[14, 18, 34, 54, 60, 300, 1514])
        {
            byte[] packet = new byte[length];
            random.NextBytes(packet);
            (packet[12], packet[13]) = random.Next(3) switch
            {
                0 => ((byte)0x86, (byte)0xdd),
                1 => ((byte)0x81, (byte)0x00),
                _ => ((byte)0x08, (byte)0x00),
            };
            if (length > 14)
                packet[14] = packet[12] == 0x08 ? (byte)0x45 : (byte)0x60;
            yield return packet;
        }
    }

    private static IEnumerable<byte[]> MakeContexts()
    {
        yield return new byte[ContextSize];
        var random = new Random(2);
        foreach (int length in (int[])[ContextSize, 64, 8])
        {
            byte[] context = new byte[length];
            for (int at = 0; at < length; at += 8)
                BitConverter.TryWriteBytes(context.AsSpan(at), random.Next(3) == 0 ? random.NextInt64() : random.Next(4));
            yield return context;
        }
    }
}
