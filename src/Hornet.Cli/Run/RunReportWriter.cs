// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Run;

/// <summary>Prints a <see cref="RunReport"/> for people or as JSON.</summary>
internal static class RunReportWriter
{
    public static void WriteText(Terminal terminal, RunReport report, Btf? btf)
    {
        TextWriter output = terminal.Out;
        string cost = report.Runs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {report.NanosecondsPerRun:0} ns a packet ({DescribeEngines(report)})");
        output.WriteLine($"{report.Program.Name} ({report.Program.Type.ToText()}) over {report.Source}: {LoadedState.Count(report.Runs, "packet")}{cost}");
        if (report.Actions.Count > 0)
        {
            output.WriteLine();
            TextTable.Write(terminal, ["action", ">packets"], report.Actions.Select(action => (string[])[action.Key, action.Value.ToString(CultureInfo.InvariantCulture)]));
        }

        if (report.CompilationFailure is { } failure)
            terminal.Error.WriteLine($"hornet run: not compiled: {failure}");

        LoadedState.WriteText(terminal, report.Maps, report.Variables, btf);
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
        json.WriteString("engine", report.Engines[^1].Engine.ToText());
        json.WriteStartObject("engines");
        foreach ((Engine engine, long runs) in report.Engines)
            json.WriteNumber(engine.ToText(), runs);
        json.WriteEndObject();
        if (report.CompilationFailure is { } failure)
            json.WriteString("compilationFailure", failure);
        json.WriteNumber("packets", report.Runs);
        json.WriteStartObject("actions");
        foreach ((string action, long count) in report.Actions)
            json.WriteNumber(action, count);
        json.WriteEndObject();
        json.WriteNumber("nanosecondsPerPacket", Math.Round(report.NanosecondsPerRun, 1));
        LoadedState.WriteJson(json, report.Maps, report.Variables, btf);
        json.WriteStartArray("trace");
        foreach (string line in report.TraceLines)
            json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The engine; or, when the program was compiled on the way, both and how often the first was at work.</summary>
    private static string DescribeEngines(RunReport report) => report.Engines.Count == 1
        ? report.Engines[0].Engine.ToText()
        : string.Join(", then ", report.Engines.Select((part, index) => index == report.Engines.Count - 1
            ? part.Engine.ToText()
            : string.Create(CultureInfo.InvariantCulture, $"{part.Engine.ToText()} for {part.Runs}")));
}

