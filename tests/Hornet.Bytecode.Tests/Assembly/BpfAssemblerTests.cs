// SPDX-License-Identifier: Apache-2.0
using static Hornet.Bytecode.Register;

namespace Hornet.Bytecode.Tests;

public sealed class BpfAssemblerTests
{
    [Fact]
    public void A_program_with_labels_maps_and_calls()
    {
        AssembledProgram program = new BpfAssembler()
            .Store(MemorySize.Word, R10, -4, 7)
            .Mov(R2, R10)
            .Add(R2, -4)
            .LoadMap(R1, "counts")
            .CallHelper(1)
            .JumpIf(R0, JumpOperation.Equal, 0, "out")
            .Mov(R1, 1)
            .Atomic(AtomicOperation.Add, MemorySize.DoubleWord, R0, 0, R1)
            .Label("out")
            .Mov(R0, 2)
            .Exit()
            .Build();

        program.References.ShouldBe([new PendingReference(3, PendingReferenceKind.Map, "counts")]);
        new Disassembler(new() { Reassemblable = true, References = program.References.ToDictionary(item => item.Instruction) })
            .Disassemble(program.Instructions.AsSpan()).ShouldBe(
                """
                *(u32 *)(r10 - 0x4) = 0x7
                r2 = r10
                r2 += -0x4
                r1 = map_by_fd(counts) ll
                call 0x1
                if r0 == 0x0 goto l1
                r1 = 0x1
                lock *(u64 *)(r0 + 0x0) += r1
                l1:
                r0 = 0x2
                exit

                """);
        ProgramValidator.IsValid(program.Instructions.AsSpan(), ValidationRules.Linux).ShouldBeTrue();
    }

