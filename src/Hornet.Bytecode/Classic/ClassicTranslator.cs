// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>
/// Translates classic programs to extended BPF socket filters: the context (<c>struct __sk_buff</c>) is kept in R6, A lives in R0, X in R7,
/// scratch memory on the stack. Packet bytes are loaded by the instructions RFC 9669 section 5.6 describes, which end the program with 0
/// when the packet is too short; extensions come from the context's fields and from helpers.
/// </summary>
public static class ClassicTranslator
{
    private const Register A = Register.R0;
    private const Register X = Register.R7;
    private const Register Context = Register.R6;

    /// <summary>Used within one classic instruction only.</summary>
    private const Register Temporary = Register.R2;

    private const int GetRandomNumber = 7;
    private const int GetProcessor = 8;

    /// <summary>Translates a program.</summary>
    /// <param name="program">The classic instructions, valid for Linux.</param>
    /// <returns>The instructions of an equivalent program of type socket filter. It needs CPU version v2: jumps on less-than are used.</returns>
    /// <exception cref="ClassicProgramException">The program is not valid.</exception>
    /// <exception cref="ClassicTranslationException">It uses an extension for which there is neither field nor helper: netlink attributes, payload offset, hardware type.</exception>
    public static Instruction[] Translate(ReadOnlySpan<ClassicInstruction> program) => Translate(program, out _);

    /// <summary>Translates a program and tells where each classic instruction went.</summary>
    /// <param name="program">The classic instructions, valid for Linux.</param>
    /// <param name="starts">For each classic instruction, the slot of the first instruction it became; for one that no path reaches, the slot after what came before.</param>
    /// <returns>The instructions of an equivalent program of type socket filter.</returns>
    /// <exception cref="ClassicProgramException">The program is not valid.</exception>
    /// <exception cref="ClassicTranslationException">It uses an extension for which there is neither field nor helper.</exception>
    public static Instruction[] Translate(ReadOnlySpan<ClassicInstruction> program, out int[] starts)
    {
        ClassicValidator.Validate(program);
        var code = new List<Instruction>(program.Length * 2)
        {
            new(Opcodes.Move64Register, Context, Register.R1),
            new(Opcodes.Move32Immediate, A),
            new(Opcodes.Move32Immediate, X),
        };
        starts = new int[program.Length];
        bool[] reached = Reached(program);
        var jumps = new List<(int Slot, int Target)>();
        for (int i = 0; i < program.Length; i++)
        {
            starts[i] = code.Count;
            if (reached[i])
                TranslateOne(program[i], i, code, jumps);
        }

        // At most 4096 instructions become seven each, so every distance fits the 16 bits of an offset.
        foreach ((int slot, int target) in jumps)
            code[slot] = code[slot].WithOffset(checked((short)(starts[target] - slot - 1)));
        return [.. code];
    }

    /// <summary>Which instructions a path leads to: extended programs must not have others. One pass is enough, as jumps go forward only.</summary>
    private static bool[] Reached(ReadOnlySpan<ClassicInstruction> program)
    {
        bool[] reached = new bool[program.Length];
        reached[0] = true;
        for (int i = 0; i < program.Length; i++)
        {
            ClassicInstruction instruction = program[i];
            if (!reached[i] || instruction.Class == ClassicOpcodes.ClassReturn)
                continue;
            if (instruction.Code == ClassicOpcodes.Jump)
            {
                reached[i + 1 + (int)instruction.Operand] = true;
                continue;
            }

            // Instructions that do not jump may carry anything in these two fields.
            reached[i + 1 + (instruction.IsConditionalJump ? instruction.JumpTrue : 0)] = true;
            reached[i + 1 + (instruction.IsConditionalJump ? instruction.JumpFalse : 0)] = true;
        }

        return reached;
    }

