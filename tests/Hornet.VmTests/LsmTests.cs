// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>Security hooks.</summary>
internal static class LsmTests
{
    private const string Folder = "/tmp/vm_lsm";

    [VmFact]
    public static void An_lsm_program_refuses_what_the_watched_process_does()
    {
        using Fixture fixture = Fixture.Load("vm_lsm", "refuse_rmdir");
        Calls.MakeFolder(Folder).ShouldBe(0);
        using (fixture.Program("refuse_rmdir").Attach())
            Calls.RemoveFolder(Folder).ShouldBe(Calls.AccessDenied);
        Directory.Exists(Folder).ShouldBeTrue();
        Calls.RemoveFolder(Folder).ShouldBe(0);
        fixture[0].ShouldBe(1);
    }

    [VmFact]
    public static void A_sleepable_lsm_program_counts_opened_files()
    {
        const string file = "/tmp/vm_open";
        File.WriteAllText(file, "");
        using Fixture fixture = Fixture.Load("vm_lsm", "count_open");
        using (fixture.Program("count_open").Attach())
        {
            for (int i = 0; i < 3; i++)
                File.OpenHandle(file).Dispose();
        }

        File.OpenHandle(file).Dispose();
        fixture[1].ShouldBe(3);
    }

    [VmFact]
    public static void An_lsm_program_of_a_control_group_refuses_its_processes_only()
    {
        const string root = "/sys/fs/cgroup", group = root + "/vm_lsm";
        string self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using Fixture fixture = Fixture.Load("vm_lsm", "refuse_bind");
        Directory.CreateDirectory(group);
        try
        {
            using KernelLink link = fixture.Program("refuse_bind").Attach(new LsmCgroupTarget(group));
            Bind().ShouldBe(0);
            fixture[2].ShouldBe(0);
            File.WriteAllText(group + "/cgroup.procs", self);
            Bind().ShouldBe(Calls.NotPermitted);
            (fixture[2], fixture[3]).ShouldBe((1, 16)); // the length of struct sockaddr_in
            link.Dispose();
            Bind().ShouldBe(0);
            fixture[2].ShouldBe(1);
        }
        finally
        {
            File.WriteAllText(root + "/cgroup.procs", self);
            Directory.Delete(group);
        }
    }

    private static int Bind()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        return Calls.Bind(socket.SafeHandle, new IPEndPoint(IPAddress.Loopback, 0).Serialize());
    }
}
