// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>
/// Makes random parts that the kernel's verifier accepts: any arithmetic on registers that hold numbers, aligned accesses of initialised
/// stack, branches forward, loops with a fixed count.
/// </summary>
internal class PartGenerator
{
    /// <summary>Initialised stack below R10, in bytes.</summary>
    public const int StackSize = 64;

    private static readonly AtomicOperation[] Atomics =
    [
        AtomicOperation.Add, AtomicOperation.Or, AtomicOperation.And, AtomicOperation.Xor, AtomicOperation.FetchAdd, AtomicOperation.FetchOr,
        AtomicOperation.FetchAnd, AtomicOperation.FetchXor, AtomicOperation.Exchange, AtomicOperation.CompareExchange,
    ];

    // Branches double what the verifier walks, loops multiply it.
    private int _paths = 256;

    public PartGenerator(Random random)
    {
        Random = random;
        Numbers = new NumberInstructions(random, Any);
    }

    protected Random Random { get; }

    protected NumberInstructions Numbers { get; }

    /// <summary>Whether the body of a loop is being made, whose counter is R7.</summary>
    protected bool IsInLoop { get; private set; }

    public List<Part> Body(int length)
    {
        var parts = new List<Part>();
        for (int i = 0; i < length; i++)
            parts.Add(Next());
        return parts;
    }

    protected virtual Part Next()
    {
        int kind = Random.Next(100);
        if (kind < 60)
            return new Straight(Arithmetic());
        if (kind < 64)
            return WideLoad();
        if (kind < 82)
            return new Straight(StackAccess());
        if (kind < 88)
            return new Straight(AtomicOnStack());
        if (kind < 97)
            return MakeBranch();
        return MakeLoop();
    }

    /// <summary>A register that may be changed.</summary>
    protected Register Any()
    {
        ReadOnlySpan<Register> registers = [Register.R0, Register.R1, Register.R2, Register.R3, Register.R4, Register.R5, Register.R8, Register.R9, Register.R7];
        return registers[Random.Next(IsInLoop ? registers.Length - 1 : registers.Length)];
    }

    protected int Immediate() => Numbers.Immediate();

    protected Instruction Arithmetic() => Numbers.Arithmetic();

    protected Instruction Condition() => Numbers.Condition();

    /// <summary>An atomic operation on the stack whose old value nobody gets.</summary>
    protected virtual Instruction[] AtomicOnStack() => [AtomicWith(Atomics[Random.Next(4)])];

    /// <summary>Any atomic operation on the stack.</summary>
    protected Instruction AnyAtomic()
    {
        if (Random.Next(6) != 0)
            return AtomicWith(Atomics[Random.Next(Atomics.Length)]);

        // Load-acquire and store-release come in all sizes.
        int bytes = 1 << Random.Next(4);
        byte opcode = (byte)(0xc3 | SizeBits(bytes));
        return Random.Next(2) == 0
            ? new Instruction(opcode, Any(), Register.R10, StackOffset(bytes), (int)AtomicOperation.LoadAcquire)
            : new Instruction(opcode, Register.R10, Any(), StackOffset(bytes), (int)AtomicOperation.StoreRelease);
    }

    private Instruction AtomicWith(AtomicOperation operation)
    {
        int size = 4 << Random.Next(2);
        return new Instruction((byte)(0xc3 | SizeBits(size)), Register.R10, Any(), StackOffset(size), (int)operation);
    }

    protected static byte SizeBits(int bytes) => bytes switch
    {
        1 => 0x10,
        2 => 0x08,
        4 => 0x00,
        _ => 0x18,
    };

    protected Straight WideLoad()
    {
        long value = Numbers.Wide();
        return new Straight(new Instruction(0x18, Any(), immediate: (int)value), new Instruction(0, immediate: (int)(value >> 32)));
    }

    private Instruction StackAccess()
    {
        int size = 1 << Random.Next(4);
        byte bits = SizeBits(size);
        short offset = StackOffset(size);
        return Random.Next(4) switch
        {
            0 => new Instruction((byte)(0x62 | bits), Register.R10, offset: offset, immediate: Immediate()),
            1 => new Instruction((byte)(0x63 | bits), Register.R10, Any(), offset),
            2 => new Instruction((byte)(0x61 | bits), Any(), Register.R10, offset),
            _ => size == 8
                ? new Instruction((byte)(0x61 | bits), Any(), Register.R10, offset)
                : new Instruction((byte)(0x81 | bits), Any(), Register.R10, offset),
        };
    }

    private short StackOffset(int size) => (short)(-StackSize + (Random.Next(StackSize / size) * size));

    private Part MakeBranch()
    {
        if (_paths < 2)
            return new Straight(Arithmetic());
        _paths /= 2;
        return new Branch(Condition(), Body(Random.Next(1, 5)), Body(Random.Next(0, 4)), Random.Next(3) == 0);
    }

    private Part MakeLoop()
    {
        if (IsInLoop || _paths < 8)
            return new Straight(Arithmetic());
        int paths = _paths;
        _paths = Math.Min(2, paths / 8);
        IsInLoop = true;
        var loop = new Loop(Random.Next(1, 4), Body(Random.Next(1, 6)));
        IsInLoop = false;
        _paths = paths / 8;
        return loop;
    }
}
