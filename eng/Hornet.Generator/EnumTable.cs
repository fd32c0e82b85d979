// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Generator;

/// <summary>A member of a C# enumeration to write.</summary>
internal readonly record struct MemberPlan(string Name, string Constant, ulong Value);

/// <summary>A C# enumeration to write, as data/enums.txt plans it.</summary>
internal sealed class EnumPlan
{
    public required string Name { get; init; }

    public required string UnderlyingType { get; init; }

    public required string[] Sources { get; init; }

    public string Prefix { get; init; } = "";

    public bool IsFlags { get; init; }

    public bool HasText { get; init; }

    public string Summary { get; set; } = "";

    public HashSet<string> Skipped { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Constants that are macros in the kernel's headers, which BTF does not hold.</summary>
    public List<EnumConstant> Macros { get; } = [];

    /// <summary>The text form of a constant: without the prefix, in lower case.</summary>
    public string TextOf(string constant) =>
        (constant.StartsWith(Prefix, StringComparison.Ordinal) ? constant[Prefix.Length..] : constant).ToLowerInvariant();

    /// <summary>The members, with the values of a kernel.</summary>
    public IReadOnlyList<MemberPlan> Members(Snapshot kernel, Naming naming)
    {
        var members = new List<MemberPlan>();
        IEnumerable<EnumConstant> constants = Sources.SelectMany(source => kernel.Enum(source).Constants).Concat(Macros);
        foreach (EnumConstant constant in constants.Where(c => !Skipped.Contains(c.Name) && !IsLimit(c.Name)))
        {
            string bare = constant.Name.StartsWith(Prefix, StringComparison.Ordinal) ? constant.Name[Prefix.Length..] : constant.Name;
            string name = Names.TryGetValue(constant.Name, out string? own) ? own : naming.Spell(bare);
            members.Add(new MemberPlan(name, constant.Name, constant.Value));
        }

        return members;
    }

    // Constants that only count the others.
    private static bool IsLimit(string constant) =>
        constant.StartsWith("__", StringComparison.Ordinal) || constant.EndsWith("_MAX_ID", StringComparison.Ordinal)
        || constant.EndsWith("_MAX_STATES", StringComparison.Ordinal);
}

/// <summary>Reads data/enums.txt.</summary>
internal static class EnumTable
{
    public static IReadOnlyList<EnumPlan> Parse(IEnumerable<string> lines)
    {
        var plans = new List<EnumPlan>();
        foreach (string line in DataFile.Meaningful(lines))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "enum":
                    plans.Add(ParseHead(words));
                    break;
                case "summary":
                    plans[^1].Summary = line["summary ".Length..];
                    break;
                case "skip":
                    plans[^1].Skipped.Add(words[1]);
                    break;
                case "macro":
                    plans[^1].Macros.Add(new EnumConstant(words[1], ParseNumber(words[2])));
                    break;
                default:
                    plans[^1].Names.Add(words[0], words[1]);
                    break;
            }
        }

        return plans;
    }

    private static EnumPlan ParseHead(string[] words)
    {
        int strip = Array.IndexOf(words, "strip");
        return new EnumPlan
        {
            Name = words[1],
            UnderlyingType = words[3],
            Sources = words[5] == "-" ? [] : words[5].Split(','),
            Prefix = strip < 0 ? "" : words[strip + 1],
            IsFlags = words.Contains("flags"),
            HasText = words.Contains("text"),
        };
    }

    private static ulong ParseNumber(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? Convert.ToUInt64(text[2..], 16)
        : (ulong)long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
