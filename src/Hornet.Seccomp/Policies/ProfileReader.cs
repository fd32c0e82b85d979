// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>
/// Reads the seccomp profiles of containers: the <c>linux.seccomp</c> object of the OCI runtime specification, and Docker's form of it with
/// <c>archMap</c>, <c>includes</c> and <c>excludes</c>. Where the two leave something open, it is read as runc does: rules with the default's verdict
/// are left out, a rule without arguments goes before those with arguments about the same call, and conditions on the same argument are alternatives.
/// </summary>
internal sealed class ProfileReader
{
    private const int NotPermitted = 1;

    private static readonly (string Name, SeccompAction Action, ushort Data)[] Actions =
    [
        ("SCMP_ACT_ALLOW", SeccompAction.Allow, 0),
        ("SCMP_ACT_LOG", SeccompAction.Log, 0),
        ("SCMP_ACT_ERRNO", SeccompAction.Errno, NotPermitted),
        ("SCMP_ACT_TRACE", SeccompAction.Trace, NotPermitted),
        ("SCMP_ACT_TRAP", SeccompAction.Trap, 0),
        ("SCMP_ACT_NOTIFY", SeccompAction.UserNotification, 0),
        ("SCMP_ACT_KILL", SeccompAction.KillThread, 0),
        ("SCMP_ACT_KILL_THREAD", SeccompAction.KillThread, 0),
        ("SCMP_ACT_KILL_PROCESS", SeccompAction.KillProcess, 0),
    ];

    private static readonly (string Name, SeccompFlags Flag)[] Flags =
    [
        ("SECCOMP_FILTER_FLAG_TSYNC", SeccompFlags.AllThreads),
        ("SECCOMP_FILTER_FLAG_LOG", SeccompFlags.Log),
        ("SECCOMP_FILTER_FLAG_SPEC_ALLOW", SeccompFlags.AllowSpeculation),
        ("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", SeccompFlags.WaitKillable),
    ];

    private readonly SeccompProfileOptions _options;
    private readonly SeccompArchitecture _native;
    private readonly List<SeccompRule> _rules = [];
    private readonly Dictionary<string, SourceSpan> _unconditional = new(StringComparer.Ordinal);
    private readonly List<string> _unknown = [];
    private SeccompVerdict _default;

    private ProfileReader(SeccompProfileOptions options)
    {
        _options = options;
        _native = options.Architecture ?? SeccompArchitecture.Current;
    }

    /// <summary>Reads a profile.</summary>
    /// <exception cref="SeccompPolicyException">It is wrong.</exception>
    public static SeccompPolicy Read(SourceText source, SeccompProfileOptions options) => new ProfileReader(options).ReadProfile(LocatedJson.Parse(source));

    private SeccompPolicy ReadProfile(LocatedJson document)
    {
        var profile = new ProfileObject(
            document, "A profile", "defaultAction", "defaultErrnoRet", "defaultErrno", "architectures", "archMap", "flags", "listenerPath", "listenerMetadata", "syscalls", "comment");
        _default = ReadVerdict(profile.Get("defaultAction"), profile.Find("defaultErrnoRet"));
        ImmutableArray<SeccompArchitecture> architectures = ReadArchitectures(profile);
        SeccompFlags flags = SeccompFlags.None;
        foreach ((string name, SourceSpan location) in profile.Strings("flags"))
        {
            int index = Array.FindIndex(Flags, flag => flag.Name == name);
            flags |= index >= 0 ? Flags[index].Flag : throw new SeccompPolicyException($"There is no flag '{name}': {string.Join(", ", Flags.Select(flag => flag.Name))}.", location);
        }

        foreach (LocatedJson item in profile.Items("syscalls"))
            ReadRule(item);
        return new SeccompPolicy
        {
            Default = _default,
            Architectures = architectures,
            Flags = flags,
            Rules = [.. _rules.Where(rule => rule.Conditions.IsEmpty), .. _rules.Where(rule => !rule.Conditions.IsEmpty)],
            Remarks = _unknown.Count == 0 ? [] : [$"left out, being in no table: {string.Join(", ", _unknown.Distinct())}"],
        };
    }

