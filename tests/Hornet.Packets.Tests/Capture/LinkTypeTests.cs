// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets.Tests.Capture;

public sealed class LinkTypeTests
{
    [Fact]
    public void Every_member_has_one_name_and_one_number()
    {
        LinkType[] all = [.. LinkTypes.All];
        all.ShouldBe(Enum.GetValues<LinkType>());
        all.Select(type => type.Name()).Distinct().Count().ShouldBe(all.Length);
        all.ShouldAllBe(type => type.Description() != null);
    }

    [Theory]
    [InlineData("EN10MB", LinkType.Ethernet, 1)]
    [InlineData("RAW", LinkType.Raw, 101)]
    [InlineData("LINUX_SLL2", LinkType.LinuxSll2, 276)]
    [InlineData("IEEE802_11_RADIO", LinkType.Ieee80211Radiotap, 127)]
    [InlineData("PPP_SERIAL", LinkType.PppHdlc, 50)]
    [InlineData("ATSC_ALP", LinkType.AtscAlp, 289)]
    public void Names_are_those_of_tcpdump(string name, LinkType type, int number)
    {
        ((int)type).ShouldBe(number);
        type.Name().ShouldBe(name);
        foreach (string text in (string[])[name, "DLT_" + name, name.ToLowerInvariant(), number.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            LinkTypes.TryParse(text, out LinkType parsed).ShouldBeTrue();
            parsed.ShouldBe(type);
        }
    }

    [Fact]
    public void An_unknown_number_is_its_own_name()
    {
        ((LinkType)12345).Name().ShouldBe("12345");
        LinkTypes.TryParse("NOT_A_LINK", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(12, LinkType.Raw)]
    [InlineData(14, LinkType.Raw)]
    [InlineData(11, LinkType.AtmRfc1483)]
    [InlineData(1, LinkType.Ethernet)]
    public void System_dependent_numbers_of_old_files_are_mapped(int number, LinkType type) => LinkTypes.FromFile((ushort)number).ShouldBe(type);
}
