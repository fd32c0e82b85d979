// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.Bytecode.Tests;

public sealed class InstructionTests
{
    // RFC 9669, section 3.1: opcode, then the register nibbles, offset and immediate in the byte order of the machine.
    private static readonly Instruction Sample = new(Opcodes.JumpIfEqual64Immediate, Register.R3, Register.R10, 0x1234, 0x11223344);

    [Fact]
    public void Little_endian_encoding_has_the_destination_in_the_low_nibble() => BytecodeEncoder.Encode([Sample])
        .ShouldBe([0x15, 0xa3, 0x34, 0x12, 0x44, 0x33, 0x22, 0x11]);

    [Fact]
    public void Big_endian_encoding_has_the_destination_in_the_high_nibble() => BytecodeEncoder.Encode([Sample], bigEndian: true)
        .ShouldBe([0x15, 0x3a, 0x12, 0x34, 0x11, 0x22, 0x33, 0x44]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decoding_what_was_encoded_gives_the_same_slots(bool bigEndian)
    {
        Instruction[] program = new RandomInstructions(5).ValidProgram(500);
        byte[] bytes = BytecodeEncoder.Encode(program, bigEndian);
        BytecodeDecoder.Decode(bytes, bigEndian).ShouldBe(program);

        var enumerated = new List<Instruction>();
        foreach (Instruction instruction in BytecodeDecoder.Enumerate(bytes, bigEndian))
            enumerated.Add(instruction);
        enumerated.ShouldBe(program);
    }

    [Fact]
    public void Decoding_into_memory_of_the_callers_allocates_nothing()
    {
        byte[] bytes = BytecodeEncoder.Encode(new RandomInstructions(6).ValidProgram(1000));
        var slots = new Instruction[bytes.Length / 8];
        ulong sum = Decode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        sum += Decode();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldNotBe(0UL);

        ulong Decode()
        {
            ulong total = (ulong)BytecodeDecoder.Decode(bytes, slots) + (ulong)BytecodeDecoder.Decode(bytes, slots, bigEndian: true);
            foreach (Instruction instruction in BytecodeDecoder.Enumerate(bytes))
                total += instruction.Bits;
            return total;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    public void Bytes_that_are_no_whole_slots_are_refused(int length)
    {
        Should.Throw<BpfException>(() => BytecodeDecoder.Decode(new byte[length])).Message.ShouldContain($"{length} bytes");
        Should.Throw<BpfException>(() => BytecodeDecoder.Enumerate(new byte[length]).MoveNext());
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused()
    {
        Should.Throw<ArgumentException>(() => BytecodeDecoder.Decode(new byte[16], new Instruction[1]));
        Should.Throw<ArgumentException>(() => BytecodeEncoder.Encode([default, default], new byte[15]));
    }

    [Fact]
    public void A_slot_takes_eight_bytes_and_its_bits_are_its_little_endian_encoding()
    {
        Unsafe.SizeOf<Instruction>().ShouldBe(8);
        Sample.Bits.ShouldBe(0x112233441234a315UL);
        Instruction.FromBits(Sample.Bits).ShouldBe(Sample);
        Unsafe.BitCast<Instruction, ulong>(Sample).ShouldBe(Sample.Bits);
    }

    [Fact]
    public void Changing_one_field_keeps_the_others()
    {
        Sample.WithImmediate(-1).Bits.ShouldBe(0xffffffff1234a315UL);
        Sample.WithOffset(-1).Bits.ShouldBe(0x11223344ffffa315UL);
        Sample.WithSource(Register.R0).Bits.ShouldBe(0x1122334412340315UL);
    }

    [Fact]
    public void A_wide_load_has_its_value_in_two_slots()
    {
        (Instruction first, Instruction second) = Instruction.WideLoad(Register.R7, 0xfedcba9876543210);
        InstructionCorpus.Print([first, second]).ShouldBe("7654321000000718 fedcba9800000000");
        first.WideImmediate(second).ShouldBe(0xfedcba9876543210);
        first.SlotCount.ShouldBe(2);
    }

    [Fact]
    public void Jump_distance_is_in_the_field_of_the_instruction()
    {
        new Instruction(Opcodes.JumpLong, offset: 3, immediate: 70000).JumpDistance.ShouldBe(70000);
        new Instruction(Opcodes.Call, source: (Register)1, immediate: -5).JumpDistance.ShouldBe(-5);
        new Instruction(Opcodes.JumpIfEqual64Immediate, offset: -5, immediate: 9).JumpDistance.ShouldBe(-5);
    }
}
