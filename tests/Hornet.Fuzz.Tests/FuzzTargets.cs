// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
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
        ["hex"] = HexadecimalText,
        ["classic"] = ClassicPrograms,
        ["assembly"] = () => AssemblyText("assembly", TextDialect.Llvm),
        ["mnemonics"] = () => AssemblyText("mnemonics", TextDialect.Mnemonic),
        ["bytecode"] = ProgramBytes,
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
                _ = PacketSummary.Describe(packet).Length;
        }
    }

    private static FuzzTarget HexadecimalText()
    {
        byte[] dump = "0x0000:  4500 001c 0001 0000  E.......\n0x0008:  4011\n0x0000:  45\n"u8.ToArray();
        byte[] plain = "0x45 00 001c # a comment\n\n4011\n"u8.ToArray();
        return new FuzzTarget("hex", [dump, plain], ["0x"u8.ToArray(), ":  "u8.ToArray(), "|"u8.ToArray()], Parse, e => e is CaptureFormatException);

        static void Parse(byte[] input) => _ = HexPackets.Parse(Encoding.Latin1.GetString(input)).Count;
    }

    /// <summary>Texts of classic programs; what is understood is listed, checked, run and translated.</summary>
    private static FuzzTarget ClassicPrograms()
    {
        ClassicInstruction[] program = ClassicText.Parse("ldx 4*([14]&0xf) ldh [x + 16] jgt #0x800, yes, no yes: st M[3] ld M[3] xor x ret a no: ld proto ret #-1");
        byte[][] seeds = [.. Enum.GetValues<ClassicTextFormat>().Select(format => Encoding.ASCII.GetBytes(ClassicText.Format(program, format)))];
        byte[][] words = [.. new[] { "ldx ", "jset #", ", l1", "M[", "rand", "/*", "(000) ", "jt 1", "{ 0x", "0xffffffff" }.Select(Encoding.ASCII.GetBytes)];
        return new FuzzTarget("classic", seeds, words, Parse, e => e is AssemblyException or ClassicProgramException or ClassicTranslationException);

        static void Parse(byte[] input)
        {
            ClassicInstruction[] parsed = ClassicText.Parse(Encoding.Latin1.GetString(input));
            _ = ClassicText.Format(parsed, ClassicTextFormat.Listing).Length;
            _ = new ClassicFilter(parsed, ClassicSemantics.Libpcap).Run(input);
            _ = new ClassicFilter(parsed).Run(input);
            _ = ClassicTranslator.Translate(parsed).Length;
        }
    }

    /// <summary>Texts of a dialect; what assembles is validated, and its text assembles to it again.</summary>
    private static FuzzTarget AssemblyText(string name, TextDialect dialect)
    {
        Disassembler disassembler = new(new DisassemblerOptions { Dialect = dialect, Reassemblable = true });
        AssemblerOptions options = new() { Dialect = dialect };
        byte[] byHand = dialect == TextDialect.Mnemonic
            ? "l: mov %r0, 0; lock fetch add [%r10-8], %r1; call local l; jne %r0, 2, l # end"u8.ToArray()
            : "1: r0 = 0; r1 = map[counts][0]+8 ll; goto 1b # end"u8.ToArray();
        byte[][] seeds = [Encoding.ASCII.GetBytes(disassembler.Disassemble(SampleProgram())), byHand];
        byte[][] words =
        [
            .. new[] { "goto ", "1b", "l1:", "call ", "lock ", "(u64 *)", " ll", "0x", "-0x80000000", "/*", "*/", "//", ";", "%r1", "[r10-8]", ".8byte ", "s>>=" }
                .Select(Encoding.ASCII.GetBytes),
        ];
        return new FuzzTarget(name, seeds, words, Parse, e => e is AssemblyException);

        void Parse(byte[] input)
        {
            AssembledProgram program = Assembler.Assemble(Encoding.Latin1.GetString(input), options);
            _ = ProgramValidator.Diagnose(program.Instructions.AsSpan(), ValidationRules.Linux).Length;
            string text = disassembler.Disassemble(program.Instructions.AsSpan());
            Assembler.Assemble(text, options).Instructions.AsSpan().SequenceEqual(program.Instructions.AsSpan()).ShouldBeTrue(text);
        }
    }

    /// <summary>Any bytes as a program: checked, described, and spelled in every dialect.</summary>
    private static FuzzTarget ProgramBytes()
    {
        Disassembler[] disassemblers = [.. Enum.GetValues<TextDialect>().Select(dialect => new Disassembler(new DisassemblerOptions { Dialect = dialect }))];
        return new FuzzTarget("bytecode", [BytecodeEncoder.Encode(SampleProgram())], [], Parse, e => e is BpfException);

        void Parse(byte[] input)
        {
            ReadOnlySpan<Instruction> program = BytecodeDecoder.Decode(input).AsSpan();
            _ = ProgramValidator.Diagnose(program).Length;
            foreach (Disassembler disassembler in disassemblers)
                _ = disassembler.Disassemble(program).Length;
            ObjdumpListing.Write(TextWriter.Null, ".text", program, []);
            foreach (Instruction instruction in program)
                _ = InstructionSet.IsValid(instruction) ? InstructionSet.Describe(instruction).AccessSize : 0;
        }
    }

    private static ReadOnlySpan<Instruction> SampleProgram() =>
        BpfObject.Load(TestFiles.InRepository("samples", "count_protocols.o")).Programs[0].Instructions.AsSpan();

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
