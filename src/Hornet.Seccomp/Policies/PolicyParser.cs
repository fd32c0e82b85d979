// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>Reads the text form of policies: a statement is a setting (<c>default</c>, <c>architectures</c>, …) or a rule, which starts with a verdict.</summary>
internal sealed class PolicyParser
{
    private readonly SourceText _source;
    private readonly PolicyTokens _tokens;
    private readonly List<(PolicyRuleSyntax Rule, SourceSpan Location)> _rules = [];
    private readonly List<SeccompArchitecture> _architectures = [];
    private readonly HashSet<string> _settings = new(StringComparer.Ordinal);
    private SeccompVerdict? _default;
    private SeccompVerdict _unknownArchitecture = SeccompVerdict.KillProcess;
    private SeccompFlags _flags;

    private PolicyParser(SourceText source)
    {
        _source = source;
        _tokens = new PolicyTokens(PolicyLexer.Read(source), source);
    }

    /// <summary>Reads a policy.</summary>
    /// <exception cref="SeccompPolicyException">The text is wrong.</exception>
    public static SeccompPolicy Parse(SourceText source)
    {
        var parser = new PolicyParser(source);
        while (!parser._tokens.IsAtEnd)
            parser.ReadStatement();
        return parser.Finish();
    }

    private SeccompPolicy Finish()
    {
        if (_default is not { } verdict)
        {
            throw new SeccompPolicyException(
                "The policy has no default: a line such as 'default errno(EPERM)' says what calls get that no rule is about.", new SourceSpan(_source, _source.Text.Length, 0));
        }

        ImmutableArray<SeccompArchitecture> architectures = _architectures.Count == 0 ? [SeccompArchitecture.Current] : [.. _architectures];
        return new SeccompPolicy
        {
            Default = verdict,
            UnknownArchitecture = _unknownArchitecture,
            Architectures = architectures,
            Flags = _flags,
            Rules = [.. _rules.SelectMany(rule => rule.Rule.Resolve(architectures, rule.Location))],
        };
    }

    private void ReadStatement()
    {
        PolicyToken first = _tokens.Current;
        switch (first.Kind == PolicyTokenKind.Word ? first.Text : "")
        {
            case "default":
                Once(first);
                _default = ReadVerdict("'default' wants a verdict");
                break;
            case "unknown-architecture":
                Once(first);
                _unknownArchitecture = ReadVerdict("'unknown-architecture' wants a verdict");
                break;
            case "architectures" or "architecture":
                Once(first);
                ReadArchitectures(_architectures);
                break;
            case "flags":
                Once(first);
                ReadFlags();
                break;
            default:
                ReadRule();
                break;
        }

        _tokens.ExpectEnd();
    }

    private void Once(PolicyToken word)
    {
        _tokens.Next();
        if (!_settings.Add(word.Text))
            throw new SeccompPolicyException($"'{word.Text}' stands in the policy already.", word.Location);
    }

    private SeccompVerdict ReadVerdict(string wanted)
    {
        PolicyToken word = _tokens.Next();
        if (word.Kind != PolicyTokenKind.Word || !SeccompVerdict.TryParseAction(word.Text, out SeccompAction action, out bool hasData))
        {
            string what = word.Kind == PolicyTokenKind.End ? "the statement ends" : $"'{word.Text}' is none";
            throw new SeccompPolicyException($"{wanted}, and {what}: allow, log, errno(E), trap, trace, notify, kill-thread or kill-process.", word.Location);
        }

        if (!_tokens.TryTake("("))
            return action == SeccompAction.Errno ? throw new SeccompPolicyException("'errno' wants an error in parentheses, such as errno(EPERM).", word.Location) : new SeccompVerdict(action);
        if (!hasData)
            throw new SeccompPolicyException($"'{word.Text}' has no data in parentheses.", word.Location);
        SeccompVerdict verdict = new(action, ReadData(action));
        _tokens.Expect(")");
        return verdict;
    }

    private ushort ReadData(SeccompAction action)
    {
        PolicyToken token = _tokens.Next();
        if (token.Kind == PolicyTokenKind.Word && action == SeccompAction.Errno)
        {
            int errno = Hornet.Linux.ErrnoNames.NumberOf(token.Text);
            return errno > 0 ? (ushort)errno : throw new SeccompPolicyException($"There is no error '{token.Text}'.", token.Location);
        }

        if (token.Kind != PolicyTokenKind.Number)
            throw new SeccompPolicyException(action == SeccompAction.Errno ? "'errno' wants an error's name or number." : "A number is wanted.", token.Location);
        int limit = action == SeccompAction.Errno ? 4095 : ushort.MaxValue;
        ulong value = PolicyTokens.ReadNumber(token);
        return value <= (ulong)limit ? (ushort)value : throw new SeccompPolicyException($"The number is greater than {limit}, the most there may be.", token.Location);
    }

    private void ReadArchitectures(List<SeccompArchitecture> architectures)
    {
        do
        {
            PolicyToken token = _tokens.Next();
            if (token.Kind != PolicyTokenKind.Word || !SeccompArchitecture.TryParse(token.Text, out SeccompArchitecture? architecture))
            {
                string what = token.Kind == PolicyTokenKind.End ? "An architecture is wanted" : $"There is no architecture '{token.Text}'";
                throw new SeccompPolicyException($"{what}; there are {string.Join(", ", SeccompArchitecture.All)}.", token.Location);
            }

            if (architectures.Contains(architecture))
                throw new SeccompPolicyException($"'{token.Text}' is named twice.", token.Location);
            architectures.Add(architecture);
        }
        while (_tokens.TryTake(","));
    }

    private void ReadFlags()
    {
        do
        {
            PolicyToken token = _tokens.Next();
            int index = Array.FindIndex(PolicyWords.Flags, flag => token.Is(flag.Word));
            if (index < 0)
                throw new SeccompPolicyException($"A flag is wanted: {string.Join(", ", PolicyWords.Flags.Select(flag => flag.Word))}.", token.Location);
            _flags |= PolicyWords.Flags[index].Flag;
        }
        while (_tokens.TryTake(","));
    }

    private void ReadRule()
    {
        PolicyToken first = _tokens.Current;
        SeccompVerdict verdict = ReadVerdict("A rule starts with a verdict");
        var calls = new List<PolicyToken>();
        do
        {
            PolicyToken call = _tokens.Next();
            if (call.Kind is not (PolicyTokenKind.Word or PolicyTokenKind.Number))
                throw new SeccompPolicyException("The name of a system call is wanted.", call.Location);
            if (call.Kind == PolicyTokenKind.Number && PolicyTokens.ReadNumber(call) > uint.MaxValue)
                throw new SeccompPolicyException("No system call has so high a number.", call.Location);
            if (call.Kind == PolicyTokenKind.Word)
                PolicyWords.CheckCall(call.Text, call.Location);
            calls.Add(call);
        }
        while (_tokens.TryTake(","));

        List<SeccompArchitecture> only = [];
        if (_tokens.TryTake("on"))
            ReadArchitectures(only);
        List<List<PolicyConditionSyntax>> alternatives = [];
        if (_tokens.TryTake("when"))
        {
            do
            {
                List<PolicyConditionSyntax> conditions = [];
                do
                    conditions.Add(PolicyConditionSyntax.Read(_tokens));
                while (_tokens.TryTake("and"));
                alternatives.Add(conditions);
            }
            while (_tokens.TryTake("or"));
        }

        _rules.Add((new PolicyRuleSyntax(verdict, calls, [.. only], alternatives), first.Location.To(_tokens.Previous.Location)));
    }
}
