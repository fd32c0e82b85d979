// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Generator;

/// <summary>One line of data/kfuncs.txt, with who may call the function: program types, some with a hook.</summary>
internal sealed record KfuncPlan(string Name, IReadOnlyList<string> Traits, string Signature, IReadOnlyList<string> Callers);

/// <summary>Reads data/kfuncs.txt.</summary>
internal static class KfuncTable
{
    /// <summary>The words of the table, in the order of the members of KfuncTraits.</summary>
    public static readonly IReadOnlyList<string> Traits =
    [
        "acquire", "release", "null", "trusted", "rcu", "rcu_protected", "sleeps", "destructive", "iter_new", "iter_next", "iter_destroy", "fastcall",
    ];

    /// <summary>The word for every program type.</summary>
    public const string Anybody = "any";

    public static IReadOnlyList<KfuncPlan> Parse(IEnumerable<string> lines)
    {
        var groups = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var functions = new List<KfuncPlan>();
        string[] callers = [];
        foreach (string line in DataFile.Meaningful(lines))
        {
            string[] words = line.Split(':', 2)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "group")
                groups.Add(words[1], words[3..]);
            else if (words[0] == "callers")
                callers = [.. words.Skip(1).SelectMany(word => groups.TryGetValue(word, out string[]? members) ? members : [word])];
            else if (line.Split(" : ") is [_, var signature])
                functions.Add(new KfuncPlan(words[0], words[1..], signature, callers));
            else
                throw new InvalidDataException($"reading kfuncs.txt: cannot understand \"{line}\"");
        }

        return [.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)];
    }
}
