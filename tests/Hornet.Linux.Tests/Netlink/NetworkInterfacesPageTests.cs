// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Netlink;

/// <summary>The examples of docs/network-interfaces.md, run for real.</summary>
public sealed class NetworkInterfacesPageTests
{
    [Fact]
    public void The_page_shows_these_examples() =>
        DocumentationExamples.MissingFrom("docs/network-interfaces.md", "tests/Hornet.Linux.Tests/Netlink/NetworkInterfacesPageTests.cs").ShouldBeEmpty();

    [KernelFact]
    public void Interfaces_are_listed_with_what_is_attached()
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram xdp = CountingProgram.Load("xdp", 2), tc = CountingProgram.Load("tc", 0);
        var Console = new StringWriter();
        pair.Left.Namespace.Run(() =>
        {
            NetlinkXdp.Attach(pair.Left.Index, xdp.Fd, XdpMode.Generic);
            NetlinkTrafficControl.TryCreateClassifier(pair.Left.Index);
            NetlinkTrafficControl.Add(new TrafficControlFilterRequest(pair.Left.Index, TrafficControlFilter.IngressParent, tc.Fd, "count_runs") { Priority = 1 });

            // example: list
            foreach (NetworkLink link in NetworkLinks.All())
            {
                Console.WriteLine($"{link.Index} {link.Name} {link.Kind} mtu {link.Mtu} {link.Flags}");
                foreach (NetworkAddress address in NetworkAddresses.Of(link))
                    Console.WriteLine($"  {address.Address}/{address.PrefixLength}");
                if (link.Xdp.IsAttached)
                    Console.WriteLine($"  xdp generic: program {link.Xdp.GenericProgramId}");
                foreach (TrafficControlFilter filter in TrafficControlFilters.Of(link))
                    Console.WriteLine($"  tc priority {filter.Priority} handle {filter.Handle}: program {filter.ProgramId} \"{filter.Name}\"");
            }
            // end
        });
        Console.ToString().ShouldBe($"""
            1 lo  mtu 65536 Up, Loopback, Running, LowerUp
              127.0.0.1/8
              ::1/128
            {pair.Left.Index} left veth mtu 1500 Up, Broadcast, Running, Multicast, LowerUp
              10.77.0.1/24
              fd77::1/64
              xdp generic: program {xdp.Id}
              tc priority 1 handle 1: program {tc.Id} "count_runs"

            """);
    }

    [KernelFact]
    public void Interfaces_are_found()
    {
        using VethPair pair = VethPair.Create();
        pair.Left.Namespace.Execute("ip", "link", "property", "add", "dev", "left", "altname", "enp0s31f6-upstairs");
        pair.Left.Namespace.Run(() =>
        {
            // example: find
            NetworkLink? byName = NetworkLinks.Find("left");                       // or null
            NetworkLink? byOtherName = NetworkLinks.Find("enp0s31f6-upstairs");    // an alternative name (ip link property add … altname …)
            NetworkLink? byNumber = NetworkLinks.Find(byName!.Index);
            // end
            byName.Index.ShouldBe(pair.Left.Index);
            byOtherName!.Index.ShouldBe(byName.Index);
            byNumber!.Name.ShouldBe("left");
        });
    }
}
