// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hornet.Bytecode;
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>Network and control-group hooks, by what older kernels have for them. The programs count UDP datagrams to one port.</summary>
internal static class NetworkHookTests
{
    private const int Port = 4711;

    [VmFact]
    public static void An_xdp_program_on_the_loopback_interface_is_attached_in_each_way()
    {
        foreach (AttachMethod method in Enum.GetValues<AttachMethod>())
        {
            using Fixture fixture = Fixture.Load("vm_other", "count_packets");
            using (fixture.Program("count_packets").Attach(new XdpTarget("lo", XdpMode.Generic) { Method = method }))
                Send(IPAddress.Loopback, 5);
            Send(IPAddress.Loopback, 2);
            fixture[4].ShouldBe(5, method.ToString());
        }
    }

    [VmFact]
    public static void An_xdp_program_runs_in_the_driver_of_a_veth_interface()
    {
        Ip("link add vm0 type veth");
        try
        {
            string other = Peer("vm0");
            Ip("addr add 10.9.9.1/24 dev vm0");
            Ip("link set vm0 up");
            Ip($"link set {other} up");
            Run("arp", "-s 10.9.9.2 02:00:00:00:00:02 -i vm0");
            using Fixture fixture = Fixture.Load("vm_other", "count_packets");
            using (fixture.Program("count_packets").Attach(new XdpTarget(other, XdpMode.Native)))
            {
                Send(IPAddress.Parse("10.9.9.2"), 3);
                SpinWait.SpinUntil(() => fixture[4] >= 3, TimeSpan.FromSeconds(10));
                fixture[4].ShouldBe(3);
            }
        }
        finally
        {
            Ip("link del vm0");
        }
    }

    [VmFact]
    public static void A_filter_of_clsact_counts_both_directions()
    {
        foreach (TrafficDirection direction in Enum.GetValues<TrafficDirection>())
        {
            using Fixture fixture = Fixture.Load("vm_other", "classify");
            using (fixture.Program("classify").Attach(new TrafficControlTarget("lo", direction)))
                Send(IPAddress.Loopback, 4);
            Send(IPAddress.Loopback, 1);
            fixture[5].ShouldBe(4, direction.ToString());
        }
    }

    [VmFact(Series = "6.12")]
    public static void A_tcx_program_lets_the_next_one_see_the_packet()
    {
        using Fixture fixture = Fixture.Load("vm_other", "classify", "classify_next");
        using (fixture.Program("classify").Attach(new TrafficControlTarget("lo", TrafficDirection.Ingress)))
        using (fixture.Program("classify_next").Attach(new TcxTarget("lo", TrafficDirection.Ingress)))
            Send(IPAddress.Loopback, 3);
        Send(IPAddress.Loopback, 1);
        (fixture[5], fixture[6]).ShouldBe((3, 3));
    }

    [VmFact(Series = "6.1")]
    public static void A_kernel_without_tcx_says_so()
    {
        using Fixture fixture = Fixture.Load("vm_other", "classify_next");
        BpfException refusal = Should.Throw<BpfException>(() => fixture.Program("classify_next").Attach(new TcxTarget("lo", TrafficDirection.Ingress)));
        refusal.Message.ShouldContain("6.6");
    }

    [VmFact]
    public static void Programs_of_a_control_group_see_its_processes_only()
    {
        const string root = "/sys/fs/cgroup", group = root + "/vm_network";
        using Fixture fixture = Fixture.Load("vm_other", "leave_group", "refuse_connect");
        Directory.CreateDirectory(group);
        try
        {
            using KernelLink leave = fixture.Program("leave_group").Attach(new CgroupTarget(group));
            using KernelLink refuse = fixture.Program("refuse_connect").Attach(new CgroupTarget(group) { Mode = CgroupAttachMode.Multiple });
            Send(IPAddress.Loopback, 2);
            (fixture[7], fixture[8], Connect()).ShouldBe((0, 0, 0));
            MoveTo(group);
            Send(IPAddress.Loopback, 3);
            (fixture[7], Connect(), fixture[8]).ShouldBe((3, Calls.NotPermitted, 1));
            leave.Detach();
            refuse.Dispose();
            Send(IPAddress.Loopback, 1);
            (fixture[7], Connect(), fixture[8]).ShouldBe((3, 0, 1));
        }
        finally
        {
            MoveTo(root);
            Directory.Delete(group);
        }
    }

    private static void MoveTo(string group) => File.WriteAllText(group + "/cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    private static void Send(IPAddress to, int times)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < times; i++)
            socket.SendTo([1, 2, 3], new IPEndPoint(to, Port)).ShouldBe(3);
    }

    private static int Connect()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        return Calls.Connect(socket.SafeHandle, new IPEndPoint(IPAddress.Loopback, Port).Serialize());
    }

    /// <summary>The other end of a pair, to which the tool of busybox gives a name of its own.</summary>
    private static string Peer(string name)
    {
        string index = File.ReadAllText($"/sys/class/net/{name}/iflink");
        return Directory.GetDirectories("/sys/class/net").Where(folder => File.ReadAllText(folder + "/ifindex") == index).Select(folder => Path.GetFileName(folder)).ShouldHaveSingleItem();
    }

    private static void Ip(string arguments) => Run("ip", arguments);

    private static void Run(string tool, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/" + tool, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{tool} {arguments}: {errors}");
    }
}
