// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Netlink;

/// <summary>tc filters by netlink, with frames that really cross.</summary>
public sealed class NetlinkTrafficControlTests
{
    /// <summary><c>TC_ACT_OK</c>, <c>TC_ACT_SHOT</c>.</summary>
    private const int Pass = 0, Drop = 2;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(30);

    [KernelTheory]
    [InlineData(TrafficControlFilter.IngressParent)]
    [InlineData(TrafficControlFilter.EgressParent)]
    public void A_filter_sees_and_drops_packets_of_its_direction_until_it_is_removed(uint parent)
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using CountingProgram drop = CountingProgram.Load("tc", Drop);
        VethPair.End end = parent == TrafficControlFilter.IngressParent ? pair.Right : pair.Left;
        using PacketSocket sender = PacketSocket.Open(pair.Left), receiver = PacketSocket.Open(pair.Right), back = PacketSocket.Open(pair.Left);
        byte[] there = PacketSocket.Frame(pair.Left, pair.Right, new byte[50]), answer = PacketSocket.Frame(pair.Right, pair.Left, new byte[60]);

        TrafficControlFilter filter = end.Namespace.Run(() =>
        {
            NetlinkTrafficControl.TryCreateClassifier(end.Index).ShouldBeTrue();
            return NetlinkTrafficControl.Add(new TrafficControlFilterRequest(end.Index, parent, drop.Fd, "drop_all"));
        });
        for (int i = 0; i < 3; i++)
            sender.TrySend(there).ShouldBe(parent == TrafficControlFilter.IngressParent);
        receiver.Send(answer);

        back.Receive(Patience).ShouldBe(answer);
        Eventually.ShouldBe(() => drop.Runs, 3);
        receiver.Receive(Soon).ShouldBeNull();