    private ImmutableArray<SeccompArchitecture> ReadArchitectures(ProfileObject profile)
    {
        List<SeccompArchitecture> found = [];
        foreach ((string name, SourceSpan location) in profile.Strings("architectures"))
            Add(found, Architecture(name, location));
        foreach (LocatedJson item in profile.Items("archMap"))
        {
            var entry = new ProfileObject(item, "An entry of archMap", "architecture", "subArchitectures");
            LocatedJson name = entry.Get("architecture");
            SeccompArchitecture main = Architecture(ProfileObject.String(name), name.Location);
            SeccompArchitecture[] others = [.. entry.Strings("subArchitectures").Select(sub => Architecture(sub.Text, sub.Location))];
            if (main != _native)
                continue;
            Add(found, main);
            foreach (SeccompArchitecture other in others)
                Add(found, other);
        }

        if (found.Count == 0)
            found.Add(_native);
        return [.. found];

        static void Add(List<SeccompArchitecture> found, SeccompArchitecture architecture)
        {
            if (!found.Contains(architecture))
                found.Add(architecture);
        }
    }

    private static SeccompArchitecture Architecture(string name, SourceSpan location) =>
        name.StartsWith("SCMP_ARCH_", StringComparison.Ordinal) && SeccompArchitecture.TryParse(name, out SeccompArchitecture? architecture)
            ? architecture
            : throw new SeccompPolicyException($"There is no architecture '{name}'.", location);

    private void ReadRule(LocatedJson item)
    {
        var rule = new ProfileObject(item, "A rule of syscalls", "names", "name", "action", "errnoRet", "errno", "args", "comment", "includes", "excludes");
        SeccompVerdict verdict = ReadVerdict(rule.Get("action"), rule.Find("errnoRet"));
        List<(string Text, SourceSpan Location)> names = [.. rule.Strings("names")];
        if (rule.Find("name") is { } single)
            names.Add((ProfileObject.String(single), single.Location));
        if (names.Count == 0)
            throw new SeccompPolicyException("The rule names no system call.", rule.Location with { Length = 1 });
        ArgumentCondition[] conditions = [.. rule.Items("args").Select(ReadCondition)];
        bool isIncluded = rule.Find("includes") is not { } includes || Holds(includes, isInclusion: true);
        bool isExcluded = rule.Find("excludes") is { } excludes && Holds(excludes, isInclusion: false);
        if (!isIncluded || isExcluded || verdict == _default)
            return;

        List<string> calls = [];
        foreach ((string name, SourceSpan location) in names)
        {
            if (!PolicyWords.IsKnown(name))
                _unknown.Add(name);
            else if (conditions.Length > 0)
                calls.Add(name);
            else if (IsNew(name, verdict, location))
                calls.Add(name);
        }

        if (calls.Count > 0)
            Add(verdict, calls, conditions, rule.Location);
    }

    /// <summary>Whether a call has no rule without conditions yet; two with different verdicts contradict each other.</summary>
    private bool IsNew(string name, SeccompVerdict verdict, SourceSpan location)
    {
        if (_unconditional.TryAdd(name, location))
            return true;
        SeccompVerdict other = _rules.First(rule => rule.Conditions.IsEmpty && rule.Calls.Contains(name)).Verdict;
        return other == verdict ? false : throw new SeccompPolicyException($"'{name}' gets {verdict} here and {other} above.", location);
    }

    private void Add(SeccompVerdict verdict, List<string> calls, ArgumentCondition[] conditions, SourceSpan location)
    {
        bool areAlternatives = conditions.Select(condition => condition.Index).Distinct().Count() < conditions.Length;
        IEnumerable<ImmutableArray<ArgumentCondition>> groups = areAlternatives ? conditions.Select(condition => ImmutableArray.Create(condition)) : [[.. conditions]];
        foreach (ImmutableArray<ArgumentCondition> group in groups)
            _rules.Add(new SeccompRule { Verdict = verdict, Calls = [.. calls], Conditions = group, Location = location });
    }

