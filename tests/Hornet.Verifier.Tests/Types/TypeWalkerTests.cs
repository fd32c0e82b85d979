// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

public sealed class TypeWalkerTests
{
    private readonly SampleTypes _types = new();

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 1)]
    [InlineData(44, 4)]
    [InlineData(60, 4)]
    [InlineData(64, 8)]
    [InlineData(76, 4)]
    [InlineData(80, 1)]
    [InlineData(88, 4)]
    public void Numbers_are_found_in_members_nested_structures_arrays_and_bit_fields(int offset, int size) =>
        Access(offset, size).ShouldBe(FieldAccess.Scalar);

    [Fact]
    public void A_pointer_to_a_structure_is_found_under_its_typedef() =>
        Access(8, 8).ShouldBe(new FieldAccess(FieldAccessKind.Pointer, _types.Inner, ValueFlags.None, "pointer"));

    [Fact]
    public void A_tag_says_more_of_a_pointer() =>
        Access(16, 8).ShouldBe(new FieldAccess(FieldAccessKind.Pointer, _types.Inner, ValueFlags.Rcu, "tagged"));

    [Fact]
    public void A_pointer_to_something_else_leads_to_plain_memory() => Access(24, 8).Kind.ShouldBe(FieldAccessKind.UntrustedMemory);

    [Fact]
    public void A_pointer_in_a_union_is_not_trusted() => Access(32, 8).Flags.ShouldBe(ValueFlags.Untrusted);

    [Theory]
    [InlineData(8, 4, "cannot access ptr member pointer with moff 8 in struct outer with off 8 size 4")]
    [InlineData(12, 4, "cannot access ptr member pointer with moff 8 in struct outer with off 12 size 4")]
    [InlineData(0, 8, "access beyond the end of member first (mend:4) in struct inner with off 0 size 8")]
    [InlineData(78, 4, "access beyond the end of member scratch (mend:80) in struct outer with off 78 size 4")]
    [InlineData(84, 4, "struct outer doesn't have field at offset 84")]
    [InlineData(110, 4, "access beyond struct outer at off 110 size 4")]
    public void What_is_no_field_is_refused(int offset, int size, string fault) => Access(offset, size).Fault.ShouldBe(fault);

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(400)]
    public void Elements_behind_a_structure_repeat(int offset) =>
        _types.Walker.Access(BtfSet.Kernel, _types.Open, offset, sizeof(uint)).ShouldBe(FieldAccess.Scalar);

    [Fact]
    public void Elements_behind_a_structure_have_ends() =>
        _types.Walker.Access(BtfSet.Kernel, _types.Open, 8, sizeof(ulong)).Fault.ShouldBe("access beyond struct inner at off 4 size 8");

    private FieldAccess Access(int offset, int size) => _types.Walker.Access(BtfSet.Kernel, _types.Outer, offset, size);
}
