// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Tests;

/// <summary>Instructions made at random: valid ones of every kind, and slots of which only the opcode is sure to exist.</summary>
internal sealed class RandomInstructions(int seed)
{
    private static readonly byte[] Known =
        [.. Enumerable.Range(0, 256).Select(opcode => (byte)opcode).Where(InstructionSet.IsKnownOpcode)];

    private static readonly AtomicOperation[] AtomicOperations = Enum.GetValues<AtomicOperation>();

    private static readonly int[] Immediates = [0, 1, 7, 8, 16, 32, 64, -1, -8, 255, 256, 0x10000, 0x1234abcd, int.MaxValue, int.MinValue];

    private static readonly short[] Offsets = [0, 1, 8, 16, 32, -1, -8, 100, short.MaxValue, short.MinValue];

    private readonly Random _random = new(seed);

    /// <summary>All opcodes that exist.</summary>
    public static IReadOnlyList<byte> KnownOpcodes => Known;

    /// <summary>A slot with the opcode and random fields, of which many have no meaning for it.</summary>
    public Instruction Any(byte opcode) => new(
        opcode, (Register)_random.Next(13), (Register)_random.Next(13), Pick(Offsets), Pick(Immediates));

    /// <summary>The two slots of a valid instruction with the opcode; the second only matters for a wide load.</summary>
    public (Instruction First, Instruction Second) Valid(byte opcode)
    {
        Instruction second = new(0, immediate: Pick(Immediates));
        for (int attempt = 0; attempt < 100_000; attempt++)
        {
            Instruction first = Plausible(opcode);
            if (InstructionSet.IsValid(first))
                return (first, first.IsWideLoad ? second : default);
        }

        throw new InvalidOperationException($"No valid instruction with opcode 0x{opcode:x2} was found.");
    }

    /// <summary>Valid instructions of random opcodes, as slots.</summary>
    public Instruction[] ValidProgram(int count)
    {
        var slots = new List<Instruction>();
        for (int i = 0; i < count; i++)
        {
            (Instruction first, Instruction second) = Valid(Pick(Known));
            slots.Add(first);
            if (first.IsWideLoad)
                slots.Add(second);
        }

        return [.. slots];
    }

    private Instruction Plausible(byte opcode)
    {
        var bare = new Instruction(opcode);
        int immediate = bare.IsAtomic ? (int)Pick(AtomicOperations)
            : _random.Next(2) == 0 ? Pick(Immediates)
            : _random.Next(2) == 0 ? 0 : _random.Next(int.MinValue, int.MaxValue);
        short offset = _random.Next(2) == 0 ? Pick(Offsets) : (short)(_random.Next(2) == 0 ? 0 : _random.Next(short.MinValue, short.MaxValue));
        return new Instruction(opcode, RegisterOrNone(), RegisterOrNone(), offset, immediate);
    }

    private Register RegisterOrNone() => _random.Next(2) == 0 ? Register.R0 : (Register)_random.Next(11);

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
