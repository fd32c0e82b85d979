// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>A TCP congestion control made of programs, used by real connections on loopback.</summary>
public sealed class StructOperationsTests
{
    private const int Tcp = 6, CongestionOption = 13, NameLength = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static int s_count;

    [KernelFact]
    public void A_linked_structure_serves_sockets_until_the_link_is_disposed()
    {
        string name = UniqueName();
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Congestion(name));
        TrySelect(name).ShouldBeFalse("it is loaded, and not attached");

        using (var link = loaded.AttachStructOperations("linked").ShouldBeOfType<StructOperationsLink>())
        {
            Exchange(name);
            Value(loaded, "started").ShouldBe(1ul);
            Value(loaded, "avoided").ShouldBeGreaterThan(0ul);
            Value(loaded, "ended").ShouldBe(1ul);

            link.GetInfo().ShouldBeOfType<StructOperationsLinkInfo>();
            link.Target.ToString().ShouldBe("tcp_congestion_ops linked");
            Should.Throw<BpfException>(() => loaded.AttachStructOperations("linked")).Message.ShouldContain("attaching tcp_congestion_ops linked");
        }

        TrySelect(name).ShouldBeFalse("the link is gone");
        Value(loaded, "started").ShouldBe(1ul);
    }

    [KernelFact]
    public void A_link_takes_another_structure_of_the_same_name()
    {
        string name = UniqueName();
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Congestion(name));
        using var link = (StructOperationsLink)loaded.AttachStructOperations("linked");
        Exchange(name);
        link.Update(loaded.Map("successor"));
        Exchange(name);
        Value(loaded, "started").ShouldBe(1ul);
        Value(loaded, "started_by_second").ShouldBe(1ul);
        Should.Throw<BpfException>(() => link.Update(loaded.Map(".bss"))).Message.ShouldContain("it is a map of the type array");
    }

    [KernelFact]
    public void A_structure_without_a_link_is_registered_until_it_is_disposed()
    {
        string name = UniqueName();
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Congestion(name));
        using (KernelLink link = loaded.AttachStructOperations("registered"))
        {
            link.ShouldBeOfType<StructOperationsRegistration>();
            Exchange(name);
            Value(loaded, "started").ShouldBe(1ul);
            Should.Throw<BpfException>(() => link.Pin("/sys/fs/bpf/hornet_never")).Message.ShouldContain("cannot be pinned");
            link.Detach();
            TrySelect(name).ShouldBeFalse("it was detached");
        }
    }

    [KernelFact]
    public void All_structures_attach_at_once()
    {
        string name = UniqueName();
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Congestion(name, name + "l", name + "s"));
        using (ObjectLinks links = loaded.AttachAll())
        {
            links.Count.ShouldBe(3);
            links.WithoutTarget.ShouldBeEmpty();
            TrySelect(name).ShouldBeTrue();
            TrySelect(name + "l").ShouldBeTrue();
            TrySelect(name + "s").ShouldBeTrue();
        }

        TrySelect(name).ShouldBeFalse();
        TrySelect(name + "l").ShouldBeFalse();
        TrySelect(name + "s").ShouldBeFalse();
    }

    [KernelFact]
    public void When_one_cannot_be_attached_none_is()
    {
        string name = UniqueName();
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Congestion(name));
        Should.Throw<BpfException>(loaded.AttachAll).Message.ShouldContain("the kernel has one of that name");
        TrySelect(name).ShouldBeFalse();
    }

    [KernelFact]
    public void A_program_of_a_member_that_the_kernel_does_not_have_is_not_loaded()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Congestion(UniqueName()));
        loaded.Programs.TryGet("never", out _).ShouldBeFalse();
        loaded.Programs.Count.ShouldBe(6);
    }

    [KernelFact]
    public void A_member_that_the_kernel_does_not_have_may_not_be_set()
    {
        BpfObject congestion = Congestion(UniqueName());
        const int UnknownMember = 64;
        BpfObject changed = congestion with { Maps = [.. congestion.Maps.Select(map => map.Name == "linked" ? WithBytes(map, UnknownMember, [1]) : map)] };
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(changed)).Message
            .ShouldContain("its member 'unknown_to_every_kernel' is set, and this kernel's 'tcp_congestion_ops' has no such member");
    }

    [KernelFact]
    public void A_structure_that_no_kernel_has_is_said()
    {
        BpfObject congestion = Congestion(UniqueName());
        BpfObject changed = congestion with
        {
            Maps = [.. congestion.Maps.Select(map => map.Name == "linked" ? map with { StructOperationsType = "no_such_ops" } : map)],
        };
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(changed)).Message.ShouldContain("have no structure 'no_such_ops'");
    }

    [KernelFact]
    public void A_structure_whose_program_is_left_out_is_not_filled()
    {
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(Congestion(UniqueName()), new KernelLoadOptions { Programs = ["start", "start_second", "end", "threshold", "undo"] }))
            .Message.ShouldContain("the program 'avoid' for its member 'cong_avoid' was not loaded");
    }

    [KernelFact]
    public void Programs_that_name_no_place_are_told()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "several_programs.o")));
        using ObjectLinks links = loaded.AttachAll();
        links.Count.ShouldBe(0);
        links.WithoutTarget.ShouldBe(loaded.Programs.Select(program => program.Name));
        Should.Throw<BpfException>(() => loaded.AttachStructOperations("nothing")).Message.ShouldContain("has none");
    }

    /// <summary>The fixture with names that no other test or process uses.</summary>
    private static BpfObject Congestion(string registered, string? linked = null, string? successor = null)
    {
        BpfObject congestion = BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "congestion.o"));
        return congestion with
        {
            Maps =
            [
                .. congestion.Maps.Select(map => map.Name switch
                {
                    "registered" => WithName(map, registered),
                    "linked" => WithName(map, linked ?? registered),
                    "successor" => WithName(map, successor ?? linked ?? registered),
                    _ => map,
                }),
            ],
        };
    }

    private static MapSpec WithName(MapSpec map, string name)
    {
        byte[] bytes = new byte[NameLength];
        Encoding.ASCII.GetBytes(name, bytes);
        return WithBytes(map, 0, bytes);
    }

    private static MapSpec WithBytes(MapSpec map, int offset, byte[] bytes)
    {
        byte[] value = [.. map.InitialValues[0].Value];
        bytes.CopyTo(value, offset);
        return map with { InitialValues = [map.InitialValues[0] with { Value = [.. value] }] };
    }

    private static string UniqueName() => $"hn{Environment.ProcessId}_{Interlocked.Increment(ref s_count)}";

    private static ulong Value(KernelObject loaded, string variable) => loaded.Variables[variable].Get<ulong>();

    private static bool TrySelect(string name)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(Tcp, CongestionOption, Encoding.ASCII.GetBytes(name));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A connection whose client sends some bytes under the congestion control, and ends.</summary>
    private static void Exchange(string name)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = (int)Patience.TotalMilliseconds };
        client.SetRawSocketOption(Tcp, CongestionOption, Encoding.ASCII.GetBytes(name));
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        server.ReceiveTimeout = (int)Patience.TotalMilliseconds;

        byte[] chosen = new byte[NameLength];
        client.GetRawSocketOption(Tcp, CongestionOption, chosen);
        Encoding.ASCII.GetString(chosen).TrimEnd('\0').ShouldBe(name);

        // Several turns, so that acknowledgements reach the congestion control.
        byte[] bytes = new byte[64 * 1024];
        for (int turn = 0; turn < 4; turn++)
        {
            client.Send(bytes);
            for (int received = 0; received < bytes.Length;)
                received += server.Receive(bytes);
        }

        // A reset ends both sides now, without a time of waiting in which the congestion control would stay in use.
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }
}
