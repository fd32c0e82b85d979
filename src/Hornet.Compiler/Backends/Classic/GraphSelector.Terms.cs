// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Passes.Filters;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <content>Computing terms.</content>
internal sealed partial class GraphSelector
{
    private void ComputeInA(Term term)
    {
        if (_state.A == term && MayReuse(term))
            return;
        switch (term.Kind)
        {
            case TermKind.Constant:
                SetA(term, ClassicOpcodes.LoadImmediate, term.Value);
                break;
            case TermKind.Load when term.Left is null:
                SetA(term, ClassicForms.Load(term.Size), term.Value);
                break;
            case TermKind.Load:
                ComputeInX(term.Left!);
                SetA(term, ClassicForms.IndirectLoad(term.Size), term.Value);
                break;
            case TermKind.Length:
                SetA(term, ClassicOpcodes.LoadLength);
                break;
            case TermKind.Metadata:
                SetA(term, ClassicForms.Load(term.Extension), term.Extension.Operand());
                break;
            case TermKind.Slot:
                SetA(term, ClassicOpcodes.LoadMemory, (uint)Word(term.Slot!.Index));
                break;
            default:
                ComputeArithmetic(term);
                break;
        }
    }

    /// <summary>
    /// Whether what A holds is used again. libpcap does so for what a relation computes, and for the masked fields of other tests only where X is known as well; Hornet's listings
    /// follow it.
    /// </summary>
    private bool MayReuse(Term term) => !term.IsComposite || _isXKnown || _busy.Count > 0 || _step.Home(term) is not null || _code.Code.Count > 0;

    private void ComputeArithmetic(Term term)
    {
        if (Find(term) is { } word)
        {
            SetA(term, ClassicOpcodes.LoadMemory, (uint)word);
            return;
        }

        if (term.Kind == TermKind.Negate)
        {
            ComputeInA(term.Left!);
            SetA(term, ClassicOpcodes.Negate);
            return;
        }

        ushort code = ClassicForms.Arithmetic(term.Operator);
        if (term.Right!.IsConstant && !(term.IsDivision && term.Right.Value == 0))
        {
            ComputeInA(term.Left!);
            SetA(term, code, term.Right.Value);
            return;
        }

        ComputeOperands(term.Left!, term.Right);
        if (term.Operator is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight && (term.Right.PossibleBits & ~31u) != 0)
            WriteGuardedShift(term, code);
        else
            SetA(term, (ushort)(code | ClassicForms.OperandX));
    }

    /// <summary>A shift by 32 or more gives 0; the kernel would take the count modulo 32.</summary>
    private void WriteGuardedShift(Term term, ushort code)
    {
        var shift = new ClassicBlock();
        var zero = new ClassicBlock();
        var after = new ClassicBlock();
        int word = Reserve(null);
        Add(ClassicOpcodes.Store, (uint)word);
        Add(ClassicOpcodes.CopyXToA);
        _code.EndWithBranch(ClassicOpcodes.JumpIfGreater, 31, zero, shift, _step.Location);
        zero.Add(ClassicOpcodes.LoadImmediate, 0, _step.Location);
        zero.EndWithJump(after, _step.Location);
        shift.Add(ClassicOpcodes.LoadMemory, (uint)word, _step.Location);
        shift.Add((ushort)(code | ClassicForms.OperandX), 0, _step.Location);
        shift.EndWithJump(after, _step.Location);
        _code = after;
        _state.A = term;
        _state.Memory[word] = null;
        _busy.Remove(word);
    }

    /// <summary>Brings the first operand into A and the second into X.</summary>
    private void ComputeOperands(Term left, Term right)
    {
        if (left.IsConstant || right == left)
        {
            ComputeInX(right);
            ComputeInA(left);
            return;
        }

        if (_state.X == right && !UsesX(left))
        {
            ComputeInA(left);
            return;
        }

        if (right.IsConstant || right.Kind is TermKind.Slot or TermKind.HeaderLength)
        {
            ComputeInA(left);
            ComputeInX(right);
            return;
        }

        if (Find(left) is not { } word)
        {
            ComputeInA(left);
            word = Reserve(left);
            Store(word, left);
        }

        bool added = _busy.Add(word);
        ComputeInX(right);
        SetA(left, ClassicOpcodes.LoadMemory, (uint)word);
        if (added)
            _busy.Remove(word);
    }

    private void ComputeInX(Term term)
    {
        if (_state.X == term)
            return;
        if (term.IsConstant)
        {
            SetX(term, ClassicOpcodes.LoadXImmediate, term.Value);
            return;
        }

        if (term.Kind == TermKind.HeaderLength)
        {
            SetX(term, ClassicOpcodes.LoadXHeaderLength, term.Left!.Value);
            return;
        }

        if (_state.A != term && Find(term) is { } word)
        {
            SetX(term, ClassicOpcodes.LoadXMemory, (uint)word);
            return;
        }

        ComputeInA(term);
        SetX(term, ClassicOpcodes.CopyAToX);
    }

    /// <summary>Whether computing a term changes X.</summary>
    private bool UsesX(Term term) => _state.A != term && term.Kind switch
    {
        TermKind.Load => term.Left is not null && _state.X != term.Left,
        TermKind.Negate => UsesX(term.Left!),
        TermKind.Binary => !term.Right!.IsConstant || UsesX(term.Left!),
        _ => false,
    };

    /// <summary>The word of scratch memory that holds a term worth loading from there.</summary>
    private int? Find(Term term)
    {
        if (term.Kind == TermKind.Slot)
            return Word(term.Slot!.Index);
        int word = Array.IndexOf(_state.Memory, term);
        return word >= 0 && !term.IsConstant ? word : null;
    }

    /// <summary>Finds a word of scratch memory for a term: the front end's, or one that is free.</summary>
    private int Reserve(Term? term)
    {
        int word = term is not null && _step.Home(term) is { Index: < ClassicOpcodes.MemoryWords } home ? home.Index : 0;
        for (int tries = 0; _reserved.Contains(word) || _busy.Contains(word); tries++)
        {
            if (tries == ClassicOpcodes.MemoryWords)
                throw ClassicLimitException.Memory(_reserved.Count + _busy.Count + 1);
            word = tries;
        }

        _busy.Add(word);
        return word;
    }
}
