// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Tests;
using Hornet.Verification;
using Hornet.VirtualMachines;

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
        ["verify-object"] = VerifiedObjects,
        ["verify-bytecode"] = VerifiedBytecode,
        ["checked-jit"] = () => EngineFuzz.Target("checked-jit", Engine.Jit),
        ["checked-x64"] = () => EngineFuzz.Target("checked-x64", Engine.X64),
        ["filter"] = FilterFuzz.Syntax,
        ["filter-program"] = FilterFuzz.Programs,
        ["user-binary"] = UserBinary,
        ["cpp-name"] = CppNames,
        ["usdt-argument"] = UsdtArguments,
        ["process-map"] = ProcessMapText,
        ["seccomp-policy"] = SeccompFuzz.Policies,
        ["seccomp-profile"] = SeccompFuzz.Profiles,
    };

    /// <summary>Those that this machine can run.</summary>
    public static IEnumerable<string> Names => Factories.Keys
        .Where(name => name is not "checked-jit" || TestedEngines.Compilers.Contains(Engine.Jit))
        .Where(name => name is not "checked-x64" || TestedEngines.Compilers.Contains(Engine.X64));

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

    /// <summary>Damaged objects, verified: a verdict about each program, whatever its types and instructions are.</summary>
    private static FuzzTarget VerifiedObjects()
    {
        string[] names = ["callbacks", "subprograms", "map_in_map", "struct_ops", "arena", "core_fields", "global_data"];
        byte[][] seeds = [.. names.Select(name => File.ReadAllBytes(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", name + ".o")))];
        return new FuzzTarget("verify-object", seeds, [], Parse, e => e is ObjectFormatException);

        static void Parse(byte[] input)
        {
            BpfObject parsed = BpfObject.Parse(input);
            foreach (ProgramSpec program in parsed.Programs.Take(4))
                CheckVerdict(parsed, program);
        }
    }

    /// <summary>Any instructions, verified as programs of several types.</summary>
    private static FuzzTarget VerifiedBytecode()
    {
        ProgramType[] types = [ProgramType.Xdp, ProgramType.SocketFilter, ProgramType.Kprobe, ProgramType.Syscall];
        byte[] loop = BytecodeEncoder.Encode(Assembler.Assemble("r0 = 0; l: r0 += 1; if r0 < 9 goto l; r2 = *(u32 *)(r1 + 0); *(u64 *)(r10 - 8) = r2; exit").Instructions.AsSpan());
        return new FuzzTarget("verify-bytecode", [loop, BytecodeEncoder.Encode(SampleProgram())], [], Parse, e => e is BpfException);

        void Parse(byte[] input)
        {
            ProgramType type = types[input.Length % types.Length];
            var program = new ProgramSpec { Name = "test", Type = type, IsSleepable = type == ProgramType.Syscall, Instructions = BytecodeDecoder.Decode(input) };
            CheckVerdict(new BpfObject { Programs = [program], License = "GPL" }, program);
        }
    }

    private static void CheckVerdict(BpfObject bpfObject, ProgramSpec program)
    {
        VerificationResult result = Verifier.Verify(bpfObject, program, new VerifierOptions { InstructionLimit = 5_000 });
        if (result.Failure is { } failure)
            failure.Message.ShouldNotBeEmpty();
        else
            result.Proofs.ShouldNotBeNull().Instructions.Length.ShouldBe(result.Program.Instructions.Length);
    }

    /// <summary>Executables as tracing reads them: segments, symbols, notes, probes.</summary>
    private static FuzzTarget UserBinary()
    {
        byte[] program = File.ReadAllBytes(TestFiles.InRepository("tests", "fixtures", "user", "probe.elf"));
        byte[] bigEndian = File.ReadAllBytes(TestFiles.InRepository("tests", "fixtures", "objects", "gcc-be", "subprograms.o"));
        byte[][] words = [.. new[] { ".note.stapsdt", "stapsdt", ".gnu_debuglink", ".stapsdt.base", "GNU", ".symtab", "-4@", "(%rip)" }.Select(Encoding.ASCII.GetBytes)];
        return new FuzzTarget("user-binary", [program, bigEndian], words, Parse, e => e is ObjectFormatException or SymbolException);

        static void Parse(byte[] input)
        {
            using ElfImage image = ElfImage.Parse(input);
            _ = image.BuildId.Length;
            UserSymbols symbols = UserSymbols.Load(image);
            foreach (UserSymbol symbol in symbols.FunctionsLike("*"))
            {
                _ = symbols.Resolve(symbol.Address + 1).ToString().Length;
                _ = image.TryGetFileOffset(symbol.Address, out ulong offset) && image.TryGetAddress(offset, out _);
            }

            _ = symbols.Find("work").Count;
            foreach (UsdtProbe probe in UsdtProbes.In(image))
                _ = probe.ToString().Length + probe.Arguments.Count;
        }
    }

    private static FuzzTarget CppNames()
    {
        byte[][] seeds =
        [
            .. new[]
            {
                "_ZNSt6vectorISt4pairIiNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEESaIS8_EE12emplace_backIJS8_EEERS8_DpOT_",
                "_ZNSt8__detail13__to_chars_16IoEENSt9enable_ifIXsrSt5__or_IJNS2_IJSt7is_sameINSt9remove_cvIT_E4typeEaEEEEEE5valueESt15to_chars_resultE4typeEPcSR_S5_",
                "_ZZN1AcvT_IiEEvENKUliRA3_KdM1AFvPFizEEE0_clES_S0_.constprop.0.cold",
                "_ZN2ns1fIXadL_ZN1A1gEvEELb1ELin5EJidEEEDTcl1hfp_spcvT_fp0_EEPKT_DpOT0_",
            }.Select(Encoding.ASCII.GetBytes),
        ];
        byte[][] words = [.. new[] { "S_", "S0_", "T_", "St", "Dp", "I", "E", "JE", "N", "Z", "Ul", "DT", "cl", "sr", "fL0p_", "L_Z", "cv" }.Select(Encoding.ASCII.GetBytes)];
        return new FuzzTarget("cpp-name", seeds, words, Parse, _ => false);

        static void Parse(byte[] input)
        {
            string name = Encoding.Latin1.GetString(input);
            _ = CppName.Demangle(name).Length + CppName.WithoutParameters(name).Length;
        }
    }

    private static FuzzTarget UsdtArguments()
    {
        byte[][] seeds = [.. new[] { "-4@counter+4(%rip)", "8@-16(%rbp,%rax,8)", "1@$0x10", "8@[x1, x2, lsl 3]", "-2@%ah" }.Select(Encoding.ASCII.GetBytes)];
        return new FuzzTarget("usdt-argument", seeds, [], Parse, _ => false);

        static void Parse(byte[] input)
        {
            string text = Encoding.Latin1.GetString(input);
            _ = UsdtArgument.Parse(text, ElfMachine.X64, _ => 4096).Kind;
            _ = UsdtArgument.Parse(text, ElfMachine.Arm64).Kind;
        }
    }

    private static FuzzTarget ProcessMapText()
    {
        byte[] seed = "55d0c0a00000-55d0c0a01000 r-xp 00001000 fe:00 1234   /tmp/a b (deleted)\n7ffd4b5fe000-7ffd4b600000 r-xp 00000000 00:00 0 [vdso]\n"u8.ToArray();
        return new FuzzTarget("process-map", [seed], [" "u8.ToArray(), "-"u8.ToArray(), " (deleted)"u8.ToArray()], Parse, e => e is SymbolException);

        static void Parse(byte[] input)
        {
            ProcessMaps maps = ProcessMaps.Parse(1, Encoding.Latin1.GetString(input));
            _ = maps.TryFind(0x55d0c0a00010, out _);
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
