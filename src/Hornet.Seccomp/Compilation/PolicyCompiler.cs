// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>
/// Compiles policies: a test for each architecture, a balanced search for the number among the ranges that get the same answer, and for a number the
/// conditions of its rules in their order. Calls with the same rules share the code of their conditions.
/// </summary>
internal sealed class PolicyCompiler
{
    private readonly SeccompPolicy _policy;
    private readonly DecisionGraph _graph = new();

    private PolicyCompiler(SeccompPolicy policy) => _policy = policy;

    /// <summary>Compiles a policy.</summary>
    public static SeccompProgram Compile(SeccompPolicy policy)
    {
        if (policy.Architectures.IsDefaultOrEmpty)
            throw new SeccompPolicyException("A policy is about at least one architecture.");
        DecisionNode entry = new PolicyCompiler(policy).Build();
        try
        {
            return new SeccompProgram(ReturnAtOnce(ClassicBackend.Generate(DecisionLowering.Lower(entry), optimize: true).Instructions));
        }
        catch (ClassicLimitException limit)
        {
            throw new SeccompPolicyException(
                string.Create(CultureInfo.InvariantCulture, $"The policy needs {limit.Needed} instructions, and the kernel takes {limit.Limit}. ")
                + "Fewer conditions, fewer architectures, or two policies that are both installed would do.");
        }
    }

    /// <summary>A jump to a return is as long as the return.</summary>
    private static ImmutableArray<ClassicInstruction> ReturnAtOnce(ImmutableArray<ClassicInstruction> program)
    {
        ImmutableArray<ClassicInstruction>.Builder shorter = program.ToBuilder();
        for (int i = 0; i < program.Length; i++)
        {
            if (program[i].Code == ClassicOpcodes.Jump && program[i + 1 + (int)program[i].Operand] is { Code: ClassicOpcodes.Return } target)
                shorter[i] = target;
        }

        return shorter.MoveToImmutable();
    }

    private DecisionNode Build()
    {
        DecisionNode next = _graph.Return(_policy.UnknownArchitecture.ToReturnValue());
        DecisionNode unknown = next;
        foreach (IGrouping<uint, SeccompArchitecture> group in _policy.Architectures.Distinct().GroupBy(a => a.AuditValue).Reverse())
            next = _graph.Test(SeccompData.Architecture, Comparison.Equal, group.Key, Numbers([.. group], unknown), next);
        return next;
    }

    /// <summary>The search for a number; x86_64 and x32 share one.</summary>
    private DecisionNode Numbers(SeccompArchitecture[] architectures, DecisionNode unknown)
    {
        List<NumberRange> ranges = [];
        if (architectures[0].AuditValue != SeccompArchitecture.X64.AuditValue)
        {
            AddRanges(ranges, architectures[0], 0, uint.MaxValue);
        }
        else
        {
            AddHalf(architectures.FirstOrDefault(a => a.NumberBit == 0), 0, SeccompArchitecture.X32Bit - 1);
            AddHalf(architectures.FirstOrDefault(a => a.NumberBit != 0), SeccompArchitecture.X32Bit, uint.MaxValue);
        }

        return NumberSearch.Build(_graph, ranges);

        void AddHalf(SeccompArchitecture? architecture, uint first, uint last)
        {
            if (architecture is null)
                NumberRange.Append(ranges, first, unknown);
            else
                AddRanges(ranges, architecture, first, last);
        }
    }

    private void AddRanges(List<NumberRange> ranges, SeccompArchitecture architecture, uint first, uint last)
    {
        DecisionNode otherwise = _graph.Return(_policy.Default.ToReturnValue());
        uint next = first;
        bool isFull = false;
        foreach ((uint number, DecisionNode answer) in Answers(architecture, otherwise))
        {
            if (number < first || number > last)
                continue;
            if (number > next)
                NumberRange.Append(ranges, next, otherwise);
            NumberRange.Append(ranges, number, answer);
            isFull = number == last;
            next = number + 1;
        }

        if (!isFull)
            NumberRange.Append(ranges, next, otherwise);
    }

    /// <summary>The answers about the numbers that rules name, in the order of the numbers.</summary>
    private SortedDictionary<uint, DecisionNode> Answers(SeccompArchitecture architecture, DecisionNode otherwise)
    {
        SortedDictionary<uint, List<SeccompRulePart>> parts = [];
        foreach (SeccompRule rule in _policy.Rules.Where(rule => rule.AppliesTo(architecture)))
        {
            foreach (string name in rule.Calls)
            {
                foreach (SeccompRulePart part in SeccompRulePart.Of(rule, name, architecture))
                {
                    if (!parts.TryGetValue(part.Number, out List<SeccompRulePart>? list))
                        parts.Add(part.Number, list = []);
                    list.Add(part);
                }
            }
        }

        var conditions = new ConditionCompiler(_graph, architecture.IsBigEndian);
        SortedDictionary<uint, DecisionNode> answers = [];
        foreach ((uint number, List<SeccompRulePart> list) in parts)
        {
            DecisionNode answer = otherwise;
            foreach (SeccompRulePart part in Enumerable.Reverse(list))
            {
                DecisionNode otherRules = answer;
                answer = _graph.Return(part.Verdict.ToReturnValue());
                foreach (ArgumentCondition condition in part.Conditions.Reverse())
                    answer = conditions.Compile(condition, answer, otherRules);
            }

            answers.Add(number, answer);
        }

        return answers;
    }
}
