// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Netlink;

/// <summary>Interfaces and addresses against <c>ip</c>.</summary>
public sealed class NetworkLinksTests
{
    private const string LongName = "an-alternative-name-that-no-interface-could-have";

    [ToolFact("ip")]
    public void Interfaces_are_those_of_ip()
    {
        using VethPair pair = VethPair.Create(queues: 3);
        Furnish(pair.Left);

        IReadOnlyList<NetworkLink> links = pair.Left.Namespace.Run(NetworkLinks.All);

        JsonElement[] expected = Json(pair.Left.Namespace.Execute("ip", "-j", "-d", "link"));
        expected.Length.ShouldBe(5);
        links.Count.ShouldBe(expected.Length);
        foreach (JsonElement one in expected)
        {
            NetworkLink link = links.Single(link => link.Index == one.GetProperty("ifindex").GetInt32());
            link.Name.ShouldBe(one.GetProperty("ifname").GetString());
            link.Mtu.ShouldBe(one.GetProperty("mtu").GetInt32());
            link.Address.ShouldBe(PhysicalAddress.Parse(one.GetProperty("address").GetString()!.Replace(":", "", StringComparison.Ordinal)));
            link.Kind.ShouldBe(one.TryGetProperty("linkinfo", out JsonElement info) && info.TryGetProperty("info_kind", out JsonElement kind) ? kind.GetString() : "");
            link.TransmitQueues.ShouldBe(one.GetProperty("num_tx_queues").GetInt32());
            link.ReceiveQueues.ShouldBe(one.GetProperty("num_rx_queues").GetInt32());
            link.Alias.ShouldBe(one.TryGetProperty("ifalias", out JsonElement alias) ? alias.GetString() : "");
            link.AlternativeNames.ShouldBe(one.TryGetProperty("altnames", out JsonElement names) ? names.EnumerateArray().Select(name => name.GetString()!) : []);
            string master = one.TryGetProperty("master", out JsonElement owner) ? owner.GetString()! : "";
            (links.SingleOrDefault(other => other.Index == link.MasterIndex)?.Name ?? "").ShouldBe(master);
            Words(link.Flags).ShouldBe(one.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).Where(flag => flag is not ("NO-CARRIER" or "M-DOWN")), ignoreOrder: true);
        }

        NetworkLink left = links.Single(link => link.Name == "left");
        (left.Kind, left.ReceiveQueues, left.Alias, left.HardwareType, left.PeerIndex, left.IsUp).ShouldBe(("veth", 3, "to the right", 1, pair.Right.Index, true));
        left.Xdp.IsAttached.ShouldBeFalse();
    }

    [KernelFact]
    public void An_interface_is_found_by_name_number_and_alternative_names()
    {
        using VethPair pair = VethPair.Create();
        Furnish(pair.Left);
        pair.Left.Namespace.Run(() =>
        {
            NetworkLinks.Find("left")!.Index.ShouldBe(pair.Left.Index);
            NetworkLinks.Find(pair.Left.Index)!.Name.ShouldBe("left");
            NetworkLinks.Find("other")!.Index.ShouldBe(pair.Left.Index);
            NetworkLinks.Find(LongName)!.Index.ShouldBe(pair.Left.Index);
            NetworkLinks.Find("lo")!.Flags.ShouldBe(NetworkLinkFlags.Up | NetworkLinkFlags.Loopback | NetworkLinkFlags.Running | NetworkLinkFlags.LowerUp);
            NetworkLinks.Find("right").ShouldBeNull();
            NetworkLinks.Find(LongName + "-").ShouldBeNull();
            NetworkLinks.Find(100_000).ShouldBeNull();
        });
    }

    [Fact]
    public void Names_and_numbers_that_no_interface_can_have_are_refused()
    {
        Should.Throw<ArgumentException>(() => NetworkLinks.Find(""));
        Should.Throw<ArgumentException>(() => NetworkLinks.Find(new string('x', 128)));
        Should.Throw<ArgumentOutOfRangeException>(() => NetworkLinks.Find(0));
    }

    [ToolFact("ip")]
    public void Addresses_are_those_of_ip()
    {
        using VethPair pair = VethPair.Create();
        pair.Left.Namespace.Execute("ip", "address", "add", "192.0.2.1", "peer", "192.0.2.9", "dev", "left", "label", "left:one");
        pair.Left.Namespace.Execute("ip", "address", "add", "fe80::7/64", "dev", "left", "nodad");

        (IReadOnlyList<NetworkAddress> addresses, NetworkLink left) = pair.Left.Namespace.Run(() => (NetworkAddresses.All(), NetworkLinks.Find("left")!));

        // ip has the peer's network where Hornet has the peer.
        string[] expected = Json(pair.Left.Namespace.Execute("ip", "-j", "address"))
            .SelectMany(link => link.GetProperty("addr_info").EnumerateArray().Select(one =>
                $"{link.GetProperty("ifindex")} {one.GetProperty("local")} {one.GetProperty("prefixlen")} {Text(one, "address")} {Text(one, "label")}"))
            .ToArray();
        expected.Length.ShouldBe(6);
        addresses.Select(one => $"{one.LinkIndex} {new IPAddress(one.Address.GetAddressBytes())} {one.PrefixLength} {one.Peer} {one.Label}")
            .ShouldBe(expected, ignoreOrder: true);
        addresses.Single(one => one.Address.IsIPv6LinkLocal).Address.ScopeId.ShouldBe(pair.Left.Index);
        pair.Left.Namespace.Run(() => NetworkAddresses.Of(left)).Count.ShouldBe(4);
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    private static JsonElement[] Json(string text) => [.. JsonDocument.Parse(text).RootElement.EnumerateArray()];

    private static void Furnish(VethPair.End end)
    {
        end.Namespace.Execute("ip", "link", "set", end.Name, "mtu", "1400", "alias", "to the right");
        end.Namespace.Execute("ip", "link", "property", "add", "dev", end.Name, "altname", "other", "altname", LongName);
        end.Namespace.Execute("ip", "link", "add", "bridge", "type", "bridge");
        end.Namespace.Execute("ip", "link", "add", "port", "type", "veth", "peer", "name", "plug");
        end.Namespace.Execute("ip", "link", "set", "port", "master", "bridge");
    }

    /// <summary>Flags in the words of <c>ip</c>; what it says in addition follows from others.</summary>
    private static IEnumerable<string> Words(NetworkLinkFlags flags)
    {
        (NetworkLinkFlags Flag, string Word)[] words =
        [
            (NetworkLinkFlags.Up, "UP"), (NetworkLinkFlags.Broadcast, "BROADCAST"), (NetworkLinkFlags.Loopback, "LOOPBACK"), (NetworkLinkFlags.Multicast, "MULTICAST"),
            (NetworkLinkFlags.LowerUp, "LOWER_UP"), (NetworkLinkFlags.NoArp, "NOARP"), (NetworkLinkFlags.Promiscuous, "PROMISC"), (NetworkLinkFlags.AllMulticast, "ALLMULTI"),
        ];
        return words.Where(word => flags.HasFlag(word.Flag)).Select(word => word.Word);
    }
}
