// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Hornet.Cli.Output;
using Hornet.Objects;

namespace Hornet.Cli.Bench;

/// <summary>Prints a <see cref="BenchReport"/> for people or as JSON.</summary>
internal static class BenchReportWriter
{
    /// <summary>The name of an engine, as <c>--engine</c> takes it.</summary>
    public static string NameOf(BenchEngine engine) => engine.ToString().ToLowerInvariant();

    public static void WriteText(Terminal terminal, BenchReport report)
    {
        BenchRequest request = report.Request;
        BenchRow reference = report.Reference;
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Program.Name} ({request.Program.Type.ToText()}), {request.Program.Instructions.Length} instructions, over {request.Source}; median of {reference.Time.Rounds} rounds{(request.IsUnverified ? ", every access checked" : "")}"));
        terminal.Out.WriteLine();
        string to = NameOf(reference.Engine);
        TextTable.Write(
            terminal,
            ["engine", ">ns a run", ">spread", $">to {to}", ">call", ">net", $">net to {to}", ">compiled first", ">compiled warm"],
            report.Rows.Select(row => (string[])
            [
                NameOf(row.Engine),
                Nanoseconds(row.Time.Median),
                row.Time.Spread.ToString("0.0 %", CultureInfo.InvariantCulture),
                Ratio(row.Time.Median, reference.Time.Median),
                Nanoseconds(row.Empty.Median),
                row.HasNet ? Nanoseconds(row.Net) : "-",
                row.HasNet && reference.HasNet ? Ratio(row.Net, reference.Net) : "-",
                Milliseconds(row.FirstCompileTime),
                Milliseconds(row.WarmCompileTime),
            ]));
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("call: a program that only returns, measured in the same rounds; net: the time of a run without it.");
        foreach ((BenchEngine engine, string reason) in report.Absent)
            terminal.Error.WriteLine($"{NameOf(engine)}: {reason}");
    }

    public static void WriteJson(Terminal terminal, BenchReport report) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("program", report.Request.Program.Name);
        json.WriteString("type", report.Request.Program.Type.ToText());
        json.WriteNumber("instructions", report.Request.Program.Instructions.Length);
        json.WriteString("input", report.Request.Source);
        json.WriteBoolean("checked", report.Request.IsUnverified);
        json.WriteString("reference", NameOf(report.Reference.Engine));
        json.WriteStartArray("engines");
        foreach (BenchRow row in report.Rows)
            Write(json, row, report.Reference);
        json.WriteEndArray();
        json.WriteStartObject("absent");
        foreach ((BenchEngine engine, string reason) in report.Absent)
            json.WriteString(NameOf(engine), reason);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, BenchRow row, BenchRow reference)
    {
        json.WriteStartObject();
        json.WriteString("engine", NameOf(row.Engine));
        json.WriteNumber("nanoseconds", Math.Round(row.Time.Median, 2));
        json.WriteNumber("least", Math.Round(row.Time.Least, 2));
        json.WriteNumber("spread", Math.Round(row.Time.Spread, 4));
        json.WriteNumber("rounds", row.Time.Rounds);
        json.WriteNumber("call", Math.Round(row.Empty.Median, 2));
        json.WriteNumber("net", Math.Round(row.Net, 2));
        json.WriteNumber("ratio", Math.Round(row.Time.Median / reference.Time.Median, 4));
        if (row.HasNet && reference.HasNet)
            json.WriteNumber("netRatio", Math.Round(row.Net / reference.Net, 4));
        if (row.FirstCompileTime is { } first)
            json.WriteNumber("firstCompileMilliseconds", Math.Round(first.TotalMilliseconds, 3));
        if (row.WarmCompileTime is { } warm)
            json.WriteNumber("warmCompileMilliseconds", Math.Round(warm.TotalMilliseconds, 3));
        json.WriteEndObject();
    }

    private static string Nanoseconds(double value) => value.ToString(value < 1000 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Ratio(double value, double reference) => (value / reference).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan? time) => time is { } value ? value.TotalMilliseconds.ToString("0.00 ms", CultureInfo.InvariantCulture) : "-";
}