    private static ArgumentCondition ReadCondition(LocatedJson item)
    {
        var condition = new ProfileObject(item, "A condition of args", "index", "value", "valueTwo", "op");
        int index = (int)ProfileObject.Number(condition.Get("index"), 5);
        ulong value = ProfileObject.Number(condition.Get("value"), ulong.MaxValue, mayBeNegative: true);
        ulong second = condition.Find("valueTwo") is { } two ? ProfileObject.Number(two, ulong.MaxValue, mayBeNegative: true) : 0;
        LocatedJson name = condition.Get("op");
        return ProfileObject.String(name) switch
        {
            "SCMP_CMP_NE" => new ArgumentCondition(index, ArgumentComparison.NotEqual, value),
            "SCMP_CMP_LT" => new ArgumentCondition(index, ArgumentComparison.Less, value),
            "SCMP_CMP_LE" => new ArgumentCondition(index, ArgumentComparison.LessOrEqual, value),
            "SCMP_CMP_EQ" => new ArgumentCondition(index, ArgumentComparison.Equal, value),
            "SCMP_CMP_GE" => new ArgumentCondition(index, ArgumentComparison.GreaterOrEqual, value),
            "SCMP_CMP_GT" => new ArgumentCondition(index, ArgumentComparison.Greater, value),

            // libseccomp does not look at bits of the value that the mask leaves out.
            "SCMP_CMP_MASKED_EQ" => new ArgumentCondition(index, ArgumentComparison.Equal, second & value, value),
            string other => throw new SeccompPolicyException($"There is no comparison '{other}': SCMP_CMP_NE, LT, LE, EQ, GE, GT or MASKED_EQ.", name.Location),
        };
    }

    private static SeccompVerdict ReadVerdict(LocatedJson action, LocatedJson? errno)
    {
        string name = ProfileObject.String(action);
        int index = Array.FindIndex(Actions, a => a.Name == name);
        if (index < 0)
            throw new SeccompPolicyException($"There is no action '{name}': {string.Join(", ", Actions.Select(a => a.Name))}.", action.Location);
        ushort data = Actions[index].Data;
        if (errno is not null)
        {
            ulong given = ProfileObject.Number(errno, Actions[index].Action == SeccompAction.Trace ? ushort.MaxValue : 4095);
            if (data == 0 && given != 0)
                throw new SeccompPolicyException($"{name} has no error number.", errno.Location);
            data = (ushort)given;
        }

        return new SeccompVerdict(Actions[index].Action, data);
    }

    /// <summary>Docker's conditions: what is included must hold altogether, of what is excluded one thing is enough.</summary>
    private bool Holds(LocatedJson item, bool isInclusion)
    {
        var filter = new ProfileObject(item, isInclusion ? "'includes'" : "'excludes'", "caps", "arches", "minKernel");
        List<bool> parts = [];
        List<(string Text, SourceSpan Location)> capabilities = [.. filter.Strings("caps")];
        List<(string Text, SourceSpan Location)> architectures = [.. filter.Strings("arches")];
        if (capabilities.Count > 0)
            parts.Add(isInclusion ? capabilities.All(c => _options.Capabilities.Contains(c.Text)) : capabilities.Any(c => _options.Capabilities.Contains(c.Text)));
        if (architectures.Count > 0)
            parts.Add(architectures.Any(a => a.Text == _native.GoName));
        if (filter.Find("minKernel") is { } minimum)
        {
            if (!Version.TryParse(ProfileObject.String(minimum), out Version? version))
                throw new SeccompPolicyException("A kernel's version is wanted, such as 4.8.", minimum.Location);
            parts.Add((_options.Kernel ?? Environment.OSVersion.Version) >= version);
        }

        return isInclusion ? parts.All(part => part) : parts.Any(part => part);
    }
}
