// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Generator;

/// <summary>Writes Since.g.cs from data/since.txt.</summary>
internal static class SinceEmitter
{
    public static string Emit(IEnumerable<string> lines, Func<string, string> last)
    {
        var rows = DataFile.Meaningful(lines).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var source = new SourceWriter();
        source.Line("public static partial class KernelVersions");
        source.Open();
        bool first = true;
        foreach (IGrouping<string, string[]> table in rows.GroupBy(row => row[0]))
        {
            if (!first)
                source.Line();
            first = false;
            source.Line($"/// <summary>The first Linux release that has the {Words(table.Key)}; 0.0 for an unknown one.</summary>");
            source.Line($"public static KernelVersion Since(this {table.Key} value) => (uint)value switch");
            source.Open();
            source.Line($"> {last(table.Key)} => default,");
            foreach (string[] row in table.Reverse())
                source.Line($">= {row[1]} => new KernelVersion({row[2].Replace(".", ", ", StringComparison.Ordinal)}),");
            if (table.First()[1] != "0")
                source.Line("_ => default,");
            source.Close(";");
        }

        source.Close();
        return source.ToString();
    }

    private static string Words(string name) => name == "HelperId" ? "helper" : name == "BpfLinkType" ? "link type" : name.Replace("Type", " type", StringComparison.Ordinal).ToLowerInvariant();
}
