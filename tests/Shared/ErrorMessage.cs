// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Hornet.Tests;

/// <summary>Messages of execution errors, for comparison.</summary>
internal static partial class ErrorMessage
{
    /// <summary>A message without what depends on where memory lies: addresses, and what is nearest to one that is far from everything.</summary>
    public static string WithoutPlaces(string message) => Distance().Replace(Address().Replace(message, "0x…"), "far from …");

    [GeneratedRegex("0x[0-9a-f]{6,}")]
    private static partial Regex Address();

    [GeneratedRegex(@"\d{4,} bytes (before|behind) [^,]* \(\d+ bytes\)")]
    private static partial Regex Distance();
}