        end.Namespace.Run(() => NetlinkTrafficControl.Delete(filter));
        sender.Send(there);
        receiver.Receive(Patience).ShouldBe(there);
        drop.Runs.ShouldBe(3);
        end.Namespace.Run(() => NetlinkTrafficControl.Filters(end.Index, parent)).ShouldBeEmpty();
    }

    [KernelFact]
    public void The_discipline_is_made_once_and_takes_its_filters_along()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using CountingProgram pass = CountingProgram.Load("tc", Pass);
        pair.Left.Namespace.Run(() =>
        {
            int index = pair.Left.Index;
            NetlinkTrafficControl.TryCreateClassifier(index).ShouldBeTrue();
            NetlinkTrafficControl.TryCreateClassifier(index).ShouldBeFalse();
            NetlinkTrafficControl.Add(new TrafficControlFilterRequest(index, TrafficControlFilter.IngressParent, pass.Fd, "one"));
            NetlinkTrafficControl.Add(new TrafficControlFilterRequest(index, TrafficControlFilter.EgressParent, pass.Fd, "two"));
            TrafficControlFilters.All().Select(filter => filter.Name).ShouldBe(["one", "two"]);

            NetlinkTrafficControl.DeleteClassifier(index);
            TrafficControlFilters.All().ShouldBeEmpty();
            Refused(() => NetlinkTrafficControl.DeleteClassifier(index), "removing the clsact discipline of \"left\"", SyscallErrors.Invalid, SyscallErrors.NoEntry);
        });
    }

    [KernelFact]
    public void An_ingress_discipline_in_the_way_is_an_error()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        pair.Left.Namespace.Execute("tc", "qdisc", "add", "dev", "left", "ingress");
        pair.Left.Namespace.Run(() =>
            Refused(() => NetlinkTrafficControl.TryCreateClassifier(pair.Left.Index), "making the clsact discipline", SyscallErrors.Exists));
    }

    [KernelFact]
    public void A_filter_is_replaced_by_its_priority_and_handle()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using CountingProgram pass = CountingProgram.Load("tc", Pass), drop = CountingProgram.Load("tc", Drop);
        using PacketSocket sender = PacketSocket.Open(pair.Left), receiver = PacketSocket.Open(pair.Right);
        byte[] frame = PacketSocket.Frame(pair.Left, pair.Right, new byte[50]);
        var request = new TrafficControlFilterRequest(pair.Left.Index, TrafficControlFilter.EgressParent, drop.Fd, "drop") { Priority = 7, Handle = 3 };
        pair.Left.Namespace.Run(() =>
        {
            NetlinkTrafficControl.TryCreateClassifier(pair.Left.Index);
            TrafficControlFilter made = NetlinkTrafficControl.Add(request);
            (made.Priority, made.Handle, made.ProgramId, made.Name, made.Protocol).ShouldBe((7, 3u, drop.Id, "drop", 3));
            Refused(() => NetlinkTrafficControl.Add(request), "adding a filter to \"left\" (interface", SyscallErrors.Exists).Hint.ShouldContain("priority and handle");

            TrafficControlFilter replaced = NetlinkTrafficControl.AddOrReplace(request with { ProgramFd = pass.Fd, Name = "pass" });
            replaced.ShouldBe(made with { ProgramId = pass.Id, Name = "pass", Tag = pass.Program.GetInfo().Tag });
            NetlinkTrafficControl.Filters(pair.Left.Index, TrafficControlFilter.EgressParent).ShouldBe([replaced]);
        });

        sender.Send(frame);
        receiver.Receive(Patience).ShouldBe(frame);
        (drop.Runs, pass.Runs).ShouldBe((0, 1));
    }

    [KernelFact]
    public void Filters_that_cannot_be_made_say_why()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using CountingProgram pass = CountingProgram.Load("tc", Pass), xdp = CountingProgram.Load("xdp", Pass);
        pair.Left.Namespace.Run(() =>
        {
            var request = new TrafficControlFilterRequest(pair.Left.Index, TrafficControlFilter.IngressParent, pass.Fd, "pass");
            Refused(() => NetlinkTrafficControl.Add(request), "adding a filter to \"left\"", SyscallErrors.Invalid, SyscallErrors.NoEntry).Message.ShouldContain("no clsact discipline");
            NetlinkTrafficControl.TryCreateClassifier(pair.Left.Index);
            Refused(() => NetlinkTrafficControl.Add(request with { ProgramFd = xdp.Fd }), "adding a filter", SyscallErrors.Invalid).Hint.ShouldContain("sched_cls");
            Refused(() => NetlinkTrafficControl.Add(request with { ProgramFd = 9999 }), "adding a filter", SyscallErrors.BadDescriptor);
            TrafficControlFilter made = NetlinkTrafficControl.Add(request);
            NetlinkTrafficControl.Delete(made);
            Refused(() => NetlinkTrafficControl.Delete(made), "removing a filter of \"left\"", SyscallErrors.NoEntry, SyscallErrors.Invalid);

            pair.Left.Namespace.Execute("ip", "link", "delete", "left");
            Refused(() => NetlinkTrafficControl.Add(request), $"adding a filter to interface {pair.Left.Index} ingress:", SyscallErrors.NoDevice).Hint.ShouldContain("no such interface");
            Refused(() => NetlinkTrafficControl.TryCreateClassifier(pair.Left.Index), "making the clsact discipline of interface", SyscallErrors.NoDevice);
        });
    }

    [ToolFact("tc")]
    public void Filters_are_those_of_tc_wherever_they_hang()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        VethPair.End end = pair.Left;
        string fixture = TestFiles.InRepository("tests/fixtures/objects/clang-v3/section_names.o");
        end.Namespace.Execute("tc", "qdisc", "add", "dev", "left", "clsact");
        end.Namespace.Execute("tc", "qdisc", "add", "dev", "left", "root", "handle", "1:", "htb");
        end.Namespace.Execute("tc", "class", "add", "dev", "left", "parent", "1:", "classid", "1:2", "htb", "rate", "1gbit", "quantum", "60000");
        using CountingProgram pass = CountingProgram.Load("tc", Pass);
        end.Namespace.Run(() =>
        {
            var request = new TrafficControlFilterRequest(end.Index, TrafficControlFilter.IngressParent, pass.Fd, "ingress one");
            NetlinkTrafficControl.Add(request with { Priority = 5 });
            NetlinkTrafficControl.Add(request with { Priority = 5, Name = "ingress two" });
            NetlinkTrafficControl.Add(request with { Priority = 2, Handle = 0x20, Chain = 4, Name = "chained" });
            NetlinkTrafficControl.Add(request with { Parent = TrafficControlFilter.EgressParent, Name = "egress", Protocol = 0x0800 });
            NetlinkTrafficControl.Add(request with { Parent = 0x1_0000, Name = "root", IsDirectAction = false, ClassId = 0x1_0002 });
            NetlinkTrafficControl.Add(request with { Parent = 0x1_0002, Name = "class" });
        });
        end.Namespace.Execute("tc", "filter", "add", "dev", "left", "egress", "bpf", "da", "object-file", fixture, "section", "classifier");

        IReadOnlyList<TrafficControlFilter> filters = end.Namespace.Run(() => TrafficControlFilters.Of(NetworkLinks.Find("left")!));

        var expected = new List<string>();
        foreach ((string place, uint parent) in (ReadOnlySpan<(string, uint)>)[("ingress", TrafficControlFilter.IngressParent), ("egress", TrafficControlFilter.EgressParent), ("parent 1:", 0x1_0000), ("parent 1:2", 0x1_0002)])
            expected.AddRange(Lines(end.Namespace.Execute("tc", ["-j", "filter", "show", "dev", "left", .. place.Split(' ')]), parent));
        expected.Count.ShouldBe(7);
        filters.Select(Line).ShouldBe(expected, ignoreOrder: true);
        filters.Single(filter => filter.Name == "ingress one").Tag.ShouldBe(pass.Program.GetInfo().Tag);
        filters.Single(filter => filter.Name == "root").ClassId.ShouldBe(0x1_0002u);
    }

    [ToolFact("bpftool")]
    public void Bpftool_sees_what_is_attached()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using CountingProgram pass = CountingProgram.Load("tc", Pass);
        pair.Left.Namespace.Run(() =>
        {
            NetlinkTrafficControl.TryCreateClassifier(pair.Left.Index);
            NetlinkTrafficControl.Add(new TrafficControlFilterRequest(pair.Left.Index, TrafficControlFilter.IngressParent, pass.Fd, "seen"));
        });

        pair.Left.Namespace.Execute("bpftool", "net").ShouldContain($"left({pair.Left.Index}) clsact/ingress seen id {pass.Id}");
    }

    private static IEnumerable<string> Lines(string json, uint parent)
    {
        foreach (JsonElement filter in JsonDocument.Parse(json).RootElement.EnumerateArray())
        {
            // The entry of a priority as a whole has no program.
            if (!filter.TryGetProperty("options", out JsonElement options) || !options.TryGetProperty("prog", out JsonElement program))
                continue;
            string protocol = filter.GetProperty("protocol").GetString() switch { "all" => "3", "ip" => "2048", string other => other, null => "" };
            byte[] tag = Convert.FromHexString(program.GetProperty("tag").GetString()!);
            uint handle = Convert.ToUInt32(options.GetProperty("handle").GetString(), 16);
            bool isDirect = options.TryGetProperty("direct-action", out _);
            yield return string.Create(CultureInfo.InvariantCulture, $"""
                {parent:x} {filter.GetProperty("pref")} {filter.GetProperty("chain")} {protocol} {handle} {options.GetProperty("bpf_name")} {program.GetProperty("id")} {BinaryPrimitives.ReadUInt64LittleEndian(tag):x} {isDirect}
                """);
        }
    }

    private static string Line(TrafficControlFilter filter) => string.Create(CultureInfo.InvariantCulture,
        $"{filter.Parent:x} {filter.Priority} {filter.Chain} {filter.Protocol} {filter.Handle} {filter.Name} {filter.ProgramId} {filter.Tag:x} {filter.IsDirectAction}");

    private static NetlinkException Refused(Action action, string doing, params int[] errnos)
    {
        NetlinkException refusal = Should.Throw<NetlinkException>(action);
        refusal.Message.ShouldStartWith(doing);
        errnos.ShouldContain(refusal.Errno, refusal.Message);
        return refusal;
    }
}
