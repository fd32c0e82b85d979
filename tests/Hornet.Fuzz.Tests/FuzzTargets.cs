// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Fuzz.Tests;

/// <summary>The parsers of outside bytes.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<FuzzTarget>> Factories = new()
    {
        ["pcap"] = () => Capture("pcap", CaptureFormat.Pcap),
        ["pcapng"] = () => Capture("pcapng", CaptureFormat.Pcapng),
        ["btf"] = TypeInformation,
        ["elf"] = ObjectFile,
    };

    public static IEnumerable<string> Names => Factories.Keys;

    public static FuzzTarget Create(string name) => Factories[name]();

    private static FuzzTarget Capture(string name, CaptureFormat format)
    {
        return new FuzzTarget(name, [Sample(format, count: 3), Sample(format, count: 40)], [], Parse, e => e is CaptureFormatException);

        static void Parse(byte[] input)
        {
            using CaptureReader reader = CaptureReader.Open(new MemoryStream(input, writable: false));
            while (reader.TryRead(out CapturedPacket packet))
                _ = packet.Data.Length + (int)packet.LinkType;
        }
    }

    /// <summary>The first packets of the shipped sample in the given format.</summary>
    private static byte[] Sample(CaptureFormat format, int count)
    {
        using MemoryStream file = new();
        using (CaptureReader reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap")))
        using (CaptureWriter writer = CaptureWriter.Create(file, LinkType.Ethernet, new CaptureWriterOptions { Format = format, LeaveOpen = true }))
        {
            for (int i = 0; i < count && reader.TryRead(out CapturedPacket packet); i++)
                writer.Write(packet);
        }

        return file.ToArray();
    }

    private static FuzzTarget TypeInformation()
    {
        byte[] btf = SectionOf(TestFiles.InRepository("samples", "count_protocols.o"), [0x9f, 0xeb, 0x01, 0x00]);
        return new FuzzTarget("btf", [btf], [], Parse, e => e is ObjectFormatException);

        static void Parse(byte[] input)
        {
            Btf btf = Btf.Parse(input);
            foreach (BtfType type in btf.OwnTypes)
            {
                _ = btf.TryGetSize(type.Id, out _);
                _ = type.ToString();
            }

            _ = btf.FindByName("traffic");
        }
    }

    private static FuzzTarget ObjectFile()
    {
        byte[] sample = File.ReadAllBytes(TestFiles.InRepository("samples", "count_protocols.o"));
        byte[][] names = [.. new[] { ".maps", "maps", "license", ".BTF", ".BTF.ext", ".text", ".rodata", ".bss", ".kconfig", ".ksyms", "xdp" }.Select(Encoding.ASCII.GetBytes)];
        return new FuzzTarget("elf", [sample], names, Parse, e => e is ObjectFormatException);

        static void Parse(byte[] input)
        {
            BpfObject parsed = BpfObject.Parse(input);
            foreach (ProgramSpec program in parsed.Programs)
                _ = program.Instructions.Length + program.Lines.Length + program.References.Length;
        }
    }

    /// <summary>The bytes of a file from a magic number to the end.</summary>
    private static byte[] SectionOf(string path, ReadOnlySpan<byte> magic)
    {
        byte[] file = File.ReadAllBytes(path);
        int at = file.AsSpan().IndexOf(magic);
        at.ShouldBeGreaterThan(0);
        return file[at..];
    }
}
