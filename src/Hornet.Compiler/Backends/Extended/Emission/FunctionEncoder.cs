// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>A function in bytes, but for what lies outside of it.</summary>
/// <param name="Instructions">The instructions, jumps resolved.</param>
/// <param name="References">What outside the program they refer to.</param>
/// <param name="Calls">Calls and addresses of other functions.</param>
/// <param name="Locations">For each instruction the part of the source it comes from.</param>
/// <param name="FrameSize">The bytes of the stack frame.</param>
internal sealed record FunctionCode(
    List<Instruction> Instructions,
    List<SymbolReference> References,
    List<(int Instruction, Function Callee)> Calls,
    List<SourceSpan> Locations,
    int FrameSize);

/// <summary>Encodes a function whose registers, frame and block order are known.</summary>
internal sealed class FunctionEncoder
{
    private readonly MachineFunction _function;
    private readonly CpuVersion _version;
    private readonly List<Piece> _pieces = [];
    private readonly Dictionary<MachineBlock, Label> _labels = [];

    private FunctionEncoder(MachineFunction function, CpuVersion version)
    {
        _function = function;
        _version = version;
    }

    /// <summary>Encodes a function.</summary>
    public static FunctionCode Encode(MachineFunction function, CpuVersion version)
    {
        var encoder = new FunctionEncoder(function, version);
        foreach (MachineBlock block in function.Blocks)
            encoder._labels.Add(block, new Label());
        for (int i = 0; i < function.Blocks.Count; i++)
            encoder.AddBlock(function.Blocks[i], i + 1 < function.Blocks.Count ? function.Blocks[i + 1] : null);
        LongJumps.Resolve(encoder._pieces, version);
        return encoder.Write();
    }

    private void AddBlock(MachineBlock block, MachineBlock? following)
    {
        _pieces.Add(new Piece { Label = _labels[block] });
        foreach (MachineInstruction instruction in block.Instructions)
            _pieces.Add(new Piece { Instruction = instruction, Size = SizeOf(instruction) });
        SourceSpan location = block.Condition?.Location ?? (block.Instructions.Count > 0 ? block.Instructions[^1].Location : default);
        if (block.Condition is { } condition)
        {
            if (block.Taken == following && Inverted(condition.Opcode) is { } inverted)
            {
                AddJump(inverted, condition, block.Next!, location);
                return;
            }

            AddJump(condition.Opcode, condition, block.Taken!, location);
        }

        if (block.Next is { } next && next != following)
            AddContinuation(next, location);
    }

    private void AddContinuation(MachineBlock next, SourceSpan location)
    {
        // A jump to the end is as long as the end itself.
        if (next is { Next: null, Condition: null, Instructions: [{ Opcode: Opcodes.Exit } exit] })
            _pieces.Add(new Piece { Instruction = exit, Size = 1 });
        else
            AddJump(Opcodes.Jump, null, next, location);
    }

    private void AddJump(byte opcode, MachineInstruction? condition, MachineBlock target, SourceSpan location) =>
        _pieces.Add(new Piece { Opcode = opcode, Instruction = condition, Target = _labels[target], Size = 1, Location = location });

    private static int SizeOf(MachineInstruction instruction) => instruction switch
    {
        { IsSlotAddress: true } => 2,
        { IsWide: true } => 2,
        _ => 1,
    };

