// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class TaskHelperTests
{
    [Fact]
    public void The_current_task_is_the_callers()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Run.Task = new SimulatedTask { ProcessId = 7, ThreadId = 8, UserId = 9, GroupId = 10, CgroupId = 11, CgroupClassId = 12 };

        bench.Call(HelperId.GetCurrentPidTgid).ShouldBe((7L << 32) | 8);
        bench.Call(HelperId.GetCurrentUidGid).ShouldBe((10L << 32) | 9);
        bench.Call(HelperId.GetCurrentCgroupId).ShouldBe(11);
        bench.Call(HelperId.GetCgroupClassId).ShouldBe(12);
        bench.Call(HelperId.GetCurrentTask).ShouldBe((long)bench.Run.Task.TaskAddress);
    }

    [Theory]
    [InlineData("bash", 16, "bash")]
    [InlineData("a-very-long-command", 16, "a-very-long-com")]
    [InlineData("bash", 3, "ba")]
    [InlineData("bash", 1, "")]
    [InlineData("", 16, "")]
    public void The_command_is_cut_terminated_and_filled_up_with_zeros(string command, int size, string seen)
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Run.Task = new SimulatedTask { Command = command };
        ulong buffer = bench.Allocate(Enumerable.Repeat((byte)0xff, size).ToArray());

        bench.Call(HelperId.GetCurrentComm, buffer, (ulong)size).ShouldBe(0);

        HelperBench.At(buffer, size).ToArray().ShouldBe([.. Encoding.UTF8.GetBytes(seen), .. new byte[size - seen.Length]]);
    }

    [Fact]
    public void Ancestors_go_from_the_root_to_the_cgroup_itself()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Run.Task = new SimulatedTask { CgroupId = 30, CgroupAncestors = [1, 20, 30] };

        new long[] { -1, 0, 1, 2, 3 }.Select(level => bench.Call(HelperId.GetCurrentAncestorCgroupId, (ulong)level)).ShouldBe([0, 1, 20, 30, 0]);
    }

    [Fact]
    public void A_pid_in_a_namespace_needs_that_namespace()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Run.Task = new SimulatedTask { ProcessId = 7, ThreadId = 8, PidNamespace = (4, 55) };
        ulong result = bench.Allocate([1, 1, 1, 1, 1, 1, 1, 1]);

        bench.Call(HelperId.GetNamespaceCurrentPidTgid, 4, 55, result, 8).ShouldBe(0);
        HelperBench.At(result, 8).ToArray().ShouldBe([8, 0, 0, 0, 7, 0, 0, 0]);
        bench.Call(HelperId.GetNamespaceCurrentPidTgid, 4, 56, result, 8).ShouldBe(-Errno.EINVAL);
        HelperBench.At(result, 8).ToArray().ShouldAllBe(one => one == 0);
    }

    [Fact]
    public void A_signal_is_recorded_and_init_is_spared()
    {
        using HelperBench bench = new(ProgramType.Kprobe);

        bench.Call(HelperId.SendSignal, 9).ShouldBe(0);
        bench.Call(HelperId.SendSignalThread, 65).ShouldBe(-Errno.EINVAL);
        bench.Run.RecordedCalls.ShouldBe([new RecordedCall(HelperId.SendSignal, 9)]);
        bench.Run.Task = new SimulatedTask { ProcessId = 1 };
        bench.Call(HelperId.SendSignal, 9).ShouldBe(-Errno.EPERM);
    }

    [Fact]
    public void Clocks_follow_the_time_of_the_run()
    {
        using HelperBench bench = new(ProgramType.Xdp, KernelHelperTests.UdpPacket);
        bench.Run.FixedTime = 10_000_000_123;

        bench.Call(HelperId.KtimeGetNanoseconds).ShouldBe(10_000_000_123);
        bench.Call(HelperId.KtimeGetBootNanoseconds).ShouldBe(10_000_000_123);
        bench.Call(HelperId.KtimeGetCoarseNanoseconds).ShouldBe(10_000_000_000);
        bench.Call(HelperId.Jiffies64).ShouldBe((1L << 32) - (300 * 250) + 2500);
    }

    [Fact]
    public void Random_numbers_repeat_with_the_same_seed()
    {
        using HelperBench first = new(options: new VirtualMachineOptions { RandomSeed = 5 });
        using HelperBench second = new(options: new VirtualMachineOptions { RandomSeed = 5 });

        long[] numbers = [.. Enumerable.Range(0, 5).Select(_ => first.Call(HelperId.GetPseudoRandomU32))];

        numbers.ShouldBe(Enumerable.Range(0, 5).Select(_ => second.Call(HelperId.GetPseudoRandomU32)));
        numbers.Distinct().Count().ShouldBe(5);
        numbers.ShouldAllBe(number => number >= 0 && number <= uint.MaxValue);
    }
}
