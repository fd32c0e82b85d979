// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Bytecode.Tests;

public sealed class ObjdumpListingTests
{
    [ToolTheory(Llvm.Assembler, Llvm.Disassembler)]
    [InlineData(null, CpuVersion.V1)]
    [InlineData("v1", CpuVersion.V1)]
    [InlineData("v2", CpuVersion.V2)]
    [InlineData("v3", CpuVersion.V3)]
    [InlineData("v4", CpuVersion.V4)]
    public void Listing_of_every_opcode_with_any_fields_equals_llvm_objdump(string? cpu, CpuVersion version)
    {
        Instruction[] program = AnySlots(seed: 1, perOpcode: 24);
        ShouldBeSameLines(List(program, version), Llvm.List(program, cpu), program);
    }

    [Fact]
    public void Symbols_head_their_functions_and_jumps_name_the_symbol_they_lead_into()
    {
        Instruction[] program =
            [.. Assembler.Assemble("if r1 > 5 goto +1; goto +2; r0 = 1; exit; r0 = 2; goto -4; exit").Instructions];
        using var output = new StringWriter();
        ObjdumpListing.Write(output, "xdp", program, [new(32, "second"), new(0, "first")]);
        output.ToString().ShouldBe(
            """

            Disassembly of section xdp:

            0000000000000000 <first>:
                   0:	if r1 > 0x5 goto +0x1 <first+0x10>
                   1:	goto +0x2 <second>
                   2:	r0 = 0x1
                   3:	exit

            0000000000000020 <second>:
                   4:	r0 = 0x2
                   5:	goto -0x4 <first+0x10>
                   6:	exit

            """);
    }

    [Fact]
    public void A_listing_assembles_to_the_slots_it_lists()
    {
        Instruction[] program = [.. Assembler.Assemble("a: if r1 > 5 goto b; r0 = 7 ll; b: exit; c: goto a").Instructions];
        using var output = new StringWriter();
        ObjdumpListing.Write(output, "xdp", program, [new(0, "main"), new(32, "sub")]);
        Assembler.Assemble("x.o:\tfile format elf64-bpf\n" + output).Instructions.ShouldBe(program);
    }

    [ToolFact(Llvm.Assembler, Llvm.Disassembler)]
    public void Zeros_and_wide_loads_cut_short_are_listed_as_by_llvm_objdump()
    {
        Instruction[] program = InstructionCorpus.ParseSlots("0000000000000095 0000000000000000 0000000000000000 00000000fff00005 0000000500000118");
        List(program, CpuVersion.V1).ShouldBe(Llvm.List(program));
    }

    [ToolTheory(Llvm.Disassembler, "llvm-objcopy-19")]
    [InlineData("clang-v1")]
    [InlineData("clang-v4")]
    [InlineData("clang-be")]
    [InlineData("gcc")]
    public void Sections_of_compiled_objects_are_listed_as_by_llvm_objdump(string compiler)
    {
        string[] objects = [.. Directory.GetFiles(TestFiles.InRepository("tests", "fixtures", "objects", compiler), "*.o").Order().Take(3)];
        objects.ShouldNotBeEmpty();
        foreach (string path in objects)
        {
            foreach ((string section, string listing) in Llvm.ListSections(path))
            {
                Instruction[] program = [.. BytecodeDecoder.Decode(Llvm.ReadSection(path, section), bigEndian: compiler.EndsWith("-be", StringComparison.Ordinal))];
                using var output = new StringWriter();
                ObjdumpListing.Write(output, section, program, Llvm.SymbolsOf(listing));
                output.ToString().Trim().ShouldBe(listing.Trim(), $"{path} {section}");
            }
        }
    }

    /// <summary>Compares line by line, so that a failure shows the first lines that differ and not two whole listings.</summary>
    private static void ShouldBeSameLines(string actual, string expected, Instruction[] program)
    {
        string[] differences = [.. actual.Split('\n').Zip(expected.Split('\n'))
            .Where(pair => pair.First != pair.Second)
            .Select(pair => $"Hornet {pair.First}   LLVM {pair.Second}   of {BitsOf(pair.Second, program)}")
            .Take(20)];
        differences.ShouldBeEmpty();
        actual.ShouldBe(expected);
    }

    private static string BitsOf(string line, Instruction[] program) =>
        int.TryParse(line.Split(':')[0], out int index) ? $"{program[index].Bits:x16}" : "";

    private static string List(ReadOnlySpan<Instruction> program, CpuVersion version)
    {
        using var output = new StringWriter();
        ObjdumpListing.Write(output, ".text", program, [], version);
        return output.ToString();
    }

    /// <summary>Slots with every opcode and random fields, without what LLVM 19 does not know yet or reads otherwise than later versions.</summary>
    private static Instruction[] AnySlots(int seed, int perOpcode)
    {
        var random = new RandomInstructions(seed);
        var program = new List<Instruction>();
        for (int opcode = 0; opcode < 256; opcode++)
        {
            for (int i = 0; i < perOpcode; i++)
            {
                Instruction instruction = random.Any((byte)opcode);
                if (instruction.IsAtomic)
                    instruction = instruction.WithImmediate(instruction.Immediate & 0xf1);
                program.Add(instruction);
                if (instruction.IsWideLoad)
                    program.Add(random.Any(0));
            }
        }

        return [.. program];
    }
}
