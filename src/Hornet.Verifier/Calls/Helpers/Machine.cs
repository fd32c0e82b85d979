// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Verification;

/// <summary>What verdicts depend on of the machine.</summary>
internal static class Machine
{
    private const string PossiblePath = "/sys/devices/system/cpu/possible";

    private static readonly Lazy<int> Possible = new(CountPossible);

    /// <summary>The processors that this machine may have, those that could be plugged in included.</summary>
    public static int PossibleProcessors => Possible.Value;

    // The file lists ranges, such as 0-3,8; the number of the last counts.
    private static int CountPossible()
    {
        if (!File.Exists(PossiblePath))
            return Environment.ProcessorCount;
        string text = File.ReadAllText(PossiblePath).TrimEnd();
        int start = text.AsSpan().LastIndexOfAny(',', '-') + 1;
        return int.TryParse(text.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture, out int last) ? last + 1 : Environment.ProcessorCount;
    }
}