    [Fact]
    public void Every_method_builds_its_instruction()
    {
        AssembledProgram program = new BpfAssembler()
            .Add(R1, R2).Sub(R1, 2).Mul(R1, R2).Div(R1, 2).SDiv(R1, R2).Mod(R1, 2).SMod(R1, R2).Or(R1, 2).And(R1, R2).Xor(R1, 2)
            .Lsh(R1, R2).Rsh(R1, 2).Arsh(R1, R2).Mov(R1, 2).MovSx(R1, R2, 8).Neg(R1)
            .Add32(R1, 2).Sub32(R1, R2).Mul32(R1, 2).Div32(R1, R2).SDiv32(R1, 2).Mod32(R1, R2).SMod32(R1, 2).Or32(R1, R2).And32(R1, 2)
            .Xor32(R1, R2).Lsh32(R1, 2).Rsh32(R1, R2).Arsh32(R1, 2).Mov32(R1, R2).MovSx32(R1, R2, 16).Neg32(R1)
            .ToLittleEndian(R1, 16).ToBigEndian(R1, 32).ByteSwap(R1, 64).CastAddressSpace(R1, R2, 0, 1)
            .Load(MemorySize.Byte, R1, R2, 1).LoadSigned(MemorySize.HalfWord, R1, R2, -2).Store(MemorySize.Word, R1, 4, R2)
            .Store(MemorySize.DoubleWord, R1, 8, -1).Atomic(AtomicOperation.FetchXor, MemorySize.Word, R1, 4, R2)
            .LoadAcquire(MemorySize.Byte, R1, R2).Atomic(AtomicOperation.StoreRelease, MemorySize.HalfWord, R1, 2, R2)
            .LoadPacket(MemorySize.HalfWord, 12).LoadPacket(MemorySize.Byte, R7, 3)
            .LoadWide(R1, 0x1122334455667788).LoadWide(R1, WideLoadKind.MapIndexValue, 1, 8).LoadMapValue(R1, "m", 4)
            .LoadKernelVariable(R1, "v").LoadFunction(R2, "f").CallLocal("f").CallHelper("h").CallKernelFunction(5, 1)
            .CallKernelFunction("k").CallRegister(R3).MayJump("f").Jump("f").JumpLong("f").JumpIf(R1, JumpOperation.LessThan, R2, "f")
            .JumpIf32(R1, JumpOperation.BitsSet, R2, "f").JumpIf32(R1, JumpOperation.SignedLessOrEqual, 5, "f")
            .Label("f").Exit().Build();

        AssembledProgram expected = Assembler.Assemble(
            """
            r1 += r2; r1 -= 2; r1 *= r2; r1 /= 2; r1 s/= r2; r1 %= 2; r1 s%= r2; r1 |= 2; r1 &= r2; r1 ^= 2
            r1 <<= r2; r1 >>= 2; r1 s>>= r2; r1 = 2; r1 = (s8)r2; r1 = -r1
            w1 += 2; w1 -= w2; w1 *= 2; w1 /= w2; w1 s/= 2; w1 %= w2; w1 s%= 2; w1 |= w2; w1 &= 2
            w1 ^= w2; w1 <<= 2; w1 >>= w2; w1 s>>= 2; w1 = w2; w1 = (s16)w2; w1 = -w1
            r1 = le16 r1; r1 = be32 r1; r1 = bswap64 r1; r1 = addr_space_cast(r2, 0, 1)
            r1 = *(u8 *)(r2 + 1); r1 = *(s16 *)(r2 - 2); *(u32 *)(r1 + 4) = r2
            *(u64 *)(r1 + 8) = -1; w2 = atomic_fetch_xor((u32 *)(r1 + 4), w2)
            w1 = load_acquire((u8 *)(r2 + 0)); store_release((u16 *)(r1 + 2), w2)
            r0 = *(u16 *)skb[12]; r0 = *(u8 *)skb[r7 + 3]
            r1 = 0x1122334455667788 ll; r1 = map_val(map_by_idx(1))+8 ll; r1 = map_val(map_by_fd(m))+4 ll
            r1 = var_addr(v) ll; r2 = f ll; call f; call h; call kernel-function#5@1
            call kernel-function k; callx r3; may_goto f; goto f; gotol f; if r1 < r2 goto f
            if w1 & w2 goto f; if w1 s<= 5 goto f
            f: exit
            """);
        program.Instructions.ShouldBe(expected.Instructions);
        program.References.Select(reference => reference.Name).ShouldBe(["m", "v", "h", "k"]);
    }

    [Fact]
    public void A_label_that_is_missing_or_defined_twice_is_refused()
    {
        Should.Throw<BpfException>(() => new BpfAssembler().Jump("nowhere").Build()).Message.ShouldBe("Building a program: no label 'nowhere' is defined.");
        Should.Throw<BpfException>(() => new BpfAssembler().Label("l").Label("l")).Message.ShouldContain("'l' is already defined");
    }

    [Fact]
    public void What_has_no_encoding_is_refused()
    {
        var assembler = new BpfAssembler();
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.JumpIf(R1, JumpOperation.Call, 0, "l"));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.JumpIf32(R1, JumpOperation.Always, R2, "l"));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.LoadSigned(MemorySize.DoubleWord, R1, R2));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.MovSx32(R1, R2, 32));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.ToBigEndian(R1, 8));
        Should.Throw<ArgumentException>(() => assembler.Atomic(AtomicOperation.Add, MemorySize.Byte, R1, 0, R2));
        Should.Throw<ArgumentException>(() => assembler.Atomic(AtomicOperation.LoadAcquire, MemorySize.Byte, R1, 0, R2));
        assembler.Count.ShouldBe(0);
    }

    [Fact]
    public void Building_again_after_more_instructions_gives_the_longer_program()
    {
        BpfAssembler assembler = new BpfAssembler().Mov(R0, 0).Exit();
        assembler.Build().Instructions.Length.ShouldBe(2);
        assembler.Exit().Build().Instructions.Length.ShouldBe(3);
    }
}
