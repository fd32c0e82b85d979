// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;

namespace Hornet.Linux.Tests.Netlink;

/// <summary>Messages as bytes, without a kernel.</summary>
public sealed class NetlinkMessageTests
{
    [Fact]
    public void A_request_is_laid_out_as_netlink_wants_it()
    {
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.SetLink, NetlinkFlags.None, new InterfaceMessage { Index = 3 });
        request.Add(LinkAttributes.Name, "veth0");
        using (request.Begin(LinkAttributes.Xdp))
        {
            request.Add(XdpAttributes.ProgramFd, 9);
            request.Add(XdpAttributes.Attached, [1]);
        }

        Convert.ToHexStringLower(request.ToBytes(sequence: 5)).ShouldBe(string.Concat(
            "40000000", "1300", "0500", "05000000", "00000000", // 64 bytes, RTM_SETLINK, request and acknowledge, sequence, port
            "00", "00", "0000", "03000000", "00000000", "00000000",
            "0a00", "0300", "766574683000", "0000", // the text with its zero and two bytes of padding
            "1400", "2b80", // 20 bytes, nested
            "0800", "0100", "09000000",
            "0500", "0200", "01", "000000"));
    }

    [Fact]
    public void A_request_grows_as_it_needs_to()
    {
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.SetLink, NetlinkFlags.None, default(InterfaceMessage));
        request.Add(LinkAttributes.Alias, new string('x', 60_000));
        request.Add(LinkAttributes.Name, "a");
        ReadOnlySpan<byte> bytes = request.ToBytes(1);
        bytes.Length.ShouldBe(32 + 60_008 + 8);
        var attributes = new NetlinkMessage(NetlinkMessageTypes.NewLink, bytes[16..]).Attributes<InterfaceMessage>();
        attributes.TryFind(LinkAttributes.Name, out NetlinkAttribute name).ShouldBeTrue();
        name.Text.ShouldBe("a");
        Should.Throw<ArgumentException>(() => request.Add(LinkAttributes.Alias, new string('x', 65_532)));
    }

    [Theory]
    [InlineData("ff000100")] // longer than the message
    [InlineData("03000100")] // shorter than its own header
    [InlineData("0800010000000000" + "2000020000")]
    public void An_attribute_of_an_impossible_length_is_an_error(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Should.Throw<BpfException>(() => new NetlinkAttributes(bytes).TryFind(99, out _)).Message.ShouldStartWith("reading a netlink message: attribute");
    }

    [Fact]
    public void A_number_that_is_cut_short_is_an_error() =>
        Should.Throw<BpfException>(() => new NetlinkAttribute(4, [1, 2]).Read<uint>()).Message.ShouldBe("reading a netlink message: attribute 4 has 2 bytes, too few for its type");

    [Fact]
    public void Damaged_messages_are_typed_errors_and_never_more()
    {
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.NewLink, NetlinkFlags.None, new InterfaceMessage { Index = 3 });
        request.Add(LinkAttributes.Name, "veth0");
        request.Add(LinkAttributes.Mtu, 1500u);
        using (request.Begin(LinkAttributes.Information))
            request.Add(LinkAttributes.Kind, Encoding.UTF8.GetBytes("veth"));
        using (request.Begin(LinkAttributes.Properties))
            request.Add(LinkAttributes.AlternativeName, "other");
        using (request.Begin(LinkAttributes.Xdp))
            request.Add(XdpAttributes.NativeProgramId, 7u);
        byte[] whole = request.ToBytes(1)[16..].ToArray();
        NetworkLink link = NetworkLink.Read(new NetlinkMessage(NetlinkMessageTypes.NewLink, whole))!;
        (link.Name, link.Mtu, link.Kind, link.AlternativeNames.Single(), link.Xdp.NativeProgramId).ShouldBe(("veth0", 1500, "veth", "other", 7u));

        var random = new Random(41);
        int errors = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = [.. whole.AsSpan(0, random.Next(whole.Length + 1))];
            for (int i = 0; i < random.Next(4) && damaged.Length > 0; i++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            foreach (ushort type in (ReadOnlySpan<ushort>)[NetlinkMessageTypes.NewLink, NetlinkMessageTypes.NewAddress, NetlinkMessageTypes.NewFilter])
            {
                try
                {
                    var message = new NetlinkMessage(type, damaged);
                    _ = (object?)NetworkLink.Read(message) ?? (object?)NetworkAddress.Read(message) ?? TrafficControlFilter.Read(message);
                }
                catch (BpfException)
                {
                    errors++;
                }
            }
        }

        errors.ShouldBeInRange(1000, 59_000);
    }
}
