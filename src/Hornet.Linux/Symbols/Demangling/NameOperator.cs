// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Hornet.Linux;

/// <summary>An operator of C++ by its two letters (Itanium C++ ABI, "Operator Encodings").</summary>
/// <param name="Sign">How it is written.</param>
/// <param name="Operands">How many operands it takes in an expression; 0 for those with a form of their own.</param>
internal readonly record struct NameOperator(string Sign, int Operands)
{
    private static readonly FrozenDictionary<string, NameOperator> All = Make().ToFrozenDictionary();

    public static bool TryGet(string letters, out NameOperator found) => All.TryGetValue(letters, out found);

    private static Dictionary<string, NameOperator> Make()
    {
        const string Binary = "aN &= aS = aa && an & cm , dV /= ds .* dv / eO ^= eo ^ eq == ge >= gt > lS <<= le <= ls << lt < mI -= mL *= mi - ml * ne != oR |= or | oo || "
            + "pL += pl + pm ->* rM %= rS >>= rm % rs >> ss <=>";
        const string Unary = "ad & co ~ de * ng - nt ! ps +";
        const string Other = "aw co_await cl () da delete[] dl delete ix [] mm -- na new[] nw new pp ++ pt -> qu ?";
        Dictionary<string, NameOperator> all = [];
        Add(Binary, 2);
        Add(Unary, 1);
        Add(Other, 0);
        return all;

        void Add(string table, int operands)
        {
            string[] words = table.Split(' ');
            for (int i = 0; i < words.Length; i += 2)
                all[words[i]] = new NameOperator(words[i + 1], operands);
        }
    }
}
