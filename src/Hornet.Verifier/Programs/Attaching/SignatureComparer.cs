// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Compares a program's signature with that of the function that it replaces.</summary>
internal static class SignatureComparer
{
    /// <summary>Compares them.</summary>
    /// <returns>The first difference, in the kernel's words; null where they are the same.</returns>
    public static string? Compare(VerifiedProgram program, AttachPoint point)
    {
        if (program.Btfs.ProgramBtf is not { } btf || program.Subprograms[0].TypeId == 0)
            return "Tracing program can only be attached to another program annotated with BTF";
        var own = (BtfFunction)btf[program.Subprograms[0].TypeId];
        Btf otherBtf = program.Btfs[point.BtfIndex];
        var other = (BtfFunction)otherBtf[point.TypeId];
        foreach (BtfFunction function in (ReadOnlySpan<BtfFunction>)[own, other])
        {
            if (function.Linkage != BtfLinkage.Global)
                return $"{function.Name}() is not a global function";
        }

        var ownPrototype = (BtfFunctionPrototype)btf[own.TypeId];
        BtfFunctionPrototype otherPrototype = point.Prototype(program.Btfs);
        if (ownPrototype.Parameters.Length != otherPrototype.Parameters.Length)
            return $"{own.Name}() has {ownPrototype.Parameters.Length} args while {other.Name}() has {otherPrototype.Parameters.Length} args";
        BtfType ownResult = btf[btf.Resolve(ownPrototype.ReturnTypeId)], otherResult = otherBtf[otherBtf.Resolve(otherPrototype.ReturnTypeId)];
        if (!IsSameKind(ownResult, otherResult))
            return $"Return type {ownResult.Kind.ToText()} of {own.Name}() doesn't match type {otherResult.Kind.ToText()} of {other.Name}()";
        for (int i = 0; i < ownPrototype.Parameters.Length; i++)
        {
            BtfType ownType = btf[btf.Resolve(ownPrototype.Parameters[i].TypeId)], otherType = otherBtf[otherBtf.Resolve(otherPrototype.Parameters[i].TypeId)];
            if (CompareArgument((btf, ownType, own.Name), (otherBtf, otherType, other.Name), i) is { } difference)
                return difference;
        }

        return null;
    }

    private static string? CompareArgument((Btf Btf, BtfType Type, string Function) own, (Btf Btf, BtfType Type, string Function) other, int i)
    {
        if (!IsSameKind(own.Type, other.Type))
            return $"arg{i} in {own.Function}() is {own.Type.Kind.ToText()} while {other.Function}() has {other.Type.Kind.ToText()}";
        if (own.Type is not BtfPointer pointer)
        {
            long size = own.Btf.SizeOf(own.Type.Id), otherSize = other.Btf.SizeOf(other.Type.Id);
            if (size != otherSize)
                return $"arg{i} in {own.Function}() has size {size} while {other.Function}() has {otherSize}";
            return own.Type.Kind is BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 ? null : $"arg{i} in {own.Function}() has unrecognized type";
        }

        if (own.Btf[own.Btf.Resolve(pointer.TypeId)] is not BtfStruct structure)
            return $"arg{i} in {own.Function}() is not a pointer to context";
        if (other.Btf[other.Btf.Resolve(((BtfPointer)other.Type).TypeId)] is not BtfStruct otherStructure)
            return $"arg{i} in {other.Function}() is not a pointer to context";
        return structure.Name == otherStructure.Name
            ? null
            : $"arg{i} {own.Function}(struct {structure.Name} *) doesn't match {other.Function}(struct {otherStructure.Name} *)";
    }

    private static bool IsSameKind(BtfType left, BtfType right) => left.Kind == right.Kind
        && (left is not BtfStruct one || right is not BtfStruct two || one.Members.Length == two.Members.Length)
        && (left is not BtfEnum first || right is not BtfEnum second || (first.Values.Length == second.Values.Length && first.IsSigned == second.IsSigned));
}
