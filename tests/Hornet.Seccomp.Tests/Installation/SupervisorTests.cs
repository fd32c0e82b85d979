// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Seccomp.Tests;

/// <summary>Calls that wait for an answer.</summary>
public sealed class SupervisorTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [KernelFact]
    public void A_supervisor_answers_calls_in_the_kernels_place()
    {
        using var supervised = new Supervised();
        Task<(long Value, int Errno)> call = supervised.Call(1000, 7, ulong.MaxValue);
        supervised.Supervisor.TryReceive(Long, out SeccompNotification asked).ShouldBeTrue();
        asked.Call.Number.ShouldBe(1000u);
        asked.Call.Arguments[..2].ToArray().ShouldBe([7, ulong.MaxValue]);
        asked.Call.Architecture.ShouldBe(SeccompArchitecture.Current);
        supervised.Supervisor.IsWaiting(asked).ShouldBeTrue();
        supervised.Supervisor.TryReturn(asked, 42).ShouldBeTrue();
        call.Result.ShouldBe((42, 0));
        supervised.Supervisor.TryReturn(asked, 43).ShouldBeFalse();
        supervised.Supervisor.IsWaiting(asked).ShouldBeFalse();
    }

    [KernelFact]
    public void A_supervisor_fails_calls_and_lets_them_go_on()
    {
        using var supervised = new Supervised();
        Task<(long Value, int Errno)> failed = supervised.Call(1000, 1, 2);
        supervised.Supervisor.TryReceive(Long, out SeccompNotification asked).ShouldBeTrue();
        supervised.Supervisor.TryFail(asked, 77).ShouldBeTrue();
        failed.Result.ShouldBe((-1, 77));

        Task<(long Value, int Errno)> continued = supervised.Call(1000, 1, 2);
        supervised.Supervisor.TryReceive(Long, out asked).ShouldBeTrue();
        supervised.Supervisor.TryContinue(asked).ShouldBeTrue();
        continued.Result.ShouldBe((-1, RawCalls.NotImplemented));
    }

    [KernelFact]
    public void A_supervisor_gives_descriptors_away()
    {
        using var supervised = new Supervised();
        using SafeFileHandle file = File.OpenHandle("/proc/self/status");
        Task<(long Value, int Errno)> call = supervised.Call(1000, 0, 0);
        supervised.Supervisor.TryReceive(Long, out SeccompNotification asked).ShouldBeTrue();
        int added = supervised.Supervisor.AddDescriptor(asked, file);
        supervised.Supervisor.TryReturn(asked, added).ShouldBeTrue();
        call.Result.Value.ShouldBe(added);
        using SafeFileHandle copy = new(added, ownsHandle: true);
        copy.IsInvalid.ShouldBeFalse();
        RandomAccess.Read(copy, new byte[8], 0).ShouldBe(8);
    }

    [KernelFact]
    public void Nothing_to_answer_ends_the_wait()
    {
        using var supervised = new Supervised();
        supervised.Supervisor.TryReceive(TimeSpan.FromMilliseconds(10), out _).ShouldBeFalse();
    }

    /// <summary>A thread whose calls with the number 1000 wait for a supervisor.</summary>
    private sealed class Supervised : IDisposable
    {
        private readonly System.Collections.Concurrent.BlockingCollection<Action> _work = [];
        private readonly Thread _thread;

        public Supervised()
        {
            var installed = new TaskCompletionSource<SafeFileHandle>();
            _thread = new Thread(() =>
            {
                try
                {
                    installed.SetResult(SeccompInstaller.Install(SeccompPolicy.Parse("default allow\nnotify 1000\n").Compile(), SeccompFlags.NewListener)!);
                }
                catch (Hornet.Linux.SystemCallException error)
                {
                    installed.SetException(error);
                }

                foreach (Action action in _work.GetConsumingEnumerable())
                    action();
            });
            _thread.Start();
            Supervisor = new SeccompSupervisor(installed.Task.Result);
        }

        public SeccompSupervisor Supervisor { get; }

        public Task<(long Value, int Errno)> Call(uint number, ulong first, ulong second)
        {
            var answer = new TaskCompletionSource<(long, int)>();
            _work.Add(() => answer.SetResult(RawCalls.CallWaiting(number, first, second)));
            return answer.Task;
        }

        public void Dispose()
        {
            Supervisor.Dispose();
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }
}
