// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Linux;
using Hornet.Tests;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Seccomp.Tests;

/// <summary>Filters on threads of this process; what they forbid, no test needs.</summary>
public sealed class InstallationTests
{
    private static readonly SeccompArchitecture Native = SeccompArchitecture.Current;

    [KernelFact]
    public void The_kernel_answers_random_calls_as_the_simulation_does()
    {
        int refused = 0, allowed = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            SeccompPolicy policy = RandomPolicy(random);
            SeccompProgram program = policy.Compile();
            InThread(() =>
            {
                SeccompInstaller.Install(program, SeccompFlags.None);
                for (int i = 0; i < 200; i++)
                {
                    ulong[] arguments = [.. Enumerable.Range(0, 6).Select(_ => Value(random))];
                    uint number = RawCalls.Unused + (uint)random.Next(3);
                    SeccompVerdict verdict = program.Run(new SeccompCall(Native, number, arguments));
                    int answer = RawCalls.Call(number, arguments);
                    if (answer != (verdict.Action == SeccompAction.Errno ? verdict.Data : RawCalls.NotImplemented))
                        Assert.Fail($"seed {seed}: the kernel answers {answer}, the simulation {verdict}\n{policy}");
                    refused += verdict.Action == SeccompAction.Errno ? 1 : 0;
                    allowed += verdict.IsAllowing ? 1 : 0;
                }
            });
        }

        // Both kinds of answers, or the comparison says little.
        refused.ShouldBeGreaterThan(1000);
        allowed.ShouldBeGreaterThan(1000);
    }

    [KernelFact]
    public unsafe void Calls_of_another_architecture_get_its_rules()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return;
        SeccompPolicy policy = SeccompPolicy.Parse(
            """
            default allow
            architectures x86_64, i386
            errno(201) 20 on i386 when arg0 == 7
            errno(202) 20 on i386
            errno(203) getpid on x86_64
            """);
        InThread(() =>
        {
            delegate* unmanaged<uint, uint, int> interrupt = RawCalls.MapInterrupt();
            try
            {
                interrupt(20, 7).ShouldBe(Environment.ProcessId);
                policy.Compile();
                SeccompInstaller.Install(policy.Compile(), SeccompFlags.None);
                interrupt(20, 7).ShouldBe(-201);
                interrupt(20, 8).ShouldBe(-202);
                RawCalls.Call(39, new ulong[6]).ShouldBe(203);
            }
            finally
            {
                RawCalls.Unmap(interrupt);
            }
        });
    }

    [KernelFact]
    public unsafe void Calls_of_an_architecture_the_policy_does_not_know_get_its_verdict()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return;
        SeccompPolicy policy = new SeccompPolicyBuilder(SeccompVerdict.Allow).OtherArchitectures(SeccompVerdict.Errno(205)).Build();
        InThread(() =>
        {
            delegate* unmanaged<uint, uint, int> interrupt = RawCalls.MapInterrupt();
            SeccompInstaller.Install(policy.Compile(), SeccompFlags.None);
            int answer = interrupt(20, 0);
            int x32 = RawCalls.Call(39 | SeccompArchitecture.X32Bit, new ulong[6]);
            RawCalls.Unmap(interrupt);
            answer.ShouldBe(-205);
            x32.ShouldBe(205);
        });
    }

    [KernelFact]
    public void The_strictest_of_several_filters_decides() => InThread(() =>
    {
        Install("default allow\nerrno(201) 1000, 1001\n");
        Install("default allow\nerrno(202) 1001\nallow 1000\n");
        RawCalls.Call(1000, new ulong[6]).ShouldBe(201);
        RawCalls.Call(1001, new ulong[6]).ShouldBe(202);
    });

    [KernelFact]
    public void Other_threads_go_on_without_the_filter() => InThread(() =>
    {
        Install("default allow\nerrno(201) 1000\n");
        RawCalls.Call(1000, new ulong[6]).ShouldBe(201);
        int elsewhere = 0;
        Task.Run(() => elsewhere = RawCalls.Call(1000, new ulong[6])).Wait();
        elsewhere.ShouldBe(RawCalls.NotImplemented);
    });

    [KernelFact]
    public void A_listener_is_a_descriptor() => InThread(() =>
    {
        using SafeFileHandle? listener = SeccompInstaller.Install(SeccompPolicy.Parse("default allow\nnotify 1000\n").Compile(), SeccompFlags.NewListener);
        listener.ShouldNotBeNull().IsInvalid.ShouldBeFalse();
    });

    [KernelFact]
    public void Flags_the_kernel_does_not_know_are_an_error_that_says_so() => InThread(() =>
    {
        SystemCallException error = Should.Throw<SystemCallException>(() => SeccompInstaller.Install(SeccompPolicy.Parse("default allow\n").Compile(), (SeccompFlags)(1 << 20)));
        error.Message.ShouldContain("EINVAL");
        error.Message.ShouldContain("flags");
    });

    private static void Install(string policy) => SeccompInstaller.Install(SeccompPolicy.Parse(policy).Compile(), SeccompFlags.None);

    private static SeccompPolicy RandomPolicy(Random random)
    {
        var builder = new SeccompPolicyBuilder(SeccompVerdict.Allow);
        for (ushort i = 0; i < random.Next(1, 8); i++)
        {
            ArgumentCondition[] conditions =
            [
                .. Enumerable.Range(0, random.Next(0, 3)).Select(_ => new ArgumentCondition(
                    random.Next(6), (ArgumentComparison)random.Next(6), Value(random), random.Next(3) switch { 0 => ulong.MaxValue, 1 => uint.MaxValue, _ => Value(random) })),
            ];
            SeccompVerdict verdict = random.Next(4) == 0 ? SeccompVerdict.Allow : SeccompVerdict.Errno((ushort)(200 + i));
            builder.On($"{RawCalls.Unused + random.Next(3)}").When(conditions).Apply(verdict);
        }

        return builder.Build();
    }

    private static ulong Value(Random random)
    {
        ulong[] values = [0, 1, 2, 7, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x100000001, 0x8000000000000000, ulong.MaxValue - 1, ulong.MaxValue];
        return values[random.Next(values.Length)];
    }

    /// <summary>Runs something in a thread that ends with the filters it got.</summary>
    private static void InThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
    }
}
