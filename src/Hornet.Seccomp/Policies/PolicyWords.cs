// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>The words of the text form, and what checks share.</summary>
internal static class PolicyWords
{
    /// <summary>How long a line may get before a list of calls goes on in the next one.</summary>
    private const int LineWidth = 120;

    /// <summary>The flags a policy may ask for; the others are the installer's.</summary>
    public static (string Word, SeccompFlags Flag)[] Flags { get; } =
    [
        ("all-threads", SeccompFlags.AllThreads),
        ("log", SeccompFlags.Log),
        ("allow-speculation", SeccompFlags.AllowSpeculation),
        ("wait-killable", SeccompFlags.WaitKillable),
    ];

    /// <summary>Refuses a call that no architecture has.</summary>
    public static void CheckCall(string call, SourceSpan location)
    {
        if (!IsKnown(call))
            throw new SeccompPolicyException($"There is no system call '{call}'{Suggest(call)}", location);
    }

    /// <summary>Whether any architecture has a call; a number is a call of all.</summary>
    public static bool IsKnown(string call) =>
        uint.TryParse(call, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        || SeccompArchitecture.All.Any(architecture => architecture.TryGetCall(call, out _) || Multiplexer.TryGet(architecture, call, out _, out _));

    /// <summary>Writes a rule; a long list of calls goes on in indented lines.</summary>
    public static void Write(StringBuilder text, SeccompRule rule)
    {
        string line = rule.ToString();
        while (line.Length > LineWidth && line.LastIndexOf(", ", LineWidth, StringComparison.Ordinal) is > 0 and int comma)
        {
            text.Append(line, 0, comma + 1).Append('\n');
            line = "    " + line[(comma + 2)..];
        }

        text.Append(line).Append('\n');
    }

    /// <summary>The name that was perhaps meant, for the end of a message.</summary>
    private static string Suggest(string call)
    {
        (string? best, int distance) = (null, 3);
        foreach (SystemCall known in SeccompArchitecture.Current.SystemCalls)
        {
            int found = Distance(call, known.Name);
            if (found < distance)
                (best, distance) = (known.Name, found);
        }

        return best is null ? "." : $"; did you mean '{best}'?";
    }

    /// <summary>How many letters to change, add or take away.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
            return int.MaxValue;
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
