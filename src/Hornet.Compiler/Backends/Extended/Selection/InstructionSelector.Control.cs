// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

internal sealed partial class InstructionSelector
{
    private void SelectTerminator(Block block, Terminator terminator)
    {
        switch (terminator)
        {
            case Jump jump:
                GoTo(block, jump.Target);
                break;
            case Branch branch when branch.IfTrue == branch.IfFalse:
                GoTo(block, branch.IfTrue);
                break;
            case Branch branch:
                SelectCondition(branch.Condition, EdgeTo(block, branch.IfTrue), EdgeTo(block, branch.IfFalse));
                break;
            case Switch @switch:
                SelectSwitch(block, @switch);
                break;
            case Return @return:
                if (@return.Result is not null)
                    SelectResult(@return.Result);
                Emit(new MachineInstruction { Opcode = Opcodes.Exit, ImplicitReads = @return.Result is null ? 0 : 1 });
                break;
            case Unreachable:
                // Control never comes here, but every path must end, with a result.
                Emit(Build.Constant(0, 0));
                Emit(new MachineInstruction { Opcode = Opcodes.Exit, ImplicitReads = 1 });
                break;
            default:
                throw Fault($"there is no code for the terminator {terminator.GetType().Name}");
        }
    }

    private void SelectResult(Value value)
    {
        if (value is Constant or StackSlot or MapReference or MapValueAddress or FunctionAddress)
            Emit(Copy(0, value));
        else
            Emit(Build.Move(0, UseWide(value)));
    }

    /// <summary>Goes to a block from the end of one that goes nowhere else, giving its phis their values here.</summary>
    private void GoTo(Block from, Block to)
    {
        EmitPhiCopies(from, to);
        _block.Next = _entries[to];
    }

    /// <summary>
    /// Where to go to reach a block from one that goes elsewhere, too. Phis get their values on the way, in a block of their own, so that the
    /// other ways are not disturbed.
    /// </summary>
    private MachineBlock EdgeTo(Block from, Block to)
    {
        if (!to.Operations.Any(operation => operation is PhiOperation phi && _uses.IsLive(phi)))
            return _entries[to];
        MachineBlock saved = _block;
        MachineBlock edge = _block = _machine.AddBlock();
        GoTo(from, to);
        _block = saved;
        return edge;
    }

    private void EmitPhiCopies(Block from, Block to)
    {
        List<(int Destination, int Source)> copies = [];
        List<(int Destination, Value Value)> constants = [];
        foreach (Operation operation in to.Operations)
        {
            if (operation is not PhiOperation phi)
                break;
            if (!_uses.IsLive(phi))
                continue;
            int at = phi.From.IndexOf(from);
            if (at < 0)
                throw Fault($"a phi of block {to} has no value for control from {from}");
            Value value = phi.Operands[at];
            if (IsRemade(value))
                constants.Add((RegisterOf(phi), value));
            else
                copies.Add((RegisterOf(phi), RegisterOf(value)));
        }

        foreach ((int destination, int source) in ParallelCopy.Sequence(copies, _machine.NewRegister))
            Emit(Build.Move(destination, source));
        foreach ((int destination, Value value) in constants)
            Emit(Copy(destination, value));
    }

    /// <summary>Ends the current machine block with a jump to one of two by a Boolean.</summary>
    private void SelectCondition(Value condition, MachineBlock ifTrue, MachineBlock ifFalse)
    {
        switch (condition)
        {
            case Constant constant:
                _block.Next = constant.Bits != 0 ? ifTrue : ifFalse;
                break;
            case UnaryOperation { Operator: UnaryOperator.Not } not when !_uses.NeedsNumber(not):
                SelectCondition(not.Operand, ifFalse, ifTrue);
                break;
            case CompareOperation compare when !_uses.NeedsNumber(compare):
                _location = compare.Location.Source is null ? _location : compare.Location;
                SelectComparison(compare.Comparison, compare.Left, compare.Right, ifTrue, ifFalse);
                break;
            default:
                JumpIf(Build.JumpIfImmediate(JumpOperation.NotEqual, wide: Version < CpuVersion.V3, UseWide(condition), 0), ifTrue, ifFalse);
                break;
        }
    }

