// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>Puts the answer of a relocation into its instruction.</summary>
internal static class CorePatcher
{
    /// <summary>
    /// The immediate of the call that stands for an instruction without an answer: no helper has this number, and the kernel's verifier prints it
    /// when a path reaches it (<c>invalid func unknown#195896080</c>), a message people look for.
    /// </summary>
    public const int PoisonImmediate = 0xbad2310;

    private const byte Call = 0x85;
    private const byte WideLoad = 0x18;

    private const int ClassMask = 0x07;
    private const int SizeMask = 0x18;
    private const int RegisterOperand = 0x08;

    /// <summary>Replaces an instruction, both halves of a wide load included, by the poison call.</summary>
    public static void Poison(Span<Instruction> instructions, int at)
    {
        if (instructions[at].Opcode == WideLoad && at + 1 < instructions.Length)
            instructions[at + 1] = new Instruction(Call, immediate: PoisonImmediate);
        instructions[at] = new Instruction(Call, immediate: PoisonImmediate);
    }

    /// <summary>Patches an instruction.</summary>
    /// <param name="instructions">The program.</param>
    /// <param name="at">The instruction.</param>
    /// <param name="local">The number by the object's types.</param>
    /// <param name="target">The number by the target's types.</param>
    /// <param name="sizeMayChange">Whether a load or store may be made wider or narrower.</param>
    /// <returns>Null when done; otherwise why the instruction cannot give a right result and is to be poisoned.</returns>
    /// <exception cref="FormatException">The instruction is not one that holds the number; the message says why.</exception>
    public static string? Patch(Span<Instruction> instructions, int at, CoreValue local, CoreValue target, bool sizeMayChange)
    {
        Instruction instruction = instructions[at];
        switch (instruction.Opcode & ClassMask)
        {
            case 4 or 7: // ALU, ALU64
                if ((instruction.Opcode & RegisterOperand) != 0)
                    throw new FormatException("the instruction has no immediate");
                Check(local, (ulong)instruction.Immediate);
                if (target.Value > int.MaxValue)
                    throw new FormatException($"the value {target.Value} does not fit into the instruction");
                instructions[at] = instruction.WithImmediate((int)target.Value);
                return null;
            case 1 or 2 or 3: // LDX, ST, STX
                return PatchAccess(ref instructions[at], local, target, sizeMayChange);
            case 0 when instruction.Opcode == WideLoad:
                PatchWideLoad(instructions, at, local, target);
                return null;
            default:
                throw new FormatException($"an instruction with opcode 0x{instruction.Opcode:x2} cannot hold a value");
        }
    }

    private static string? PatchAccess(ref Instruction instruction, CoreValue local, CoreValue target, bool sizeMayChange)
    {
        Check(local, (ulong)instruction.Offset);
        if (target.Value > (ulong)short.MaxValue)
            throw new FormatException($"an offset of {target.Value} bytes does not fit into the instruction");
        if (local.AccessSize == target.AccessSize)
        {
            instruction = instruction.WithOffset((short)target.Value);
            return null;
        }

        if (!sizeMayChange)
        {
            return $"the size of the field changed from {local.AccessSize} to {target.AccessSize} bytes, and only pointers and unsigned "
                + "integers keep their value when they are accessed with another size";
        }

        if (SizeOfAccess(instruction.Opcode) != local.AccessSize)
            throw new FormatException($"the instruction accesses {SizeOfAccess(instruction.Opcode)} bytes, the field has {local.AccessSize}");
        int size = target.AccessSize switch
        {
            8 => 0x18,
            4 => 0x00,
            2 => 0x08,
            1 => 0x10,
            _ => throw new FormatException($"no instruction accesses {target.AccessSize} bytes"),
        };
        byte opcode = (byte)((instruction.Opcode & ~SizeMask) | size);
        instruction = new Instruction(opcode, instruction.Destination, instruction.Source, (short)target.Value, instruction.Immediate);
        return null;
    }

    private static void PatchWideLoad(Span<Instruction> instructions, int at, CoreValue local, CoreValue target)
    {
        Instruction low = instructions[at];
        Instruction high = at + 1 < instructions.Length ? instructions[at + 1] : throw new FormatException("the wide load is cut off");
        if (low.Source != 0 || low.Offset != 0 || high.Opcode != 0 || high.Source != 0 || high.Destination != 0 || high.Offset != 0)
            throw new FormatException("the wide load does not load a number");
        Check(local, (uint)low.Immediate | ((ulong)(uint)high.Immediate << 32));
        instructions[at] = low.WithImmediate((int)target.Value);
        instructions[at + 1] = high.WithImmediate((int)(target.Value >> 32));
    }

    private static void Check(CoreValue local, ulong inInstruction)
    {
        if (local.IsExact && local.Value != inInstruction)
            throw new FormatException($"the instruction holds {(long)inInstruction}, the object's own types say {local.Value}");
    }

    private static int SizeOfAccess(byte opcode) => (opcode & SizeMask) switch { 0x18 => 8, 0x00 => 4, 0x08 => 2, _ => 1 };
}
