// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>Numbers are written as the kernel's log writes them; the samples are lines of it.</summary>
public sealed class ScalarTextTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("32767")]
    [InlineData("0x8000")]
    [InlineData("-32768")]
    [InlineData("0xffffffffffff7fff")]
    [InlineData("0x12a05f200")]
    [InlineData("scalar()")]
    [InlineData("scalar(umin=10)")]
    [InlineData("scalar(smax=0x7fffffffffffffef)")]
    [InlineData("scalar(smin=smin32=0,smax=umax=smax32=umax32=0xffff,var_off=(0x0; 0xffff))")]
    [InlineData("scalar(smin=smin32=-128,smax=smax32=127)")]
    [InlineData("scalar(smin=umin=smin32=umin32=3,smax=umax=0x3f7fffffc0,smax32=umax32=0x7fffffc0,var_off=(0x0; 0x3f7fffffc0))")]
    [InlineData("scalar(smin=0,smax=umax=0xffffffff,smin32=0xffff0001,smax32=0,var_off=(0x0; 0xffffffff))")]
    [InlineData("scalar(smin=0,smax=umax=umax32=0xfffffff8,smin32=-256,smax32=248,var_off=(0x0; 0xfffffff8))")]
    [InlineData("scalar(smin=smin32=-128,smax=smax32=-1,umin=0xffffffffffffff80,umin32=0xffffff80,var_off=(0xffffffffffffff80; 0x7f))")]
    [InlineData("scalar(smin=0xffffffff80000000,smax=0x7fffffff)")]
    [InlineData("scalar(smin=umin=smin32=umin32=0xfeffffff,smax=umax=umax32=0xfffffffe,smax32=-2,var_off=(0xfeffffff; 0x1000000))")]
    [InlineData("scalar(var_off=(0x7c; 0x1))")]
    public void Every_view_is_written_once_where_it_tells_something(string text)
    {
        Scalar scalar = ScalarText.Parse(text);
        ScalarText.Format(in scalar).ShouldBe(text);
    }

    [Fact]
    public void What_stands_before_is_parted_by_a_comma()
    {
        var text = new StringBuilder("id=1");
        Scalar scalar = ScalarText.Parse("scalar(umin=10)");
        scalar.AppendTo(text, follows: true);
        text.ToString().ShouldBe("id=1,umin=10");
    }
}
