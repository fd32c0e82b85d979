// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

public sealed class TypeMatcherTests
{
    private readonly SampleTypes _types = new();

    [Theory]
    [InlineData(0, false, true)]
    [InlineData(0, true, false)]
    [InlineData(40, false, true)]
    [InlineData(48, false, true)]
    [InlineData(44, false, false)]
    [InlineData(8, false, false)]
    [InlineData(-8, false, false)]
    public void A_nested_structure_is_of_its_own_type_too(int offset, bool isStrict, bool isMatch) =>
        Matcher.AreSame(BtfSet.Kernel, _types.Outer, offset, BtfSet.Kernel, _types.Inner, isStrict).ShouldBe(isMatch);

    [Fact]
    public void A_type_is_itself() =>
        Matcher.AreSame(BtfSet.Kernel, _types.Outer, 0, BtfSet.Kernel, _types.Outer, isStrict: true).ShouldBeTrue();

    [Fact]
    public void An_id_of_another_table_is_another_type() => Matcher.IsSameType(BtfSet.Kernel, _types.Outer, (short)(BtfSet.Kernel + 1), _types.Outer).ShouldBeFalse();

    private TypeMatcher Matcher
    {
        get
        {
            _types.Btfs.Add(new SampleTypes().Btfs[BtfSet.Kernel]);
            return new TypeMatcher(_types.Btfs, _types.Walker);
        }
    }
}
