// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Names like one that does not exist, for error messages.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>A text such as <c>; near it are a, b</c>, or an empty one where nothing is near.</summary>
    public static string Hint(string name, IEnumerable<string> candidates)
    {
        int limit = Math.Max(1, name.Length / 3);
        string[] near =
        [
            .. candidates.Select(candidate => (Name: candidate, Distance: Distance(name, candidate, limit)))
                .Where(candidate => candidate.Distance <= limit)
                .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Select(candidate => candidate.Name).Distinct().Take(Most),
        ];
        return near.Length == 0 ? "" : $"; near it {(near.Length == 1 ? "is" : "are")} {string.Join(", ", near)}";
    }

    /// <summary>How many characters must be inserted, removed or replaced; a value above <paramref name="limit"/> when it is more than that.</summary>
    internal static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
            return limit + 1;
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        int[] current = new int[right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
