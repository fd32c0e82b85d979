// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Generator;

/// <summary>Spells kernel identifiers as C# names, by the table data/words.txt.</summary>
internal sealed class Naming
{
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    public Naming(IEnumerable<string> lines)
    {
        foreach (string line in DataFile.Meaningful(lines))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _words.Add(parts[0], parts[1]);
        }
    }

    /// <summary><c>map_lookup_elem</c> becomes <c>MapLookupElement</c>.</summary>
    public string Spell(string identifier)
    {
        var name = new StringBuilder();
        foreach (string part in identifier.Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            string word = part.ToLowerInvariant();
            name.Append(_words.TryGetValue(word, out string? spelling) ? spelling : char.ToUpperInvariant(word[0]) + word[1..]);
        }

        return name.ToString();
    }
}
