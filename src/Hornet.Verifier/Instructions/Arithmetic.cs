// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Arithmetic: moves, and operations on numbers and pointers.</summary>
internal sealed class Arithmetic
{
    private readonly Analysis _analysis;
    private readonly PointerArithmetic _pointers;

    /// <summary>Works on an analysis.</summary>
    public Arithmetic(Analysis analysis)
    {
        _analysis = analysis;
        _pointers = new PointerArithmetic(analysis);
    }

    /// <summary>Processes an arithmetic instruction.</summary>
    public void Process(Instruction instruction)
    {
        switch (instruction.AluOperation)
        {
            case AluOperation.Move:
                Move(instruction);
                break;
            case AluOperation.Negate or AluOperation.ByteSwap:
                Unary(instruction);
                break;
            default:
                Binary(instruction);
                break;
        }
    }

    private void Unary(Instruction instruction)
    {
        ref RegisterState destination = ref _analysis.Readable(instruction.Destination);
        if (destination.IsPointer && !_analysis.Program.IsPrivileged)
            throw _analysis.Unsafe($"R{(int)instruction.Destination} pointer arithmetic prohibited");
        _analysis.CheckWritable(instruction.Destination);
        if (!destination.IsScalar)
        {
            destination = RegisterState.UnknownScalar;
            return;
        }

        if (instruction.AluOperation == AluOperation.Negate)
        {
            destination.Unlink();
            Scalar operand = destination.Number;
            Scalar.Apply(AluOperation.Negate, instruction.Class == InstructionClass.Alu32, ref destination.Number, in operand);
            return;
        }

        bool reverses = instruction.Opcode != Opcodes.ToLittleEndian;
        if (reverses || instruction.Immediate < 64)
            destination.Unlink();
        destination.Number.ConvertByteOrder(instruction.Immediate, reverses);
    }

    private void Move(Instruction instruction)
    {
        bool is64 = instruction.Class == InstructionClass.Alu64;
        if (!instruction.UsesSourceRegister)
        {
            _analysis.CheckWritable(instruction.Destination);
            _analysis.Register((int)instruction.Destination) = RegisterState.ConstantScalar(is64 ? (ulong)(long)instruction.Immediate : (uint)instruction.Immediate);
            return;
        }

        ref RegisterState source = ref _analysis.Readable(instruction.Source);
        _analysis.CheckWritable(instruction.Destination);
        ref RegisterState destination = ref _analysis.Register((int)instruction.Destination);
        if (instruction.IsAddressSpaceCast)
            CastAddressSpace(instruction, ref destination);
        else if (instruction.Offset != 0)
            MoveSignExtended(instruction, ref destination, ref source, is64);
        else if (is64)
            Copy(ref destination, ref source);
        else
            MoveLowWord(instruction, ref destination, ref source);
    }

    private void Copy(ref RegisterState destination, ref RegisterState source)
    {
        ScalarLinks.Link(_analysis, ref source);
        destination = source;
    }

    private void CastAddressSpace(Instruction instruction, ref RegisterState destination)
    {
        if (_analysis.Program.Arena is null)
            throw _analysis.Refuse(FailureKind.Policy, $"addr_space_cast insn can only be used in a program that has an associated arena");
        destination = RegisterState.UnknownScalar;
        // From address space 1, of the arena, to 0.
        if (instruction.Immediate == 1)
            destination.Kind = ValueKind.Arena;
    }

    private void MoveSignExtended(Instruction instruction, ref RegisterState destination, ref RegisterState source, bool is64)
    {
        if (source.IsPointer)
        {
            if (!_analysis.Program.IsPrivileged)
            {
                throw is64
                    ? _analysis.Unsafe($"R{(int)instruction.Source} sign-extension part of pointer")
                    : _analysis.Unsafe($"R{(int)instruction.Source} partial copy of pointer");
            }

            destination = RegisterState.UnknownScalar;
            if (!is64)
                destination.Number.ZeroExtend32();
            return;
        }

        bool keepsValue = source.Number.UnsignedMax < 1UL << (instruction.Offset - 1);
        if (keepsValue)
            ScalarLinks.Link(_analysis, ref source);
        destination = source;
        if (!keepsValue)
            destination.Unlink();
        destination.Number.SignExtend(instruction.Offset / 8, !is64);
    }

    private void MoveLowWord(Instruction instruction, ref RegisterState destination, ref RegisterState source)
    {
        if (source.IsPointer)
        {
            if (!_analysis.Program.IsPrivileged)
                throw _analysis.Unsafe($"R{(int)instruction.Source} partial copy of pointer");
            destination = RegisterState.UnknownScalar;
            destination.Number.ZeroExtend32();
            return;
        }

        bool keepsValue = source.Number.UnsignedMax <= uint.MaxValue;
        if (keepsValue)
            ScalarLinks.Link(_analysis, ref source);
        destination = source;
        if (!keepsValue)
            destination.Unlink();
        destination.Number.ZeroExtend32();
        destination.Number.Synchronize();
    }

