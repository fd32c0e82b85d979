// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// Relations of arithmetic. A relation holds only for packets that have every header its numbers are read from; protocols that IPv4 and IPv6 both
/// carry are read from either, all numbers from the same packet: first the test for IPv4, then the one for IPv6.
/// </summary>
internal static class RelationLowering
{
    public static Fragment Lower(Scope scope, RelationTest test)
    {
        NumberNode[] sides = [test.Left, test.Right];
        var families = FieldFamilies.Of(sides);
        if (!families.HasEither)
            return LowerOne(scope, test, IPFamily.Any);
        if (!families.CanBeIPv6)
            return LowerFamily(scope, test, IPFamily.IPv4).Whole();
        if (!families.CanBeIPv4)
            return LowerFamily(scope, test, IPFamily.IPv6).Whole();

        // What is IPv4 is not IPv6: once the family is known, a test that fails has failed.
        FamilyPath first = LowerFamily(scope, test, IPFamily.IPv4);
        FamilyPath second = LowerFamily(scope, test, IPFamily.IPv6);
        first.Family.True.ConnectTo(first.Rest.Entry);
        first.Family.False.ConnectTo(second.Family.Entry);
        second.Family.True.ConnectTo(second.Rest.Entry);
        Edges otherwise = first.Rest.False.Join(second.Rest.False).Join(second.Family.False);
        return new Fragment(first.Family.Entry, first.Rest.True.Join(second.Rest.True), otherwise);
    }

    private static FamilyPath LowerFamily(Scope scope, RelationTest test, IPFamily family)
    {
        Fragment rest = LowerOne(scope, test, family);
        return new FamilyPath(Protocols.Test(scope, family == IPFamily.IPv4 ? LinkProtocol.IPv4 : LinkProtocol.IPv6), rest);
    }

    private static Fragment LowerOne(Scope scope, RelationTest test, IPFamily family)
    {
        var numbers = new NumberLowering(scope, family);
        NumberLowering.Result left = numbers.Lower(test.Left);
        NumberLowering.Result right = numbers.Lower(test.Right);
        Block block = numbers.Block;
        Value rightValue = scope.Read(block, right.Word);
        Value leftValue = scope.Read(block, left.Word);
        Fragment relation = test.Relation switch
        {
            Relation.Equal => IsZero(scope, block, leftValue, rightValue),
            Relation.NotEqual => IsZero(scope, block, leftValue, rightValue).Not(),
            _ => scope.Branch(block, Relations.ToComparison(test.Relation), leftValue, rightValue),
        };
        scope.Builder.Words.Release(left.Word);
        scope.Builder.Words.Release(right.Word);
        return numbers.Guard([.. left.Needs, .. right.Needs], relation);
    }

    // libpcap compares for equality by subtracting.
    private static Fragment IsZero(Scope scope, Block block, Value left, Value right) =>
        scope.Branch(block, Comparison.Equal, scope.Binary(block, BinaryOperator.Subtract, left, right), 0);

    private readonly record struct FamilyPath(Fragment Family, Fragment Rest)
    {
        public Fragment Whole() => Family.And(Rest);
    }
}
