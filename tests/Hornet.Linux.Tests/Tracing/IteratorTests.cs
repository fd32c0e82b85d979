// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>Programs that go over objects of the kernel: what they write is what is there.</summary>
public sealed class IteratorTests
{
    [KernelFact]
    public void The_threads_of_a_process_are_listed_as_text()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_iterators", "list_tasks");
        string name = NameOf(traced);
        programs.Program("list_tasks").RunIterator(new IteratorTarget { Process = traced.Id }).ShouldBe($"{traced.Id} {traced.Id} {name}\nend\n");
        programs.Program("list_tasks").RunIterator(new IteratorTarget { Thread = TracedCalls.GetThread() })
            .ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {TracedCalls.GetThread()} "));
        using BpfHandle processHandle = TracedCalls.OpenProcess(traced.Id);
        programs.Program("list_tasks").RunIterator(new IteratorTarget { ProcessHandle = processHandle }).ShouldBe($"{traced.Id} {traced.Id} {name}\nend\n");
    }

    [KernelFact]
    public void All_tasks_are_read_as_values()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_iterators", "dump_tasks");
        IReadOnlyList<TaskLine> tasks = programs.Program("dump_tasks").RunIterator<TaskLine>();
        TaskLine own = tasks.Where(task => task.Thread == (uint)traced.Id).ShouldHaveSingleItem();
        own.Process.ShouldBe((uint)traced.Id);
        own.Name.ShouldBe(NameOf(traced));
        tasks.Select(task => task.Thread).ShouldContain((uint)TracedCalls.GetThread());

        using var link = (IteratorLink)programs.Program("dump_tasks").Attach();
        Should.Throw<BpfException>(() => link.Read<Odd>().Count()).Message.ShouldContain("bytes more than whole values of 32749 bytes; the type Odd is not what it writes");
    }

    [KernelFact]
    public void Many_short_reads_give_what_one_long_read_gives()
    {
        using TracedObject programs = TracedObject.Load("trace_iterators", "list_elements");
        KernelMap map = programs.Map("numbers");
        for (uint key = 0; key < 50; key++)
            map.Update(BitConverter.GetBytes(key), BitConverter.GetBytes((ulong)key * 1000));
        using var link = (IteratorLink)programs.Program("list_elements").Attach(new IteratorTarget { Map = map });
        var text = new StringBuilder();
        using (Stream reader = link.OpenReader())
        {
            byte[] buffer = new byte[7];
            for (int length = reader.Read(buffer); length > 0; length = reader.Read(buffer))
                text.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }

        // The program adds one to each value it has shown.
        Lines(text.ToString()).Order().ShouldBe(Enumerable.Range(0, 50).Select(key => $"{key}={key * 1000}").Order());
        Lines(link.ReadText()).Order().ShouldBe(Enumerable.Range(0, 50).Select(key => $"{key}={(key * 1000) + 1}").Order());
        link.Target.ToString().ShouldBe("iter/bpf_map_elem over the map 'numbers'");
    }

    [KernelFact]
    public void Maps_of_the_kernel_are_listed()
    {
        using TracedObject programs = TracedObject.Load("trace_iterators", "list_maps");
        uint id = programs.Map("numbers").GetInfo().Id;
        Lines(programs.Program("list_maps").RunIterator()).ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{id} numbers 64"));
    }

    [KernelFact]
    public void Listening_sockets_are_listed_while_they_listen()
    {
        using TracedObject programs = TracedObject.Load("trace_iterators", "list_listeners");
        using var link = (IteratorLink)programs.Program("list_listeners").Attach();
        string port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
            Lines(link.ReadText()).ShouldContain(port);
        }

        Lines(link.ReadText()).ShouldNotContain(port);
    }

    [KernelFact]
    public void A_control_group_and_its_ancestors_are_walked()
    {
        string root = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).First(fields => fields[2] == "cgroup2")[1];
        string folder = Path.Combine(root, $"hornet-iterator-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            string rootId = TestTool.Run("stat", "-c", "%i", root).Trim(), id = TestTool.Run("stat", "-c", "%i", folder).Trim();
            using TracedObject programs = TracedObject.Load("trace_iterators", "list_groups");
            KernelProgram program = programs.Program("list_groups");
            program.RunIterator(new IteratorTarget { Cgroup = folder, CgroupOrder = CgroupIteratorOrder.SelfOnly }).ShouldBe($"{id} 1\n");
            program.RunIterator(new IteratorTarget { Cgroup = folder, CgroupOrder = CgroupIteratorOrder.AncestorsUp }).ShouldBe($"{id} 1\n{rootId} 0\n");
            Should.Throw<BpfSyscallException>(() => program.RunIterator(new IteratorTarget { Cgroup = folder })).LikelyCause.ShouldContain("give the order (IteratorTarget.CgroupOrder)");
            Should.Throw<SystemCallException>(() => program.RunIterator(new IteratorTarget { Cgroup = folder + "/no", CgroupOrder = CgroupIteratorOrder.SelfOnly })).Hint
                .ShouldStartWith("it does not exist");
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [KernelFact]
    public void A_pinned_iterator_is_read_like_a_file_and_opened_again()
    {
        string pin = $"/sys/fs/bpf/hornet-iterator-{Guid.NewGuid():N}";
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_iterators", "list_tasks");
        try
        {
            using (KernelLink link = programs.Program("list_tasks").Attach(new IteratorTarget { Process = traced.Id }))
                link.Pin(pin);
            string expected = $"{traced.Id} {traced.Id} ";
            TestTool.Run("cat", pin).ShouldStartWith(expected);
            using BpfLink opened = BpfLink.OpenPinned(pin);
            opened.ShouldBeOfType<IteratorLink>().ReadText().ShouldStartWith(expected);
        }
        finally
        {
            File.Delete(pin);
        }
    }

    [KernelFact]
    public void The_program_of_an_iterator_is_replaced()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_iterators", "list_tasks", "dump_tasks", "list_maps");
        using var link = (IteratorLink)programs.Program("list_tasks").Attach(new IteratorTarget { Process = traced.Id });
        link.Update(programs.Program("dump_tasks"));
        link.Read<TaskLine>().ShouldHaveSingleItem().Thread.ShouldBe((uint)traced.Id);
        link.Program.ShouldBe(programs.Program("dump_tasks"));
        Should.Throw<BpfSyscallException>(() => link.Update(programs.Program("list_maps"))).Errno.ShouldBe(22);
    }

    [KernelFact]
    public void A_target_that_does_not_fit_is_refused_with_the_reason()
    {
        using TracedObject programs = TracedObject.Load("trace_iterators", "list_tasks", "list_elements");
        Should.Throw<BpfSyscallException>(() => programs.Program("list_elements").RunIterator()).LikelyCause.ShouldBe("it goes over the elements of a map; give it (IteratorTarget.Map)");
        using KernelMap small = KernelMap.Create(new MapSpec { Name = "small", Type = MapType.Hash, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        Should.Throw<BpfSyscallException>(() => programs.Program("list_elements").RunIterator(new IteratorTarget { Map = small })).LikelyCause.ShouldContain("more of a key or value than the map has");
        Should.Throw<BpfException>(() => programs.Program("list_tasks").RunIterator(new IteratorTarget { Map = small, Process = 1 })).Message.ShouldContain("give one of a map, a control group, a thread and a process; 2 were given");
        int gone;
        using (var traced = new TracedProgram())
            gone = traced.Id;
        programs.Program("list_tasks").RunIterator(new IteratorTarget { Process = gone }).ShouldBe("end\n"); // no thread is left to go over
        Should.Throw<BpfException>(() => programs.Program("list_tasks").Attach(new TracingTarget())).Message.ShouldContain("it is an iterator; give an IteratorTarget");
    }

    /// <summary>The name of a process as the kernel keeps it.</summary>
    private static string NameOf(TracedProgram traced)
    {
        string name = Path.GetFileName(traced.Path);
        return name[..Math.Min(name.Length, 15)];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>struct task_line of trace_iterators.c.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct TaskLine
    {
        public uint Process;
        public uint Thread;
        private fixed byte _name[16];

        public string Name
        {
            get
            {
                fixed (byte* name = _name)
                    return Marshal.PtrToStringUTF8((nint)name) ?? "";
            }
        }
    }

    /// <summary>A size that no smaller number of records is a multiple of, for it is a prime.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1, Size = 32749)]
    private struct Odd
    {
    }
}
