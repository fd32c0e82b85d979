// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Generator;

/// <summary>What one profile may do, from data/probed.txt or data/unprobed.txt.</summary>
internal sealed class ProbedProfile
{
    public required string ProgramType { get; init; }

    public required string AttachType { get; init; }

    public required string Context { get; init; }

    public HashSet<string> Helpers { get; } = new(StringComparer.Ordinal);

    public (int Low, int High)? Returns { get; set; }

    /// <summary>Sizes accepted at an offset: reads in the low four bits (bit value = size), writes in the high four.</summary>
    public SortedDictionary<int, int> Accesses { get; } = [];

    /// <summary>Offsets whose value is a pointer, and the verifier's word for it.</summary>
    public SortedDictionary<int, string> Pointers { get; } = [];
}

/// <summary>Reads data/probed.txt and data/unprobed.txt.</summary>
internal static class ProbedTable
{
    public static IReadOnlyList<ProbedProfile> Parse(IEnumerable<string> probed, IEnumerable<string> unprobed)
    {
        var profiles = new List<ProbedProfile>();
        foreach (string line in DataFile.Meaningful(probed.Concat(unprobed)))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "profile")
                profiles.Add(new ProbedProfile { ProgramType = words[1], AttachType = words[2], Context = words[3] });
            else if (words[0] == "helpers")
                profiles[^1].Helpers.UnionWith(words.Skip(1));
            else if (words[0] == "also")
                Also(profiles, words);
            else if (words[0] == "returns")
                profiles[^1].Returns = (Number(words[1]), Number(words[2]));
            else
                ParseAccess(profiles[^1], words);
        }

        return profiles;
    }

    private static void Also(List<ProbedProfile> profiles, string[] words)
    {
        foreach (ProbedProfile profile in profiles.Where(profile => words.AsSpan(2).Contains(profile.ProgramType)))
            profile.Helpers.Add(words[1]);
    }

    private static void ParseAccess(ProbedProfile profile, string[] words)
    {
        int offset = Number(words[0]);
        int sizes = words[2].Split(',').Sum(Number);
        profile.Accesses.TryGetValue(offset, out int before);
        profile.Accesses[offset] = before | (words[1] == "read" ? sizes : sizes << 4);
        if (words.Length > 3)
            profile.Pointers[offset] = words[3];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
