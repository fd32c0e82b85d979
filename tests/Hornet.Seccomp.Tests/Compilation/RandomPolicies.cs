// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Seccomp.Tests;

/// <summary>Policies and calls from a seed; values come from small sets, so that conditions meet, hold and just fail.</summary>
internal sealed class RandomPolicies(int seed)
{
    private static readonly ulong[] Values =
    [
        0, 1, 2, 3, 4, 7, 8, 0xff, 0x100, 0x5412, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x100000001, 0x1ffffffff, 0x7fffffffffffffff,
        0x8000000000000000, 0xffffffff00000000, 0xffffffffffffff9c, 0xfffffffffffffffe, 0xffffffffffffffff,
    ];

    private static readonly SeccompVerdict[] Verdicts =
    [
        SeccompVerdict.Allow, SeccompVerdict.Log, SeccompVerdict.KillProcess, SeccompVerdict.KillThread, SeccompVerdict.Errno(1), SeccompVerdict.Errno(38),
        SeccompVerdict.Trap(7), SeccompVerdict.Trace(9), SeccompVerdict.Notify,
    ];

    private readonly Random _random = new(seed);

    public SeccompPolicy Policy()
    {
        ImmutableArray<SeccompArchitecture> architectures = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Pick(SeccompArchitecture.All)).Distinct()];
        if (_random.Next(3) == 0)
            architectures = [.. architectures.Append(SeccompArchitecture.X64).Append(Pick([SeccompArchitecture.X32, SeccompArchitecture.X86])).Distinct()];
        return new SeccompPolicy
        {
            Default = Pick(Verdicts),
            UnknownArchitecture = Pick(Verdicts),
            Architectures = architectures,
            Rules = [.. Enumerable.Range(0, _random.Next(0, 12)).Select(_ => Rule(architectures))],
        };
    }

    public SeccompCall Call(SeccompPolicy policy)
    {
        SeccompArchitecture architecture = _random.Next(8) == 0 ? Pick(SeccompArchitecture.All) : Pick(policy.Architectures);
        uint number = Number(policy, architecture);
        return new SeccompCall(architecture, number, [.. Enumerable.Range(0, 6).Select(_ => Value())]);
    }

    private uint Number(SeccompPolicy policy, SeccompArchitecture architecture)
    {
        if (_random.Next(8) == 0)
            return (uint)_random.NextInt64(1L << 32);
        if (policy.Rules.IsEmpty || _random.Next(4) == 0)
            return Pick(architecture.SystemCalls).Number;
        string name = Pick(Pick(policy.Rules).Calls);
        uint number = architecture.TryGetCall(name, out SystemCall? call) ? call.Number
            : Multiplexer.TryGet(architecture, name, out SystemCall? through, out _) ? through.Number : Pick(architecture.SystemCalls).Number;
        return _random.Next(6) switch { 0 => number + 1, 1 => number - 1, 2 => number ^ SeccompArchitecture.X32Bit, _ => number };
    }

    private SeccompRule Rule(ImmutableArray<SeccompArchitecture> architectures)
    {
        string[] common = ["socket", "connect", "ipc", "socketcall", "semop", "shmat", "read", "write", "openat", "ioctl", "clone", "mmap"];
        return new SeccompRule
        {
            Verdict = Pick(Verdicts),
            Calls = [.. Enumerable.Range(0, _random.Next(1, 20)).Select(_ => _random.Next(3) == 0 ? Pick(common) : Pick(Pick(architectures).SystemCalls).Name).Distinct()],
            Conditions = [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Condition())],
            Architectures = _random.Next(4) == 0 ? [Pick(architectures)] : [],
        };
    }

    private ArgumentCondition Condition()
    {
        ulong mask = _random.Next(3) switch { 0 => ulong.MaxValue, 1 => uint.MaxValue, _ => Value() };
        return new ArgumentCondition(_random.Next(0, 6), (ArgumentComparison)_random.Next(0, 6), _random.Next(3) == 0 ? Value() & mask : Value(), mask);
    }

    private ulong Value() => _random.Next(6) == 0 ? (ulong)_random.NextInt64() : Pick(Values);

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