    private static void TranslateOne(ClassicInstruction instruction, int index, List<Instruction> code, List<(int Slot, int Target)> jumps)
    {
        int k = unchecked((int)instruction.Operand);
        switch (instruction.Code)
        {
            case ClassicOpcodes.LoadImmediate:
                code.Add(new Instruction(Opcodes.Move32Immediate, A, immediate: k));
                break;
            case ClassicOpcodes.LoadXImmediate:
                code.Add(new Instruction(Opcodes.Move32Immediate, X, immediate: k));
                break;
            case ClassicOpcodes.LoadMemory or ClassicOpcodes.LoadXMemory:
                code.Add(new Instruction(Opcodes.LoadWord, instruction.Code == ClassicOpcodes.LoadMemory ? A : X, Register.R10, StackOffset(k)));
                break;
            case ClassicOpcodes.Store or ClassicOpcodes.StoreX:
                code.Add(new Instruction(Opcodes.StoreWordRegister, Register.R10, instruction.Code == ClassicOpcodes.Store ? A : X, StackOffset(k)));
                break;
            case ClassicOpcodes.LoadLength or ClassicOpcodes.LoadXLength:
                code.Add(new Instruction(Opcodes.LoadWord, instruction.Code == ClassicOpcodes.LoadLength ? A : X, Context, SocketBuffer.Length));
                break;
            case ClassicOpcodes.LoadWord or ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte:
                if (ClassicExtensions.TryGet(instruction, out ClassicExtension extension))
                    LoadExtension(extension, index, code);
                else
                    code.Add(new Instruction((byte)instruction.Code, immediate: k));
                break;
            case ClassicOpcodes.LoadWordIndirect or ClassicOpcodes.LoadHalfWordIndirect or ClassicOpcodes.LoadByteIndirect:
                code.Add(new Instruction((byte)instruction.Code, source: X, immediate: k));
                break;
            case ClassicOpcodes.LoadXHeaderLength:
                LoadHeaderLength(k, code);
                break;
            case ClassicOpcodes.CopyAToX:
                code.Add(new Instruction(Opcodes.Move64Register, X, A));
                break;
            case ClassicOpcodes.CopyXToA:
                code.Add(new Instruction(Opcodes.Move64Register, A, X));
                break;
            case ClassicOpcodes.Return:
                code.Add(new Instruction(Opcodes.Move32Immediate, A, immediate: k));
                code.Add(new Instruction(Opcodes.Exit));
                break;
            case ClassicOpcodes.ReturnA:
                code.Add(new Instruction(Opcodes.Exit));
                break;
            case ClassicOpcodes.Jump:
                jumps.Add((code.Count, index + 1 + k));
                code.Add(new Instruction(Opcodes.Jump));
                break;
            default:
                if (instruction.IsConditionalJump)
                    Branch(instruction, index, code, jumps);
                else
                    Compute(instruction, code);
                break;
        }
    }

    /// <summary>X = 4 * (the byte's low four bits). The packet load gives its result in A only, so A waits in X and they change places.</summary>
    private static void LoadHeaderLength(int offset, List<Instruction> code)
    {
        code.Add(new Instruction(Opcodes.Move64Register, X, A));
        code.Add(new Instruction(Opcodes.LoadPacketByte, immediate: offset));
        code.Add(new Instruction(Opcodes.And32Immediate, A, immediate: 0xf));
        code.Add(new Instruction(Opcodes.ShiftLeft32Immediate, A, immediate: 2));
        code.Add(new Instruction(Opcodes.Move64Register, Temporary, X));
        code.Add(new Instruction(Opcodes.Move64Register, X, A));
        code.Add(new Instruction(Opcodes.Move64Register, A, Temporary));
    }

    /// <summary>The 32-bit arithmetic codes of both instruction sets are the same, except that a classic division by 0 ends the program.</summary>
    private static void Compute(ClassicInstruction instruction, List<Instruction> code)
    {
        if (instruction.Code is ClassicOpcodes.DivideX or ClassicOpcodes.ModuloX)
        {
            code.Add(new Instruction(Opcodes.JumpIfNotEqual64Immediate, X, offset: 2));
            code.Add(new Instruction(Opcodes.Move32Immediate, A));
            code.Add(new Instruction(Opcodes.Exit));
        }

        bool usesX = (instruction.Code & Opcodes.SourceRegister) != 0;
        bool usesConstant = !usesX && instruction.Code != ClassicOpcodes.Negate;
        code.Add(new Instruction((byte)instruction.Code, A, usesX ? X : Register.R0, immediate: usesConstant ? unchecked((int)instruction.Operand) : 0));
    }