    /// <summary>The jump that is taken when this one is not; <c>jset</c> has none.</summary>
    public static byte? Inverted(byte opcode)
    {
        JumpOperation? operation = (JumpOperation)(opcode & Opcodes.OperationMask) switch
        {
            JumpOperation.Equal => JumpOperation.NotEqual,
            JumpOperation.NotEqual => JumpOperation.Equal,
            JumpOperation.GreaterThan => JumpOperation.LessOrEqual,
            JumpOperation.GreaterOrEqual => JumpOperation.LessThan,
            JumpOperation.LessThan => JumpOperation.GreaterOrEqual,
            JumpOperation.LessOrEqual => JumpOperation.GreaterThan,
            JumpOperation.SignedGreaterThan => JumpOperation.SignedLessOrEqual,
            JumpOperation.SignedGreaterOrEqual => JumpOperation.SignedLessThan,
            JumpOperation.SignedLessThan => JumpOperation.SignedGreaterOrEqual,
            JumpOperation.SignedLessOrEqual => JumpOperation.SignedGreaterThan,
            _ => null,
        };
        return operation is { } known ? (byte)((opcode & ~Opcodes.OperationMask) | (byte)known) : null;
    }

    private FunctionCode Write()
    {
        var code = new FunctionCode([], [], [], [], _function.FrameSize);
        foreach (Piece piece in _pieces)
        {
            if (piece.Target is { } target)
                WriteJump(code, piece, target);
            else if (piece.Instruction is { } instruction)
                WriteInstruction(code, instruction);
            SourceSpan location = piece.Location.Source is null ? piece.Instruction?.Location ?? default : piece.Location;
            while (code.Locations.Count < code.Instructions.Count)
                code.Locations.Add(location);
        }

        return code;
    }

    private void WriteJump(FunctionCode code, Piece piece, Label target)
    {
        int distance = target.Address - (code.Instructions.Count + 1);
        if (piece.Opcode == Opcodes.JumpLong)
        {
            code.Instructions.Add(new Instruction(Opcodes.JumpLong, immediate: distance));
            return;
        }

        if (distance is < short.MinValue or > short.MaxValue)
            throw new CodeGenerationException(_function.Source.Name, "a jump goes further than 32,767 instructions; version 4 of the instruction set has longer ones", piece.Location);
        Register left = piece.Instruction is { } condition ? (Register)condition.Destination : Register.R0;
        Register right = piece.Instruction is { Source: >= 0 } ? (Register)piece.Instruction.Source : Register.R0;
        code.Instructions.Add(new Instruction(piece.Opcode, left, right, (short)distance, piece.Instruction?.Immediate ?? 0));
    }

    private void WriteInstruction(FunctionCode code, MachineInstruction instruction)
    {
        int at = code.Instructions.Count;
        Register destination = instruction.Destination < 0 ? Register.R0 : (Register)instruction.Destination;
        Register source = instruction.Source < 0 ? Register.R0 : (Register)instruction.Source;
        int offset = instruction.Offset + (instruction.Slot?.Offset ?? 0);
        if (instruction.Reference is { } reference)
            code.References.Add(new SymbolReference(at, reference.Kind, reference.Name, reference.Addend));
        if (instruction.Callee is not null)
            code.Calls.Add((at, instruction.Callee));
        if (instruction.IsSlotAddress)
        {
            code.Instructions.Add(new Instruction(Opcodes.Move64Register, destination, Register.R10));
            code.Instructions.Add(new Instruction(Opcodes.Add64Immediate, destination, immediate: offset));
            return;
        }

        if (instruction.IsWide)
        {
            (Instruction first, Instruction second) = Instruction.WideLoad(destination, instruction.Wide, KindOf(instruction));
            code.Instructions.Add(first);
            code.Instructions.Add(second);
            return;
        }

        if (offset is < short.MinValue or > short.MaxValue)
            throw new CodeGenerationException(_function.Source.Name, $"the offset {offset} does not fit into 16 bits", instruction.Location);
        code.Instructions.Add(new Instruction(instruction.Opcode, destination, source, (short)offset, instruction.Immediate));
    }

    private static WideLoadKind KindOf(MachineInstruction instruction) => instruction switch
    {
        { Callee: not null } => WideLoadKind.Function,
        { Reference.Kind: SymbolReferenceKind.Map } => WideLoadKind.MapDescriptor,
        { Reference.Kind: SymbolReferenceKind.MapValue } => WideLoadKind.MapValue,
        _ => WideLoadKind.Immediate,
    };
}
