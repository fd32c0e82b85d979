// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The names of helpers as messages have them, made once.</summary>
internal static class HelperNames
{
    private static readonly string?[] Names = new string?[Helpers.Count + 1];

    /// <summary>The name of a helper, such as <c>bpf_map_lookup_elem</c>; <c>unknown</c> for a number without helper.</summary>
    public static string Of(HelperId id) => (uint)id <= Helpers.Count ? Names[(int)id] ??= "bpf_" + id.ToText() : "unknown";
}
