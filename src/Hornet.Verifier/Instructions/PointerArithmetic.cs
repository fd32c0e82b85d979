// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Adds numbers to pointers and subtracts them.</summary>
internal sealed class PointerArithmetic
{
    // Offsets beyond this could wrap around when they are added up (the kernel's BPF_MAX_VAR_OFF).
    private const long MaxOffset = 1 << 29;

    private readonly Analysis _analysis;
    private readonly PointerSanitation _sanitation;

    /// <summary>Works on an analysis.</summary>
    public PointerArithmetic(Analysis analysis)
    {
        _analysis = analysis;
        _sanitation = new PointerSanitation(analysis);
    }

    /// <summary>Processes arithmetic between a pointer and a number; the result goes to the destination register, whichever operand was there.</summary>
    public void Process(Instruction instruction, in RegisterState pointer, in RegisterState number)
    {
        int register = (int)instruction.Destination;
        ref RegisterState destination = ref _analysis.Register(register);
        if (!number.Number.IsConsistent)
        {
            destination = RegisterState.UnknownScalar;
            return;
        }

        if (instruction.Class != InstructionClass.Alu64)
        {
            if (instruction.AluOperation != AluOperation.Subtract || !_analysis.Program.IsPrivileged)
                throw _analysis.Unsafe($"R{register} 32-bit pointer arithmetic prohibited");
            destination = RegisterState.UnknownScalar;
            return;
        }

        if (!CheckKind(instruction, in pointer, in number.Number))
        {
            // Memory that may be anything stays so wherever one goes in it.
            destination = pointer;
            return;
        }

        bool isNumberInDestination = destination.IsScalar;
        CheckOffset(in number, pointer, isNumber: true);
        CheckOffset(in pointer, pointer, isNumber: false);
        if (!_analysis.Program.IsPrivileged)
            _sanitation.Check(instruction, in pointer, in number);
        RegisterState result = pointer;
        switch (instruction.AluOperation)
        {
            case AluOperation.Add:
                Add(ref result, in number.Number);
                break;
            case AluOperation.Subtract:
                if (isNumberInDestination)
                    throw _analysis.Unsafe($"R{register} tried to subtract pointer from scalar");
                if (pointer.Kind == ValueKind.Stack)
                    throw _analysis.Unsafe($"R{register} subtraction from stack pointer prohibited");
                Subtract(ref result, in number.Number);
                break;
            case AluOperation.And or AluOperation.Or or AluOperation.Xor:
                throw _analysis.Unsafe($"R{register} bitwise operator {Arithmetic.OperatorOf(instruction)} on pointer prohibited");
            default:
                throw _analysis.Unsafe($"R{register} pointer arithmetic with {Arithmetic.OperatorOf(instruction)} operator prohibited");
        }

        CheckOffset(in result, pointer, isNumber: false);
        result.Number.Synchronize();
        result.Number.ForgetContradictions();
        destination = result;
        if (!_analysis.Program.IsPrivileged)
            _sanitation.CheckResult(register);
    }

    /// <summary>Checks that arithmetic is allowed at all.</summary>
    /// <returns>Whether the offset is to be followed.</returns>
    private bool CheckKind(Instruction instruction, in RegisterState pointer, in Scalar number)
    {
        int register = (int)instruction.Destination;
        if (pointer.MaybeNull)
            throw _analysis.Unsafe($"R{register} pointer arithmetic on {ValueNames.NameOf(in pointer)} prohibited, null-check it first");
        switch (pointer.Kind)
        {
            case ValueKind.Memory when pointer.Has(ValueFlags.Untrusted):
                return false;
            case ValueKind.Context or ValueKind.MapValue or ValueKind.MapKey or ValueKind.Stack or ValueKind.PacketMeta or ValueKind.Packet
                or ValueKind.TracepointBuffer or ValueKind.BtfObject or ValueKind.Memory or ValueKind.Buffer or ValueKind.Function or ValueKind.DynptrPointer:
            case ValueKind.FlowKeys when number.IsConstant:
            case ValueKind.FlowKeys or ValueKind.Map when number is { IsConstant: true, ConstantValue: 0 } && instruction.AluOperation == AluOperation.Add:
                return true;
            default:
                throw _analysis.Unsafe($"R{register} pointer arithmetic on {ValueNames.NameOf(in pointer)} prohibited");
        }
    }

    private void CheckOffset(in RegisterState offset, in RegisterState pointer, bool isNumber)
    {
        string kind = "";
        ref readonly Scalar number = ref offset.Number;
        if (number.IsConstant && (long)number.ConstantValue is >= MaxOffset or <= -MaxOffset)
        {
            kind = ValueNames.NameOf(in pointer);
            throw _analysis.Unsafe($"math between {kind} pointer and {(long)number.ConstantValue} is not allowed");
        }

        if (!isNumber && offset.Offset is >= (int)MaxOffset or <= -(int)MaxOffset)
        {
            kind = ValueNames.NameOf(in pointer);
            throw _analysis.Unsafe($"{kind} pointer offset {offset.Offset} is not allowed");
        }

        if (number.SignedMin == long.MinValue)
        {
            kind = ValueNames.NameOf(in pointer);
            throw _analysis.Unsafe($"math between {kind} pointer and register with unbounded min value is not allowed");
        }

        if (number.SignedMin is >= MaxOffset or <= -MaxOffset)
        {
            kind = ValueNames.NameOf(in pointer);
            throw _analysis.Unsafe($"value {number.SignedMin} makes {kind} pointer be out of bounds");
        }
    }

    private void Add(ref RegisterState pointer, in Scalar number)
    {
        if (number.IsConstant && pointer.Offset + (long)number.ConstantValue is var offset && offset == (int)offset)
        {
            pointer.Offset = (int)offset;
            return;
        }

        Scalar.Displace(ref pointer.Number, in number, back: false);
        if (!pointer.IsPacket)
            return;
        pointer.Id = _analysis.NewId();
        pointer.Range = 0;
    }

    private void Subtract(ref RegisterState pointer, in Scalar number)
    {
        if (number.IsConstant && pointer.Offset - (long)number.ConstantValue is var offset && offset == (int)offset)
        {
            pointer.Offset = (int)offset;
            return;
        }

        Scalar.Displace(ref pointer.Number, in number, back: true);
        if (!pointer.IsPacket)
            return;
        pointer.Id = _analysis.NewId();
        // Going back leaves what is known ahead.
        if (number.SignedMin < 0)
            pointer.Range = 0;
    }
}
