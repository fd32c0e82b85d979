// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>
/// How much of what RyuJIT is ready to optimise an instruction takes. Past 60,000 bytes of intermediate language, 20,000 of its instructions, 2,000 basic
/// blocks or 8,000 uses of locals in a method RyuJIT stops optimising without a word.
/// </summary>
internal static class IlWeights
{
    /// <summary>The weight a method may have: four fifths of what RyuJIT optimises.</summary>
    public const int Limit = 1_000_000;

    private const double Share = 0.8;

    /// <summary>The weight of an instruction.</summary>
    /// <param name="input">The program.</param>
    /// <param name="slot">The instruction's slot.</param>
    public static int Of(CompilationInput input, int slot)
    {
        Instruction instruction = input.Linked.Instructions[slot];
        bool isAtomic = (instruction.Opcode & 0xe7) == 0xc3;
        return (instruction.Opcode & 7) switch
        {
            0 when instruction.Opcode == 0x18 => Weigh(bytes: 11, blocks: 0, locals: 1),
            0 => Weigh(bytes: 80, blocks: 4, locals: 14),
            1 or 2 or 3 when isAtomic => Weigh(bytes: 52, blocks: 0, locals: 7),
            1 or 2 or 3 when input.IsChecked || !IsMostlyTrusted(input.ProofAt(slot).Memory) => Weigh(bytes: 125, blocks: 4, locals: 18),
            1 or 2 or 3 => Weigh(bytes: 40, blocks: 0, locals: 4),
            5 when instruction.Opcode == 0x0d => Weigh(bytes: 60 + (4 * input.Code.Length), blocks: 8, locals: 10),
            5 when instruction.Opcode == 0x8d => input.Graph.Functions.Length * Weigh(bytes: 90, blocks: 2, locals: 16),
            5 when instruction.Opcode == 0x85 && instruction.Source == Register.R0 => Weigh(bytes: 200, blocks: 6, locals: 40),
            5 when instruction.Opcode == 0x85 => Weigh(bytes: 100, blocks: 0, locals: 20),
            5 or 6 when IsBackward(instruction) => Weigh(bytes: 110, blocks: 4, locals: 30),
            5 or 6 => Weigh(bytes: 24, blocks: 1, locals: 3),
            _ => Weigh(bytes: 20, blocks: 0, locals: 3),
        };
    }

    private static bool IsMostlyTrusted(MemoryKind kind) =>
        kind is MemoryKind.Stack or MemoryKind.MapValue or MemoryKind.Packet or MemoryKind.PacketMeta or MemoryKind.Context;

    private static bool IsBackward(Instruction instruction) =>
        instruction.Opcode == 0x06 ? instruction.Immediate < 0 : instruction.Offset < 0;

    private static int Weigh(int bytes, int blocks, int locals) =>
        (int)(Limit / Share * Math.Max(bytes / 60_000.0, Math.Max(blocks / 2_000.0, locals / 8_000.0)));
}
