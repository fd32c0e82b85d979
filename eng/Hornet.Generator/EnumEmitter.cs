// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Generator;

/// <summary>Writes the enumerations and their text names.</summary>
internal static class EnumEmitter
{
    public static string Enumeration(EnumPlan plan, IReadOnlyList<MemberPlan> members)
    {
        var source = new SourceWriter();
        string origin = string.Join(", ", plan.Sources.Where(s => !s.StartsWith("anon:", StringComparison.Ordinal)).Select(s => $"<c>enum {s}</c>"));
        source.Line($"/// <summary>{plan.Summary}{(origin.Length == 0 ? "" : " " + origin + ".")}</summary>");
        if (plan.IsFlags)
            source.Line("[Flags]");
        source.Line($"public enum {plan.Name} : {plan.UnderlyingType}");
        source.Open();
        bool first = true;
        if (plan.IsFlags && members.All(m => m.Value != 0))
        {
            source.Line("/// <summary>No flag.</summary>");
            source.Line("None = 0,");
            first = false;
        }

        foreach (MemberPlan member in members)
        {
            if (!first)
                source.Line();
            first = false;
            source.Line($"/// <summary><c>{member.Constant}</c>.</summary>");
            source.Line($"{member.Name} = {Value(plan, member.Value)},");
        }

        source.Close();
        return source.ToString();
    }

    /// <summary>The partial class with <c>ToText</c> and <c>TryParse</c> of every enumeration that has text names.</summary>
    public static string Names(IEnumerable<(EnumPlan Plan, IReadOnlyList<MemberPlan> Members)> plans)
    {
        var source = new SourceWriter("System.Globalization");
        source.Line("public static partial class Names");
        source.Open();
        bool first = true;
        foreach ((EnumPlan plan, IReadOnlyList<MemberPlan> members) in plans)
        {
            if (!first)
                source.Line();
            first = false;
            Text(source, plan, members);
        }

        source.Close();
        return source.ToString();
    }

    private static void Text(SourceWriter source, EnumPlan plan, IReadOnlyList<MemberPlan> members)
    {
        source.Line($"/// <summary>The kernel's word, for example <c>{plan.TextOf(members[Math.Min(3, members.Count - 1)].Constant)}</c>; a number for a value that is not known.</summary>");
        source.Line($"public static string ToText(this {plan.Name} value) => value switch");
        source.Open();
        foreach (MemberPlan member in members.DistinctBy(m => m.Value))
            source.Line($"{plan.Name}.{member.Name} => \"{plan.TextOf(member.Constant)}\",");
        source.Line($"_ => (({plan.UnderlyingType})value).ToString(CultureInfo.InvariantCulture),");
        source.Close(";");
        source.Line();
        source.Line("/// <summary>Reads a kernel's word, as <c>ToText</c> writes it; case matters.</summary>");
        source.Line($"public static bool TryParse(ReadOnlySpan<char> text, out {plan.Name} value)");
        source.Open();
        source.Line($"{plan.Name}? found = text switch");
        source.Open();
        foreach (MemberPlan member in members.DistinctBy(m => plan.TextOf(m.Constant)))
            source.Line($"\"{plan.TextOf(member.Constant)}\" => {plan.Name}.{member.Name},");
        source.Line("_ => null,");
        source.Close(";");
        source.Line("value = found.GetValueOrDefault();");
        source.Line("return found is not null;");
        source.Close();
    }

    private static string Value(EnumPlan plan, ulong value) => plan.UnderlyingType switch
    {
        "int" or "long" => ((long)value).ToString(CultureInfo.InvariantCulture),
        _ when plan.IsFlags && value > 9 => "0x" + value.ToString("x", CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
