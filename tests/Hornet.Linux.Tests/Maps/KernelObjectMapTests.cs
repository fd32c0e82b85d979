// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

/// <summary>Maps of what the kernel knows by descriptor: sockets, interfaces, CPUs, control groups, processes, call stacks.</summary>
public sealed class KernelObjectMapTests
{
    private const int Loopback = 1;

    private static readonly Instruction[] Pass = [new(0xb7, Register.R0, immediate: 2), new(0x95)];

    [KernelFact]
    public void Connected_sockets_are_known_by_their_cookies()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using Socket server = listener.AcceptSocket();
        SocketMap<ulong> hash = loaded.Maps.Sockets<ulong>("sockets");
        hash.TryGetCookie(7, out _).ShouldBeFalse();
        hash.Set(7, server);
        hash.TryGetCookie(7, out ulong cookie).ShouldBeTrue();
        cookie.ShouldBe(CookieOf(server));
        hash.Remove(7).ShouldBeTrue();
        hash.Remove(7).ShouldBeFalse();
        SocketMap<uint> slots = loaded.Maps.Sockets<uint>("socket_slots");
        slots.Set(3, client.Client);
        slots.TryGetCookie(3, out cookie).ShouldBeTrue();
        cookie.ShouldBe(CookieOf(client.Client));
        slots.Remove(3).ShouldBeTrue();
        slots.Remove(3).ShouldBeFalse();
        using var unconnected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Should.Throw<MapException>(() => slots.Set(0, unconnected)).Error.ShouldBe(MapError.NotSupported);
        Should.Throw<BpfException>(() => loaded.Maps.Sockets<uint>("sockets")).Message.ShouldBe("Viewing the map 'sockets' as SocketMap: its keys have 8 bytes, not 4.");
    }

    [KernelFact]
    public void Listeners_that_share_a_port_are_put_into_an_array()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption(1, 15, BitConverter.GetBytes(1)); // SO_REUSEPORT
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SocketMap<uint> listeners = loaded.Maps.Sockets<uint>("listeners");
        listeners.Set(1, socket);
        listeners.TryGetCookie(1, out ulong cookie).ShouldBeTrue();
        cookie.ShouldBe(CookieOf(socket));
        listeners.TryGetCookie(0, out _).ShouldBeFalse();
    }

    [KernelFact]
    public void Interfaces_and_cpus_carry_programs()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        using KernelProgram onDevice = KernelProgram.Load(ProgramType.Xdp, Pass, new ProgramLoadOptions { AttachType = AttachType.XdpDeviceMap });
        using KernelProgram onCpu = KernelProgram.Load(ProgramType.Xdp, Pass, new ProgramLoadOptions { AttachType = AttachType.XdpCpuMap });
        DeviceMap devices = loaded.Maps.Devices("devices");
        devices.TryGet(5, out _, out _).ShouldBeFalse();
        devices.Set(5, Loopback, onDevice);
        devices.TryGet(5, out int index, out uint program).ShouldBeTrue();
        (index, program).ShouldBe((Loopback, onDevice.GetInfo().Id));
        devices.Set(5, Loopback);
        devices.TryGet(5, out _, out program).ShouldBeTrue();
        program.ShouldBe(0u);
        devices.Remove(5);
        devices.TryGet(5, out _, out _).ShouldBeFalse();
        Should.Throw<MapException>(() => devices.Set(5, int.MaxValue)).Error.ShouldBe(MapError.Invalid);
        CpuMap cpus = loaded.Maps.Cpus("cpus");
        cpus.Set(0, 64, onCpu);
        cpus.TryGet(0, out uint queue, out program).ShouldBeTrue();
        (queue, program).ShouldBe((64u, onCpu.GetInfo().Id));
        Should.Throw<MapException>(() => cpus.Set(0, 1 << 20)).Error.ShouldBe(MapError.Overflow);
        cpus.Remove(0);
        cpus.TryGet(0, out _, out _).ShouldBeFalse();
    }

    [KernelFact]
    public void Only_af_xdp_sockets_go_into_their_map()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        XskMap frames = loaded.Maps.XdpSockets("frames");
        Should.Throw<MapException>(() => frames.Set(0, socket.SafeHandle)).Error.ShouldBe(MapError.NotSupported);
        frames.Remove(0);
    }

    [KernelFact]
    public void Programs_ask_whether_they_run_below_a_control_group()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        using TestCgroup group = TestCgroup.Create();
        CgroupArray groups = loaded.Maps.Cgroups("groups");
        Look(loaded).ShouldBeLessThan(0);
        groups.Set(0, group.Path);
        Look(loaded).ShouldBe(0);
        group.Run(() => Look(loaded)).ShouldBe(1);
        groups.Remove(0).ShouldBeTrue();
        groups.Remove(0).ShouldBeFalse();
        Should.Throw<MapException>(() => groups.Set(0, "/tmp")).Error.ShouldBe(MapError.BadDescriptor);
        Should.Throw<SystemCallException>(() => groups.Set(0, "/nowhere/at/all")).Errno.ShouldBe(2);
    }

    [KernelFact]
    public void Values_belong_to_tasks_sockets_and_control_groups()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        TaskStorage<ulong> tasks = loaded.Maps.TaskStorage<ulong>("of_tasks");
        tasks.TryGetValue(Environment.ProcessId, out _).ShouldBeFalse();
        tasks.Set(Environment.ProcessId, 11);
        tasks.TryGetValue(Environment.ProcessId, out ulong value).ShouldBeTrue();
        value.ShouldBe(11ul);
        Should.Throw<MapException>(() => tasks.Set(Environment.ProcessId, 12, MapUpdateFlags.NoExist)).Error.ShouldBe(MapError.Exists);
        tasks.Remove(Environment.ProcessId).ShouldBeTrue();
        tasks.Remove(Environment.ProcessId).ShouldBeFalse();
        Should.Throw<SystemCallException>(() => tasks.Set(int.MaxValue, 1)).Message.ShouldContain("looking for the process 2147483647 of the map \"of_tasks\"");

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        SocketStorage<ulong> sockets = loaded.Maps.SocketStorage<ulong>("of_sockets");
        sockets.TryGetValue(socket, out _).ShouldBeFalse();
        sockets.Set(socket, 21);
        sockets.TryGetValue(socket, out value).ShouldBeTrue();
        value.ShouldBe(21ul);
        sockets.Remove(socket).ShouldBeTrue();

        using TestCgroup group = TestCgroup.Create();
        CgroupStorage<ulong> groups = loaded.Maps.CgroupStorage<ulong>("of_groups");
        groups.TryGetValue(group.Path, out _).ShouldBeFalse();
        groups.Set(group.Path, 31);
        groups.TryGetValue(group.Path, out value).ShouldBeTrue();
        value.ShouldBe(31ul);
        groups.Remove(group.Path).ShouldBeTrue();
    }

    [KernelFact]
    public void Call_stacks_are_addresses_of_the_kernel()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        StackTraceMap stacks = loaded.Maps.StackTraces("stacks");
        stacks.MaximumDepth.ShouldBe(32);
        stacks.ShouldBeEmpty();
        Look(loaded);
        uint id = (uint)loaded.Variables["stack"].Get<long>();
        stacks.ShouldBe([id]);
        ulong[] frames = stacks.GetFrames(id).ShouldNotBeNull();
        frames.ShouldNotBeEmpty();
        frames.ShouldAllBe(frame => frame > 0xffff_0000_0000_0000);
        stacks.Remove(id).ShouldBeTrue();
        stacks.GetFrames(id).ShouldBeNull();
        Should.Throw<ArgumentException>(() => stacks.TryGetFrames(id, new ulong[5], out _));
    }

    [KernelFact]
    public void Maps_and_programs_are_held_by_maps()
    {
        var template = new MapSpec { Name = "inner", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 4 };
        using KernelMap like = KernelMap.Create(template);
        using KernelMap outer = KernelMap.Create(new MapSpec { Name = "outer", Type = MapType.HashOfMaps, KeySize = 8, ValueSize = 4, MaxEntries = 4 }, like);
        var view = new MapOfMaps<ulong>(outer);
        view.Open(1).ShouldBeNull();
        using (KernelMap first = KernelMap.Create(template))
        {
            new HashMap<uint, ulong>(first)[5] = 50;
            view.Set(1, first);
        }

        using (BpfMap opened = view.Open(1).ShouldNotBeNull())
            new HashMap<uint, ulong>(opened)[5].ShouldBe(50ul);
        using KernelMap unlike = KernelMap.Create(template with { ValueSize = 16 });
        Should.Throw<MapException>(() => view.Set(2, unlike)).Error.ShouldBe(MapError.Invalid);
        view.Remove(1).ShouldBeTrue();
        view.Open(1).ShouldBeNull();

        using KernelMap programs = KernelMap.Create(new MapSpec { Name = "jumps", Type = MapType.ProgramArray, KeySize = 4, ValueSize = 4, MaxEntries = 2 });
        using KernelProgram xdp = KernelProgram.Load(ProgramType.Xdp, Pass), filter = KernelProgram.Load(ProgramType.SocketFilter, Pass);
        var jumps = new ProgramArray(programs);
        jumps.Set(0, xdp);
        Should.Throw<MapException>(() => jumps.Set(1, filter)).Error.ShouldBe(MapError.Invalid);
        jumps.Remove(0).ShouldBeTrue();
        jumps.Remove(0).ShouldBeFalse();
        like.TryUpdateMap(new byte[4], outer).ShouldBe(MapError.NotSupported);
    }

    [KernelFact]
    public void Global_variables_are_live_memory()
    {
        using KernelObject loaded = Fixture.Load("kernel_maps.o");
        GlobalVariable stack = loaded.Variables["stack"];
        stack.TryGetSpan(out Span<long> live).ShouldBeTrue();
        stack.Set(5L);
        live[0].ShouldBe(5);
        Look(loaded);
        live[0].ShouldBe(stack.Get<long>());
        live[0].ShouldNotBe(5);
        Should.Throw<BpfException>(() => stack.TryGetSpan(out Span<Guid> _)).Message.ShouldBe("Viewing the variable 'stack' as values of 16 bytes: it has 8.");
    }

    private static long Look(KernelObject loaded)
    {
        loaded.Program("look_around").TestRun(new TestRunInput());
        return loaded.Variables["is_below"].Get<long>();
    }

    private static ulong CookieOf(Socket socket)
    {
        byte[] cookie = new byte[8];
        socket.GetRawSocketOption(1, 57, cookie); // SO_COOKIE
        return BitConverter.ToUInt64(cookie);
    }
}
