// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>Two network namespaces joined by a pair of virtual Ethernet interfaces, both up, with addresses of both families.</summary>
internal sealed class VethPair : IDisposable
{
    private VethPair(End left, End right)
    {
        Left = left;
        Right = right;
    }

    /// <summary>One end.</summary>
    public End Left { get; }

    /// <summary>The other end.</summary>
    public End Right { get; }

    /// <summary>Makes the namespaces and the pair.</summary>
    /// <param name="queues">How many receive and transmit queues each interface has.</param>
    /// <param name="isQuiet">Without addresses, neighbour discovery and multicast reports: nothing travels but what the test sends.</param>
    public static VethPair Create(int queues = 1, bool isQuiet = false)
    {
        string count = queues.ToString(CultureInfo.InvariantCulture);
        NetworkNamespace left = NetworkNamespace.Create();
        NetworkNamespace? right = null;
        try
        {
            right = NetworkNamespace.Create();
            left.Execute("ip", "link", "add", "left", "numtxqueues", count, "numrxqueues", count, "type", "veth",
                "peer", "name", "right", "numtxqueues", count, "numrxqueues", count, "netns", right.Path);
            var pair = new VethPair(SetUp(left, "left", 1, isQuiet), SetUp(right, "right", 2, isQuiet));

            // The kernel gives an interface its queue a little after there is a carrier, and until then drops what is sent.
            Eventually.ShouldBe(() => IsRunning(pair.Left) && IsRunning(pair.Right), true);
            return pair;
        }
        catch
        {
            right?.Dispose();
            left.Dispose();
            throw;
        }
    }

    /// <summary>Removes the interfaces, with all that is attached to them, and the namespaces.</summary>
    public void Dispose()
    {
        // Without this they live until the last thread that the runtime started from a namespace's thread has gone. A test may have removed them.
        TestTool.TryRun("nsenter", $"--net={Left.Namespace.Path}", "--", "ip", "link", "delete", Left.Name);
        Left.Namespace.Dispose();
        Right.Namespace.Dispose();
    }

    private static bool IsRunning(End end) => end.Namespace.Run(() => NetworkLinks.Find(end.Index)!.Flags.HasFlag(NetworkLinkFlags.Running));

    private static End SetUp(NetworkNamespace place, string name, int number, bool isQuiet)
    {
        IPAddress v4 = IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.77.0.{number}"));
        IPAddress v6 = IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"fd77::{number}"));
        string[] commands = isQuiet
            ? [$"ip link set {name} addrgenmode none", $"ip link set {name} multicast off arp off up"]
            : [$"ip link set {name} addrgenmode none", $"ip address add {v4}/24 dev {name}", $"ip address add {v6}/64 dev {name} nodad", $"ip link set {name} up"];
        place.Execute("sh", "-c", string.Join(" && ", commands));
        return place.Run(() =>
        {
            NetworkLink link = NetworkLinks.Find(name)!;
            return new End(place, name, link.Index, link.Address, v4, v6);
        });
    }

    /// <summary>One end of a pair.</summary>
    /// <param name="Namespace">Where it is.</param>
    /// <param name="Name">The name of its interface there.</param>
    /// <param name="Index">The number of its interface there.</param>
    /// <param name="Mac">Its Ethernet address.</param>
    /// <param name="Address">Its IPv4 address, of a /24 network that both ends are in (unless the pair is quiet).</param>
    /// <param name="AddressV6">Its IPv6 address, of a /64 network that both ends are in (unless the pair is quiet).</param>
    public sealed record End(NetworkNamespace Namespace, string Name, int Index, PhysicalAddress Mac, IPAddress Address, IPAddress AddressV6);
}