    /// <summary>Two-way jumps become one jump when one of the ways is the next instruction, otherwise two.</summary>
    private static void Branch(ClassicInstruction instruction, int index, List<Instruction> code, List<(int Slot, int Target)> jumps)
    {
        int constant = unchecked((int)instruction.Operand);
        int whenTrue = index + 1 + instruction.JumpTrue;
        int whenFalse = index + 1 + instruction.JumpFalse;
        byte opcode = (byte)instruction.Code;
        Register source = (opcode & Opcodes.SourceRegister) != 0 ? X : Register.R0;
        if (source != X && constant < 0)
        {
            // Immediates are extended with their sign, classic constants are not signed.
            code.Add(new Instruction(Opcodes.Move32Immediate, Temporary, immediate: constant));
            opcode |= Opcodes.SourceRegister;
            source = Temporary;
        }

        int immediate = source == Register.R0 ? constant : 0;
        if (instruction.JumpTrue == 0 && instruction.JumpFalse != 0 && TryNegate(opcode, out byte negated))
        {
            jumps.Add((code.Count, whenFalse));
            code.Add(new Instruction(negated, A, source, immediate: immediate));
            return;
        }

        jumps.Add((code.Count, whenTrue));
        code.Add(new Instruction(opcode, A, source, immediate: immediate));
        if (instruction.JumpFalse == 0)
            return;
        jumps.Add((code.Count, whenFalse));
        code.Add(new Instruction(Opcodes.Jump));
    }

    private static bool TryNegate(byte opcode, out byte negated)
    {
        negated = opcode switch
        {
            Opcodes.JumpIfEqual64Immediate => Opcodes.JumpIfNotEqual64Immediate,
            Opcodes.JumpIfEqual64Register => Opcodes.JumpIfNotEqual64Register,
            Opcodes.JumpIfGreaterThan64Immediate => Opcodes.JumpIfLessOrEqual64Immediate,
            Opcodes.JumpIfGreaterThan64Register => Opcodes.JumpIfLessOrEqual64Register,
            Opcodes.JumpIfGreaterOrEqual64Immediate => Opcodes.JumpIfLessThan64Immediate,
            Opcodes.JumpIfGreaterOrEqual64Register => Opcodes.JumpIfLessThan64Register,
            _ => 0,
        };
        return negated != 0;
    }

    private static void LoadExtension(ClassicExtension extension, int index, List<Instruction> code)
    {
        short field = extension switch
        {
            ClassicExtension.PacketType => SocketBuffer.PacketType,
            ClassicExtension.Mark => SocketBuffer.Mark,
            ClassicExtension.Queue => SocketBuffer.QueueMapping,
            ClassicExtension.Protocol => SocketBuffer.Protocol,
            ClassicExtension.VlanTagPresent => SocketBuffer.VlanPresent,
            ClassicExtension.VlanTag => SocketBuffer.VlanTag,
            ClassicExtension.VlanProtocol => SocketBuffer.VlanProtocol,
            ClassicExtension.InterfaceIndex => SocketBuffer.InterfaceIndex,
            ClassicExtension.Hash => SocketBuffer.Hash,
            _ => -1,
        };
        if (field >= 0)
        {
            code.Add(new Instruction(Opcodes.LoadWord, A, Context, field));

            // The context has these two in network byte order.
            if (extension is ClassicExtension.Protocol or ClassicExtension.VlanProtocol)
                code.Add(new Instruction(Opcodes.ToBigEndian, A, immediate: 16));
            return;
        }

        code.Add(extension switch
        {
            ClassicExtension.XorX => new Instruction(Opcodes.Xor32Register, A, X),
            ClassicExtension.Cpu => new Instruction(Opcodes.Call, immediate: GetProcessor),
            ClassicExtension.Random => new Instruction(Opcodes.Call, immediate: GetRandomNumber),
            _ => throw new ClassicTranslationException(
                $"Translating a classic BPF program: instruction {index} loads {ClassicExtensions.ListingName(extension)}, for which extended programs have neither a field nor a helper.", index),
        });
    }

    private static short StackOffset(int word) => (short)(-4 * (word + 1));

    /// <summary>Offsets of the fields of <c>struct __sk_buff</c> (linux/bpf.h); all are 32 bits wide.</summary>
    private static class SocketBuffer
    {
        public const short Length = 0;
        public const short PacketType = 4;
        public const short Mark = 8;
        public const short QueueMapping = 12;
        public const short Protocol = 16;
        public const short VlanPresent = 20;
        public const short VlanTag = 24;
        public const short VlanProtocol = 28;
        public const short InterfaceIndex = 40;
        public const short Hash = 68;
    }
}
