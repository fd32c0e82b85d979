// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>Makes terms, each once, folding what constants determine.</summary>
internal sealed class TermTable
{
    private readonly Dictionary<(TermKind Kind, int Detail, uint Value, int Left, int Right), Term> _terms = [];

    /// <summary>A constant.</summary>
    public Term Constant(uint value) => Get(TermKind.Constant, 0, value, null, null, value);

    /// <summary>The length of the packet.</summary>
    public Term Length() => Get(TermKind.Length, 0, 0, null, null, uint.MaxValue);

    /// <summary>What the kernel knows of the packet.</summary>
    public Term Metadata(ClassicExtension extension) => Get(TermKind.Metadata, (int)extension, 0, null, null, uint.MaxValue);

    /// <summary>What a slot holds from a join on.</summary>
    public Term Slot(StackSlot slot, uint join, uint possibleBits = uint.MaxValue) => Get(TermKind.Slot, slot.Index, join, null, null, possibleBits, slot);

    /// <summary>Bytes of the packet.</summary>
    public Term Load(MemorySize size, uint offset, Term? index)
    {
        // [c + k] is at a constant offset, and [(t + c) + k] is [t + (c + k)]: sums are modulo 2^32 either way.
        if (index is { Kind: TermKind.Binary, Operator: BinaryOperator.Add } sum && (sum.Left!.IsConstant || sum.Right!.IsConstant))
        {
            (Term constant, Term rest) = sum.Left!.IsConstant ? (sum.Left, sum.Right!) : (sum.Right!, sum.Left);
            if ((ulong)offset + constant.Value <= int.MaxValue)
                (offset, index) = (offset + constant.Value, rest);
        }

        if (index is { IsConstant: true } && (ulong)offset + index.Value <= int.MaxValue)
            (offset, index) = (offset + index.Value, null);
        if (index is { Kind: TermKind.Binary, Operator: BinaryOperator.Add })
            index = Binary(BinaryOperator.Add, index.Left!, AsHeaderLength(index.Right!));
        else if (index is not null)
            index = AsHeaderLength(index);
        uint bits = size switch
        {
            MemorySize.Byte => byte.MaxValue,
            MemorySize.HalfWord => ushort.MaxValue,
            _ => uint.MaxValue,
        };
        return Get(TermKind.Load, (int)size, offset, index, null, bits);
    }

    private Term AsHeaderLength(Term term) =>
        term is { Kind: TermKind.Binary, Operator: BinaryOperator.ShiftLeft, Right: { IsConstant: true, Value: 2 } }
        && term.Left is { Kind: TermKind.Binary, Operator: BinaryOperator.And, Right: { IsConstant: true, Value: 0xf } } masked
        && masked.Left is { Kind: TermKind.Load, Size: MemorySize.Byte, Left: null } first
            ? Get(TermKind.HeaderLength, 0, 0, first, null, 0x3c)
            : term;

    /// <summary>The two's complement.</summary>
    public Term Negate(Term operand) =>
        operand.IsConstant ? Constant(0 - operand.Value) : Get(TermKind.Negate, 0, 0, operand, null, uint.MaxValue);

    /// <summary>Arithmetic by the rules of classic BPF.</summary>
    public Term Binary(BinaryOperator @operator, Term left, Term right)
    {
        if (left.IsConstant && right.IsConstant
            && Folding.Compute(@operator, SsaType.Int32, left.Value, right.Value, isClassic: true) is { } value)
            return Constant((uint)value);
        if (right.IsConstant && SimplifyWithConstant(@operator, left, right.Value) is { } simpler)
            return simpler;
        return Get(TermKind.Binary, (int)@operator, 0, left, right, PossibleBits(@operator, left, right));
    }

    private Term? SimplifyWithConstant(BinaryOperator @operator, Term left, uint constant) => (@operator, constant) switch
    {
        (BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Or or BinaryOperator.Xor or BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight, 0) => left,
        (BinaryOperator.Multiply or BinaryOperator.DivideUnsigned, 1) => left,
        (BinaryOperator.And or BinaryOperator.Multiply, 0) => Constant(0),
        (BinaryOperator.And, uint.MaxValue) => left,
        (BinaryOperator.RemainderUnsigned, 1) => Constant(0),
        (BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight, >= 32) => Constant(0),
        _ => null,
    };

    private static uint PossibleBits(BinaryOperator @operator, Term left, Term right) => @operator switch
    {
        BinaryOperator.And => left.PossibleBits & right.PossibleBits,
        BinaryOperator.Or or BinaryOperator.Xor => left.PossibleBits | right.PossibleBits,
        BinaryOperator.ShiftLeft when right.IsConstant => left.PossibleBits << (int)right.Value,
        BinaryOperator.ShiftRight when right.IsConstant => left.PossibleBits >> (int)right.Value,
        BinaryOperator.Add => Below((ulong)left.PossibleBits + right.PossibleBits),
        BinaryOperator.Multiply => Below((ulong)left.PossibleBits * right.PossibleBits),
        BinaryOperator.DivideUnsigned or BinaryOperator.ShiftRight => Below(left.PossibleBits),
        BinaryOperator.RemainderUnsigned => Below(left.PossibleBits),
        _ => uint.MaxValue,
    };

    /// <summary>The bits that numbers up to one may have.</summary>
    private static uint Below(ulong greatest) => greatest > uint.MaxValue ? uint.MaxValue : (uint)((1ul << (64 - BitOperations.LeadingZeroCount(greatest))) - 1);

    private Term Get(TermKind kind, int detail, uint value, Term? left, Term? right, uint bits, StackSlot? slot = null)
    {
        var key = (kind, detail, value, left?.Id ?? -1, right?.Id ?? -1);
        if (_terms.TryGetValue(key, out Term? term))
            return term;
        bool mayEnd = kind == TermKind.Load || (kind == TermKind.Binary && (BinaryOperator)detail is BinaryOperator.DivideUnsigned or BinaryOperator.RemainderUnsigned
            && right is not { IsConstant: true, Value: not 0 });
        var made = new Term
        {
            Id = _terms.Count,
            Kind = kind,
            Value = value,
            Size = kind == TermKind.Load ? (MemorySize)detail : default,
            Extension = kind == TermKind.Metadata ? (ClassicExtension)detail : default,
            Operator = kind == TermKind.Binary ? (BinaryOperator)detail : default,
            Slot = slot,
            Left = left,
            Right = right,
            PossibleBits = bits,
        };
        Term[] needs = [.. (left?.Needs ?? []).Union(right?.Needs ?? [])];
        if (mayEnd)
            needs = [.. needs, made];
        return _terms[key] = made.With(needs);
    }
}
