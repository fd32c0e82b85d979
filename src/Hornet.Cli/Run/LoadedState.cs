// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Hornet.Cli.Output;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Run;

/// <summary>Prints what the maps and variables of a loaded object hold.</summary>
internal static class LoadedState
{
    /// <summary>The maps worth showing: data sections are shown as variables.</summary>
    public static IEnumerable<BpfMap> ShownMaps(LoadedObject loaded) => loaded.Maps.Where(map => map.Spec.Variables.IsEmpty && !map.Spec.IsReadOnlyData);

    /// <summary>Prints a table a map, then one of the variables.</summary>
    public static void WriteText(Terminal terminal, IEnumerable<MapContents> maps, IReadOnlyCollection<GlobalVariable> variables, Btf? btf)
    {
        foreach (MapContents map in maps)
            WriteMap(terminal, map);
        if (variables.Count > 0)
        {
            terminal.Out.WriteLine();
            TextTable.Write(terminal, ["variable", "value"], variables.Select(variable => (string[])[variable.Name, Describe(variable, btf)]));
        }
    }

    /// <summary>Writes the properties <c>variables</c> and <c>maps</c>.</summary>
    public static void WriteJson(Utf8JsonWriter json, IEnumerable<MapContents> maps, IEnumerable<GlobalVariable> variables, Btf? btf)
    {
        json.WriteStartObject("variables");
        foreach (GlobalVariable variable in variables)
        {
            json.WritePropertyName(variable.Name);
            if (btf is null || variable.Spec.TypeId == 0)
                json.WriteStringValue(Convert.ToHexStringLower(variable.GetBytes()));
            else
                new BtfValueFormatter(btf).WriteJson(json, variable.Spec.TypeId, variable.GetBytes());
        }

        json.WriteEndObject();
        json.WriteStartArray("maps");
        foreach (MapContents map in maps)
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
    }

    /// <summary>A number and its noun.</summary>
    public static string Count(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");

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
}
