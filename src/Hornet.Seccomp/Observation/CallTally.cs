// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Hornet.Seccomp;

/// <summary>Counts calls and makes a policy of them.</summary>
internal sealed class CallTally
{
    /// <summary>With more values an argument is a quantity, not a choice.</summary>
    private const int MaximumValues = 24;

    /// <summary>The arguments that choose what a call does, by the names the tables have; all are C integers.</summary>
    private static readonly (string Call, string Argument)[] Choices =
    [
        ("socket", "family"), ("socketpair", "family"), ("ioctl", "cmd"), ("fcntl", "cmd"), ("prctl", "option"), ("personality", "personality"),
        ("seccomp", "op"), ("bpf", "cmd"), ("ptrace", "request"),
    ];

    /// <summary>What depends on signals and their timing, and on how a process ends: allowed in any case.</summary>
    private static readonly string[] Always = ["exit", "exit_group", "restart_syscall", "rt_sigreturn"];

    private readonly Dictionary<(SeccompArchitecture Architecture, uint Number), long> _counts = [];
    private readonly Dictionary<(SeccompArchitecture Architecture, uint Number), (int Index, SortedSet<uint> Values)> _values = [];

    /// <summary>The calls, in the order of their names.</summary>
    public ImmutableArray<RecordedCall> Calls =>
        [.. _counts.Select(count => new RecordedCall(count.Key.Architecture, count.Key.Number, count.Value)).OrderBy(call => call.Name, StringComparer.Ordinal)];

    /// <summary>Counts a call; one of an architecture without a table is refused by any policy and not counted.</summary>
    public void Add(in SeccompCall call)
    {
        if (call.Architecture is not { } architecture)
            return;
        var key = (architecture, call.Number);
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out bool isKnown)++;
        if (!isKnown && ChoiceOf(architecture, call.Number) is { } index)
            _values.Add(key, (index, []));
        if (_values.TryGetValue(key, out (int Index, SortedSet<uint> Values) seen) && seen.Values.Count <= MaximumValues)
            seen.Values.Add((uint)call.Arguments[seen.Index]);
    }

    /// <summary>The policy that allows what was counted.</summary>
    public SeccompPolicy ToPolicy(RecordOptions options)
    {
        SeccompArchitecture[] architectures = [.. _counts.Keys.Select(key => key.Architecture).Append(SeccompArchitecture.Current).Distinct().OrderBy(a => a != SeccompArchitecture.Current)];
        List<SeccompRule> rules = [];
        foreach (SeccompArchitecture architecture in architectures)
        {
            ImmutableArray<SeccompArchitecture> only = architectures.Length > 1 ? [architecture] : [];
            var calls = new SortedSet<string>(StringComparer.Ordinal);
            calls.UnionWith(Always.Where(name => architecture.TryGetCall(name, out _)));
            List<SeccompRule> narrow = [];
            foreach ((SeccompArchitecture of, uint number) in _counts.Keys.Where(key => key.Architecture == architecture).OrderBy(key => key.Number))
            {
                if (options.WithArguments && _values.TryGetValue((of, number), out (int Index, SortedSet<uint> Values) seen) && seen.Values.Count <= MaximumValues)
                    narrow.AddRange(seen.Values.Select(value => Narrow(of, number, seen.Index, value, only)));
                else
                    calls.Add(of.NameOf(number));
            }

            rules.Add(new SeccompRule { Verdict = SeccompVerdict.Allow, Calls = [.. calls], Architectures = only });
            rules.AddRange(narrow);
        }

        return new SeccompPolicy { Default = options.Default, Architectures = [.. architectures], Rules = [.. rules] };
    }

    private static SeccompRule Narrow(SeccompArchitecture architecture, uint number, int index, uint value, ImmutableArray<SeccompArchitecture> only) => new()
    {
        Verdict = SeccompVerdict.Allow,
        Calls = [architecture.NameOf(number)],
        Conditions = [new ArgumentCondition(index, ArgumentComparison.Equal, value, uint.MaxValue)],
        Architectures = only,
    };

    private static int? ChoiceOf(SeccompArchitecture architecture, uint number)
    {
        if (!architecture.TryGetCall(number, out SystemCall? call) || call.ArgumentNames.IsDefault)
            return null;
        string argument = Array.Find(Choices, choice => choice.Call == call.Name).Argument ?? "";
        int index = call.ArgumentNames.IndexOf(argument);
        return index < 0 ? null : index;
    }
}
