// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// The names of instructions in the mnemonic dialect, built once: what the mnemonic disassembler prints and <see cref="InstructionInfo"/>
/// tells. Where ubpf and bpf_conformance differ, the name is bpf_conformance's.
/// </summary>
internal static class MnemonicNames
{
    private static readonly string[] AluNames = ["add", "sub", "mul", "div", "or", "and", "lsh", "rsh", "neg", "mod", "xor", "mov", "arsh"];

    private static readonly string[] JumpNames =
        ["ja", "jeq", "jgt", "jge", "jset", "jne", "jsgt", "jsge", "call", "exit", "jlt", "jle", "jslt", "jsle", "may_goto"];

    private static readonly string[] Plain = MakePlain();

    private static readonly string[] Swaps = ["le16", "le32", "le64", "be16", "be32", "be64", "swap16", "swap32", "swap64"];

    /// <summary>The operations of arithmetic instructions by the high four bits of the opcode, without a width.</summary>
    public static ReadOnlySpan<string> Alu => AluNames;

    /// <summary>The operations of jumps by the high four bits of the opcode, without a width.</summary>
    public static ReadOnlySpan<string> Jumps => JumpNames;

    /// <summary>The name of a valid instruction.</summary>
    public static string Of(Instruction instruction)
    {
        switch (InstructionSet.FormOf(instruction.Opcode))
        {
            case OpcodeForm.ByteOrder:
                int width = instruction.Immediate switch { 16 => 0, 32 => 1, _ => 2 };
                return Swaps[width + (instruction.Opcode switch { Opcodes.ToLittleEndian => 0, Opcodes.ToBigEndian => 3, _ => 6 })];
            case OpcodeForm.MoveRegister when instruction.Offset != 0:
                return MoveName(instruction);
            case OpcodeForm.AluImmediate or OpcodeForm.AluRegister when instruction.Offset != 0:
                return (instruction.AluOperation == AluOperation.Divide ? "sdiv" : "smod")
                    + (instruction.Class == InstructionClass.Alu32 ? "32" : "");
            case OpcodeForm.Atomic:
                return AtomicName(instruction);
            default:
                return Plain[instruction.Opcode];
        }
    }

    /// <summary>The name of an atomic operation without its width: <c>fetch add</c>, <c>cmpxchg</c>.</summary>
    public static string OfAtomic(AtomicOperation operation) => operation switch
    {
        AtomicOperation.Add => "add",
        AtomicOperation.Or => "or",
        AtomicOperation.And => "and",
        AtomicOperation.Xor => "xor",
        AtomicOperation.FetchAdd => "fetch add",
        AtomicOperation.FetchOr => "fetch or",
        AtomicOperation.FetchAnd => "fetch and",
        AtomicOperation.FetchXor => "fetch xor",
        AtomicOperation.Exchange => "xchg",
        AtomicOperation.CompareExchange => "cmpxchg",
        AtomicOperation.LoadAcquire => "load_acquire",
        _ => "store_release",
    };

    private static string MoveName(Instruction instruction) => (instruction.Offset, instruction.Class) switch
    {
        (8, InstructionClass.Alu32) => "movsx832",
        (16, InstructionClass.Alu32) => "movsx1632",
        (8, _) => "movsx864",
        (16, _) => "movsx1664",
        (32, _) => "movsx3264",
        _ => "addr_space_cast",
    };

    private static string AtomicName(Instruction instruction)
    {
        string name = "lock " + OfAtomic(instruction.AtomicOperation);
        return instruction.MemorySize switch
        {
            MemorySize.DoubleWord => name,
            MemorySize.Word => name + "32",
            MemorySize.HalfWord => name + "16",
            _ => name + "8",
        };
    }

    private static string[] MakePlain()
    {
        var names = new string[256];
        for (int opcode = 0; opcode < names.Length; opcode++)
        {
            var instruction = new Instruction((byte)opcode);
            string size = instruction.MemorySize switch
            {
                MemorySize.Byte => "b",
                MemorySize.HalfWord => "h",
                MemorySize.Word => "w",
                _ => "dw",
            };
            string width = instruction.Class is InstructionClass.Alu32 or InstructionClass.Jump32 ? "32" : "";
            names[opcode] = InstructionSet.FormOf((byte)opcode) switch
            {
                OpcodeForm.WideLoad => "lddw",
                OpcodeForm.Load => (instruction.MemoryMode == MemoryMode.MemorySignExtended ? "ldxs" : "ldx") + size,
                OpcodeForm.StoreImmediate => "st" + size,
                OpcodeForm.StoreRegister => "stx" + size,
                OpcodeForm.PacketAbsolute => "ldabs" + size,
                OpcodeForm.PacketIndirect => "ldind" + size,
                OpcodeForm.CallRegister => "callx",
                OpcodeForm.AluImmediate or OpcodeForm.AluRegister or OpcodeForm.MoveImmediate or OpcodeForm.MoveRegister
                    or OpcodeForm.Negate => AluNames[opcode >> 4] + width,
                OpcodeForm.Jump or OpcodeForm.JumpLong or OpcodeForm.MayJump or OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister
                    or OpcodeForm.Call or OpcodeForm.Exit => JumpNames[opcode >> 4] + width,
                _ => "",
            };
        }

        return names;
    }
}
