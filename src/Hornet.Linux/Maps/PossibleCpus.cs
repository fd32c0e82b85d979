// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>How many CPUs the kernel keeps per-CPU values for.</summary>
public static class PossibleCpus
{
    private static readonly Lazy<int> Cached = new(() => Parse(File.ReadAllText("/sys/devices/system/cpu/possible")));

    /// <summary>The number of possible CPUs, those that could be plugged in included.</summary>
    public static int Count => Cached.Value;

    /// <summary>Reads a list of CPU ranges such as <c>0-3,8</c>: the count is one more than the highest number.</summary>
    internal static int Parse(string ranges)
    {
        int highest = 0;
        foreach (string range in ranges.Trim().Split(','))
        {
            string last = range.Split('-')[^1];
            highest = Math.Max(highest, int.Parse(last, CultureInfo.InvariantCulture));
        }

        return highest + 1;
    }
}
