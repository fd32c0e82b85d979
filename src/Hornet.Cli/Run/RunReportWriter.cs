// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Run;

/// <summary>Prints a <see cref="RunReport"/> for people or as JSON.</summary>
internal static class RunReportWriter
{
    public static void WriteText(Terminal terminal, RunReport report, Btf? btf)
    {
        TextWriter output = terminal.Out;
        string cost = report.Runs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {report.NanosecondsPerRun:0} ns a packet ({report.Engine})");
        output.WriteLine($"{report.Program.Name} ({report.Program.Type.ToText()}) over {report.Source}: {Count(report.Runs, "packet")}{cost}");
        if (report.Actions.Count > 0)
        {
            output.WriteLine();
            TextTable.Write(terminal, ["action", ">packets"], report.Actions.Select(action => (string[])[action.Key, action.Value.ToString(CultureInfo.InvariantCulture)]));
        }

        foreach (MapContents map in report.Maps)
            WriteMap(terminal, map);

        if (report.Variables.Count > 0)
        {
            output.WriteLine();
            TextTable.Write(terminal, ["variable", "value"], report.Variables.Select(variable => (string[])[variable.Name, Describe(variable, btf)]));
        }

        if (report.TraceLines.Count > 0)
        {
            output.WriteLine();
            foreach (string line in report.TraceLines)
                output.WriteLine(line);
        }
    }

    public static void WriteJson(Terminal terminal, RunReport report, Btf? btf) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("program", report.Program.Name);
        json.WriteString("type", report.Program.Type.ToText());
        json.WriteString("engine", report.Engine);
        json.WriteNumber("packets", report.Runs);
        json.WriteStartObject("actions");
        foreach ((string action, long count) in report.Actions)
            json.WriteNumber(action, count);
        json.WriteEndObject();
        json.WriteNumber("nanosecondsPerPacket", Math.Round(report.NanosecondsPerRun, 1));
        json.WriteStartObject("variables");
        foreach (GlobalVariable variable in report.Variables)
        {
            json.WritePropertyName(variable.Name);
            if (btf is null || variable.Spec.TypeId == 0)
                json.WriteStringValue(Convert.ToHexStringLower(variable.GetBytes()));
            else
                new BtfValueFormatter(btf).WriteJson(json, variable.Spec.TypeId, variable.GetBytes());
        }

        json.WriteEndObject();
        json.WriteStartArray("maps");
        foreach (MapContents map in report.Maps)
        {
            json.WriteStartObject();
            json.WriteString("name", map.Map.Name);
            json.WriteString("type", map.Map.Type.ToText());
            json.WritePropertyName("entries");
            map.WriteJson(json);
            if (map.Lost > 0)
                json.WriteNumber("lost", map.Lost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("trace");
        foreach (string line in report.TraceLines)
            json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteMap(Terminal terminal, MapContents map)
    {
        terminal.Out.WriteLine();
        bool isBuffer = map.Map.Type is MapType.RingBuffer or MapType.PerfEventArray;
        string size = isBuffer ? Count(map.Count, "record") : $"{Count(map.Count, "entry", "entries")} of {map.Map.MaxEntries}";
        terminal.Out.WriteLine($"{map.Map.Name} ({map.Map.Type.ToText()}), {size}{(map.Lost > 0 ? string.Create(CultureInfo.InvariantCulture, $", {map.Lost} lost") : "")}");
        (string Key, string Value)[] rows = [.. map.Describe().Take(MapContents.MostShownEntries + 1)];
        if (rows.Length > 0)
            TextTable.Write(terminal, ["key", "value"], rows.Take(MapContents.MostShownEntries).Select(row => (string[])[row.Key, row.Value]));
        if (rows.Length > MapContents.MostShownEntries)
            terminal.Out.WriteLine($"… (the first {MapContents.MostShownEntries}; --json prints all)");
    }

    private static string Describe(GlobalVariable variable, Btf? btf) => btf is null || variable.Spec.TypeId == 0
        ? Convert.ToHexStringLower(variable.GetBytes())
        : new BtfValueFormatter(btf).Format(variable.Spec.TypeId, variable.GetBytes());

    private static string Count(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
