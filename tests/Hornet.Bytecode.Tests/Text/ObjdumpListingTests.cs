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
        Instruction[] program = AnySlots(seed: 1, perOpcode: 40);
        ShouldBeSameLines(List(program, version), Llvm.List(program, cpu), program);
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