    private void Binary(Instruction instruction)
    {
        RegisterState operand = instruction.UsesSourceRegister
            ? _analysis.Readable(instruction.Source)
            : RegisterState.ConstantScalar((ulong)(long)instruction.Immediate);
        ref RegisterState destination = ref _analysis.Readable(instruction.Destination);
        CheckConstantOperand(instruction);
        _analysis.CheckWritable(instruction.Destination);
        // Whatever is calculated with an address in an arena, accesses through it stay there.
        if (operand.Kind == ValueKind.Arena)
            destination = operand;
        if (destination.Kind == ValueKind.Arena)
            return;
        if (operand.IsPointer)
            WithPointer(instruction, ref destination, in operand);
        else if (destination.IsPointer)
            OffPointer(instruction, in operand);
        else
            OfNumbers(instruction, ref destination, in operand);
    }

    private void CheckConstantOperand(Instruction instruction)
    {
        if (instruction.UsesSourceRegister)
            return;
        AluOperation operation = instruction.AluOperation;
        if (operation is AluOperation.Divide or AluOperation.Modulo && instruction.Immediate == 0)
            throw _analysis.Unsafe($"div by zero");
        int width = instruction.Class == InstructionClass.Alu64 ? 64 : 32;
        if (operation is AluOperation.ShiftLeft or AluOperation.ShiftRight or AluOperation.ArithmeticShiftRight && (uint)instruction.Immediate >= (uint)width)
            throw _analysis.Unsafe($"invalid shift {instruction.Immediate}");
    }

    private void WithPointer(Instruction instruction, ref RegisterState destination, in RegisterState operand)
    {
        if (destination.IsScalar)
        {
            // number += pointer
            RegisterState number = destination;
            _analysis.Precision.MarkRegister((int)instruction.Destination);
            _pointers.Process(instruction, in operand, in number);
            return;
        }

        if (instruction.AluOperation != AluOperation.Subtract || !_analysis.Program.IsPrivileged)
            throw _analysis.Unsafe($"R{(int)instruction.Destination} pointer {OperatorOf(instruction)} pointer prohibited");
        destination = RegisterState.UnknownScalar;
    }

    private void OffPointer(Instruction instruction, in RegisterState operand)
    {
        if (instruction.UsesSourceRegister)
            _analysis.Precision.MarkRegister((int)instruction.Source);
        RegisterState pointer = _analysis.Register((int)instruction.Destination);
        _pointers.Process(instruction, in pointer, in operand);
    }

    private void OfNumbers(Instruction instruction, ref RegisterState destination, in RegisterState operand)
    {
        if (destination.IsPrecise && instruction.UsesSourceRegister)
            _analysis.Precision.MarkRegister((int)instruction.Source);
        bool is64 = instruction.Class == InstructionClass.Alu64;
        if (Scalar.TryFork(instruction.AluOperation, ref destination.Number, in operand.Number, out Scalar zero))
            Fork(instruction.Destination, in zero);
        int delta = 0;
        uint link = _analysis.Program.IsPrivileged ? LinkAfter(instruction, in destination, in operand.Number, out delta) : 0;
        Scalar.Apply(instruction.AluOperation, !is64, ref destination.Number, in operand.Number);
        (destination.Id, destination.Offset) = (link, delta);
    }

    // Both numbers that a spread sign can be are followed, the one here and 0 from the same instruction on.
    private void Fork(Register register, in Scalar zero)
    {
        VerifierState other = _analysis.Path.Fork(_analysis.Instruction);
        other.Frame.Registers[(int)register].Number = zero;
    }

    // A known number added leaves a scalar linked with those it is a copy of.
    private static uint LinkAfter(Instruction instruction, in RegisterState number, in Scalar operand, out int delta)
    {
        delta = 0;
        bool is64 = instruction.Class == InstructionClass.Alu64;
        bool isSum = instruction.AluOperation is AluOperation.Add or AluOperation.Subtract;
        bool isOfItself = instruction.UsesSourceRegister && instruction.Source == instruction.Destination;
        if (!isSum || isOfItself || number.Id == 0 || (number.Id & RegisterState.LinkedWithDelta) != 0)
            return 0;
        bool isKnown = is64 ? operand.IsConstant : operand.IsConstant32 && number.Number.UnsignedMax <= uint.MaxValue;
        long distance = is64 ? (long)operand.ConstantValue : (int)operand.ConstantValue32;
        bool isBack = instruction.AluOperation == AluOperation.Subtract;
        if (!isKnown || distance != (int)distance || (isBack && distance == int.MinValue))
            return 0;
        delta = (int)(isBack ? -distance : distance);
        return number.Id | (is64 ? RegisterState.LinkedWithDelta64 : RegisterState.LinkedWithDelta32);
    }

    /// <summary>The C operator of an instruction, for messages.</summary>
    public static string OperatorOf(Instruction instruction) => instruction.AluOperation switch
    {
        AluOperation.Add => "+=",
        AluOperation.Subtract => "-=",
        AluOperation.Multiply => "*=",
        AluOperation.Divide => "/=",
        AluOperation.Or => "|=",
        AluOperation.And => "&=",
        AluOperation.ShiftLeft => "<<=",
        AluOperation.ShiftRight => ">>=",
        AluOperation.Modulo => "%=",
        AluOperation.Xor => "^=",
        AluOperation.ArithmeticShiftRight => "s>>=",
        _ => "=",
    };
}
