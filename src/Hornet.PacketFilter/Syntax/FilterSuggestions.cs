// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Syntax;

/// <summary>Finds what a misspelt word was meant to be.</summary>
internal static class FilterSuggestions
{
    /// <summary>The keyword, or named number, that is nearest to a word; null when none is near.</summary>
    /// <param name="word">The word.</param>
    public static string? Nearest(string word) => Nearest(word, FilterKeywords.Words.Keys.Concat(FilterKeywords.Numbers.Keys));

    /// <summary>
    /// The nearest of some words; null when none is near. Of equally near ones that with the same letters in another order, then one with the
    /// same first letter, then the first by letters. A word that is the end of one after a hyphen (<c>syn</c>, <c>echo</c>) is near as well.
    /// </summary>
    /// <param name="word">The word.</param>
    /// <param name="candidates">What could have been meant.</param>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string lower = word.ToLowerInvariant();
        string letters = string.Concat(lower.Order());
        int limit = lower.Length switch { < 3 => 0, < 6 => 1, _ => 2 };
        string[] all = [.. candidates.Order(StringComparer.Ordinal)];
        return all.Select(candidate => (Word: candidate, Distance: Distance(lower, candidate, limit)))
            .Where(candidate => candidate.Distance >= 0)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => string.Concat(candidate.Word.Order()) == letters ? 0 : 1)
            .ThenBy(candidate => candidate.Word[0] == lower[0] ? 0 : 1)
            .Select(candidate => candidate.Word)
            .FirstOrDefault() ?? (lower.Length >= 3 ? all.FirstOrDefault(candidate => candidate.EndsWith($"-{lower}", StringComparison.Ordinal)) : null);
    }

    /// <summary>How many letters must be changed, added, dropped or exchanged with a neighbour; -1 when more than a limit.</summary>
    private static int Distance(string word, string candidate, int limit)
    {
        if (Math.Abs(word.Length - candidate.Length) > limit)
            return -1;
        int[] beforeLast = new int[candidate.Length + 1];
        int[] last = new int[candidate.Length + 1];
        int[] current = new int[candidate.Length + 1];
        for (int j = 0; j <= candidate.Length; j++)
            last[j] = j;
        for (int i = 1; i <= word.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= candidate.Length; j++)
            {
                int change = word[i - 1] == candidate[j - 1] ? 0 : 1;
                int best = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && word[i - 1] == candidate[j - 2] && word[i - 2] == candidate[j - 1])
                    best = Math.Min(best, beforeLast[j - 2] + 1);
                current[j] = best;
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[candidate.Length] <= limit ? last[candidate.Length] : -1;
    }
}
