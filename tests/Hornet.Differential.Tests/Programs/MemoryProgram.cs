// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>
/// A random program over a block of memory in R1: it takes its registers and stack from there, works, and puts them back, so that one
/// comparison of the block sees everything the program did. In the kernel it is a <c>syscall</c> program.
/// </summary>
internal sealed record MemoryProgram(IReadOnlyList<Part> Main, IReadOnlyList<IReadOnlyList<Part>> Subprograms)
{
    private const int StackIn = 80;
    private const int Scratch = StackIn + PartGenerator.StackSize;
    private const int ScratchSize = 128;
    private const int RegistersOut = Scratch + ScratchSize;
    private const int StackOut = RegistersOut + 80;

    /// <summary>Size of the block in bytes.</summary>
    public const int MemorySize = StackOut + PartGenerator.StackSize;

    private const Register Memory = Register.R6;
    private const byte Load64 = 0x79, Store64 = 0x7b, Move64 = 0xbf, Exit = 0x95;

    /// <summary>The program of a seed.</summary>
    public static MemoryProgram Make(int seed)
    {
        var random = new Random(seed);
        int subprograms = random.Next(3) == 0 ? random.Next(1, 3) : 0;
        var main = new MainGenerator(random, subprograms);
        var bodies = new List<IReadOnlyList<Part>>();
        for (int i = 0; i < subprograms; i++)
            bodies.Add(new PartGenerator(random).Body(random.Next(1, 10)));
        return new MemoryProgram(main.Body(random.Next(5, 40)), bodies);
    }

    /// <summary>The block at the start, with numbers that make trouble.</summary>
    public static byte[] MakeMemory(int seed)
    {
        var random = new Random(seed);
        byte[] memory = new byte[MemorySize];
        random.NextBytes(memory.AsSpan(0, RegistersOut));
        ReadOnlySpan<ulong> edges = [0, 1, ulong.MaxValue, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, long.MaxValue, 0x8000_0000_0000_0000, 64, 32];
        for (int register = 0; register < 10; register++)
        {
            if (random.Next(2) == 0)
                BitConverter.TryWriteBytes(memory.AsSpan(register * 8), edges[random.Next(edges.Length)]);
        }

        return memory;
    }

    public Instruction[] Assemble()
    {
        var code = new CodeEmitter();
        int[] labels = [.. Subprograms.Select(_ => code.NewLabel())];
        code.Add(new Instruction(Move64, Memory, Register.R1));
        for (int offset = 0; offset < PartGenerator.StackSize; offset += 8)
        {
            code.Add(new Instruction(Load64, Register.R0, Memory, (short)(StackIn + offset)));
            code.Add(new Instruction(Store64, Register.R10, Register.R0, (short)(offset - PartGenerator.StackSize)));
        }

        foreach (Register register in Numbers)
            code.Add(new Instruction(Load64, register, Memory, (short)((int)register * 8)));
        Parts.Emit(Main, code);
        foreach (Register register in Numbers)
            code.Add(new Instruction(Store64, Memory, register, (short)(RegistersOut + ((int)register * 8))));
        for (int offset = 0; offset < PartGenerator.StackSize; offset += 8)
        {
            code.Add(new Instruction(Load64, Register.R1, Register.R10, (short)(offset - PartGenerator.StackSize)));
            code.Add(new Instruction(Store64, Memory, Register.R1, (short)(StackOut + offset)));
        }

        code.Add(new Instruction(Exit));
        for (int i = 0; i < labels.Length; i++)
        {
            // The verifier refuses functions that nothing calls.
            if (code.IsUsed(labels[i]))
                EmitSubprogram(code, labels[i], Subprograms[i]);
        }

        return code.Finish();
    }

    /// <summary>Versions that do less.</summary>
    public IEnumerable<MemoryProgram> Smaller() =>
        Parts.Smaller(Main).Select(main => this with { Main = main })
            .Concat(Subprograms.SelectMany((body, i) => Parts.Smaller(body).Select(smaller =>
                this with { Subprograms = [.. Subprograms.Take(i), smaller, .. Subprograms.Skip(i + 1)] })));

    private static IEnumerable<Register> Numbers => Enum.GetValues<Register>().Where(r => r is not (Memory or Register.R10));

    // Every register and stack slot of the callee gets a value from the arguments.
    private static void EmitSubprogram(CodeEmitter code, int label, IReadOnlyList<Part> body)
    {
        code.Mark(label);
        code.Add(new Instruction(Move64, Register.R0, Register.R5));
        code.Add(new Instruction(Move64, Register.R7, Register.R1));
        code.Add(new Instruction(Move64, Register.R8, Register.R2));
        code.Add(new Instruction(Move64, Register.R9, Register.R3));
        for (int i = 0; i < PartGenerator.StackSize / 8; i++)
            code.Add(new Instruction(Store64, Register.R10, (Register)(1 + (i % 5)), (short)(i * 8 - PartGenerator.StackSize)));
        Parts.Emit(body, code);
        code.Add(new Instruction(Exit));
    }

    /// <summary>The main function may also touch the block and call.</summary>
    private sealed class MainGenerator(Random random, int subprograms) : PartGenerator(random)
    {
        protected override Part Next() => Random.Next(10) switch
        {
            0 => new Straight(MemoryAccess()),
            1 when subprograms > 0 && !IsInLoop => new CallPart(1 + Random.Next(subprograms), Refill()),
            _ => base.Next(),
        };

        // What an atomic operation read goes through the block, where the verifier loses sight of it: that of Linux 6.18 does not follow
        // such a value back when it decides which paths are alike, and leaves instructions out that run. The upper half of R0 after a
        // 32-bit exchange is cleared for the same reason.
        protected override Instruction[] AtomicOnStack()
        {
            Instruction atomic = AnyAtomic();
            Register? result = (AtomicOperation)atomic.Immediate switch
            {
                AtomicOperation.LoadAcquire => atomic.Destination,
                AtomicOperation.CompareExchange => Register.R0,
                AtomicOperation.FetchAdd or AtomicOperation.FetchOr or AtomicOperation.FetchAnd or AtomicOperation.FetchXor
                    or AtomicOperation.Exchange => atomic.Source,
                _ => null,
            };
            if (result is not { } register)
                return [atomic];
            bool isNarrowExchange = (AtomicOperation)atomic.Immediate == AtomicOperation.CompareExchange && (atomic.Opcode & 0x18) == 0;
            return
            [
                atomic, .. isNarrowExchange ? [new Instruction(0xbc, Register.R0, Register.R0)] : Array.Empty<Instruction>(),
                new Instruction(Store64, Memory, register, Scratch), new Instruction(Load64, register, Memory, Scratch),
            ];
        }

        private Instruction MemoryAccess()
        {
            int size = 1 << Random.Next(4);
            byte bits = SizeBits(size);
            short offset = (short)(Scratch + (Random.Next(ScratchSize / size) * size));
            return Random.Next(2) == 0
                ? new Instruction((byte)(0x61 | bits), Any(), Memory, offset)
                : new Instruction((byte)(0x63 | bits), Memory, Any(), offset);
        }

        private Instruction[] Refill() =>
        [
            .. Enumerable.Range(1, 5).Select(i => Random.Next(2) == 0
                ? new Instruction(Load64, (Register)i, Memory, (short)(i * 8))
                : new Instruction(Move64, (Register)i, Register.R0)),
        ];
    }
}