    private void SelectComparison(Comparison comparison, Value left, Value right, MachineBlock ifTrue, MachineBlock ifFalse)
    {
        if (left is Constant && right is not Constant)
            (comparison, left, right) = (Mirrored(comparison), right, left);
        // What version 1 cannot ask directly it asks the other way round.
        if (comparison is Comparison.Less or Comparison.LessOrEqual or Comparison.SignedLess or Comparison.SignedLessOrEqual && Version < CpuVersion.V2)
        {
            if (right is Constant)
                (comparison, ifTrue, ifFalse) = (Negated(comparison), ifFalse, ifTrue);
            else
                (comparison, left, right) = (Mirrored(comparison), right, left);
        }

        bool wide = IsWide(left.Type) || (right is not Constant && IsWide(right.Type));
        bool signed = comparison is Comparison.SignedLess or Comparison.SignedLessOrEqual or Comparison.SignedGreater or Comparison.SignedGreaterOrEqual;
        JumpOperation operation = OperationOf(comparison);
        int register = CompareOperand(left, wide, signed);
        if (right is Constant constant)
        {
            ulong bits = !wide && signed ? (ulong)(int)constant.Bits : constant.Bits;
            bool short32 = !wide && Version >= CpuVersion.V3;
            if (short32 || (long)bits == (int)bits)
            {
                JumpIf(Build.JumpIfImmediate(operation, !short32, register, (int)bits), ifTrue, ifFalse);
                return;
            }

            int held = Emit(Build.Constant(_machine.NewRegister(), bits)).Destination;
            JumpIf(Build.JumpIf(operation, wide: true, register, held), ifTrue, ifFalse);
            return;
        }

        JumpIf(Build.JumpIf(operation, wide || Version < CpuVersion.V3, register, CompareOperand(right, wide, signed)), ifTrue, ifFalse);
    }

    /// <summary>An operand of a comparison; without 32-bit jumps, extended so that 64 bits compare as 32 do.</summary>
    private int CompareOperand(Value value, bool wide, bool signed)
    {
        if (wide)
            return UseWide(value);
        if (Version >= CpuVersion.V3)
            return Use(value);
        if (!signed)
            return UseWide(value);
        int extended = _machine.NewRegister();
        EmitSignExtension(extended, value, 32, wide: true);
        return extended;
    }

    private void JumpIf(MachineInstruction condition, MachineBlock taken, MachineBlock next)
    {
        if (taken == next)
        {
            _block.Next = next;
            return;
        }

        condition.Location = _location;
        _block.Condition = condition;
        _block.Taken = taken;
        _block.Next = next;
    }

    private static JumpOperation OperationOf(Comparison comparison) => comparison switch
    {
        Comparison.Equal => JumpOperation.Equal,
        Comparison.NotEqual => JumpOperation.NotEqual,
        Comparison.Less => JumpOperation.LessThan,
        Comparison.LessOrEqual => JumpOperation.LessOrEqual,
        Comparison.Greater => JumpOperation.GreaterThan,
        Comparison.GreaterOrEqual => JumpOperation.GreaterOrEqual,
        Comparison.SignedLess => JumpOperation.SignedLessThan,
        Comparison.SignedLessOrEqual => JumpOperation.SignedLessOrEqual,
        Comparison.SignedGreater => JumpOperation.SignedGreaterThan,
        Comparison.SignedGreaterOrEqual => JumpOperation.SignedGreaterOrEqual,
        Comparison.AnyBits => JumpOperation.BitsSet,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };

    /// <summary>The comparison that gives the same with its operands exchanged.</summary>
    private static Comparison Mirrored(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        Comparison.SignedLess => Comparison.SignedGreater,
        Comparison.SignedLessOrEqual => Comparison.SignedGreaterOrEqual,
        Comparison.SignedGreater => Comparison.SignedLess,
        Comparison.SignedGreaterOrEqual => Comparison.SignedLessOrEqual,
        _ => comparison,
    };

    /// <summary>The comparison that holds when an order does not.</summary>
    private static Comparison Negated(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.GreaterOrEqual,
        Comparison.LessOrEqual => Comparison.Greater,
        Comparison.SignedLess => Comparison.SignedGreaterOrEqual,
        Comparison.SignedLessOrEqual => Comparison.SignedGreater,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
