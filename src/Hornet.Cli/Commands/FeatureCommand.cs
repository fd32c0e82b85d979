// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hornet.Cli.Output;
using Hornet.Linux;
using Hornet.Objects;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet feature</c>: what this machine's kernel can do.</summary>
internal static class FeatureCommand
{
    private const string HelperSection = "helpers", FunctionSection = "kernel_functions";

    /// <summary>The sections: their name, what they list, and for the JSON members with bpftool's names, what stands around a feature's name.</summary>
    private static readonly Section[] Sections =
    [
        new("system_config", FeatureKind.System, "", ""),
        new("options", FeatureKind.Options, "", ""),
        new("program_types", FeatureKind.ProgramTypes, "have_", "_prog_type"),
        new("map_types", FeatureKind.MapTypes, "have_", "_map_type"),
        new("attach_types", FeatureKind.AttachTypes, "have_", "_attach_type"),
        new("link_types", FeatureKind.LinkTypes, "have_", "_link_type"),
        new("tracing", FeatureKind.Tracing, "have_", ""),
        new("instructions", FeatureKind.Instructions, "have_", ""),
        new("btf", FeatureKind.Btf, "have_", ""),
        new(FunctionSection, FeatureKind.KernelFunctions, "", ""),
    ];

    public static Command Create(Terminal terminal)
    {
        string[] names = [.. Sections.Select(section => section.Name), HelperSection];
        Argument<string[]> wanted = new("section") { Description = "What to probe (default: everything): " + string.Join(", ", names) + ".", Arity = ArgumentArity.ZeroOrMore };
        wanted.AcceptOnlyFromAmong(names);
        Option<bool> json = CommonOptions.Json();
        Command command = new("feature", "Probe what this machine's kernel can do, by trying it.") { wanted, json };
        command.SetAction(parsed =>
        {
            if (!OperatingSystem.IsLinux())
                throw new CliException("Only a Linux kernel can be probed, and this is none.", ExitCode.Unsupported);
            string[] chosen = parsed.GetValue(wanted) is { Length: > 0 } some ? some : names;
            if (parsed.GetValue(json))
                JsonOutput.Write(terminal, writer => WriteJson(writer, chosen));
            else
                WriteText(terminal, chosen, isEverything: chosen.Length == names.Length);
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteText(Terminal terminal, string[] chosen, bool isEverything)
    {
        bool isFirst = true;
        foreach (string name in chosen)
        {
            if (!isFirst)
                terminal.Out.WriteLine();
            isFirst = false;
            if (name == HelperSection)
                WriteHelpers(terminal, isEverything);
            else if (name == FunctionSection && isEverything)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {KernelFeatures.Probe(FeatureKind.KernelFunctions).Length} (hornet feature {name} lists them)"));
            else
                WriteTable(terminal, Sections.Single(section => section.Name == name));
        }
    }

    private static void WriteTable(Terminal terminal, Section section) =>
        TextTable.Write(terminal, [section.Name.ToUpperInvariant(), "STATE", "SINCE", "NOTE"], KernelFeatures.Probe(section.Kind).Select(feature => (IReadOnlyList<string>)
        [
            feature.Name,
            feature.State switch { FeatureState.Available when feature.Value.Length > 0 && section.Kind is FeatureKind.System or FeatureKind.Options => feature.Value, FeatureState.Available => "yes", FeatureState.Missing => "no", _ => "unknown" },
            feature.Since is { } since ? since.ToString() : "",
            section.Kind is FeatureKind.System or FeatureKind.Options || feature.Reason.Length > 0 ? feature.Reason : feature.Value,
        ]));

    private static void WriteHelpers(Terminal terminal, bool isSummary) =>
        TextTable.Write(terminal, ["HELPERS OF", ">COUNT", "NAMES"], ProgramTypes().Select(type =>
        {
            string[] available = Available(type);
            return (IReadOnlyList<string>)[type.ToText(), available.Length.ToString(CultureInfo.InvariantCulture), isSummary ? "hornet feature helpers lists them" : string.Join(" ", available)];
        }));

    private static void WriteJson(Utf8JsonWriter json, string[] chosen)
    {
        Dictionary<string, string> reasons = new(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (string name in chosen)
        {
            json.WriteStartObject(name);
            if (name == HelperSection)
            {
                foreach (ProgramType type in ProgramTypes())
                {
                    json.WriteStartArray(type.ToText() + "_available_helpers");
                    foreach (string helper in Available(type))
                        json.WriteStringValue(helper);
                    json.WriteEndArray();
                }
            }
            else
            {
                WriteJson(json, Sections.Single(section => section.Name == name), reasons);
            }

            json.WriteEndObject();
        }

        json.WriteStartObject("reasons");
        foreach ((string name, string reason) in reasons)
            json.WriteString(name, reason);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter json, Section section, Dictionary<string, string> reasons)
    {
        foreach (KernelFeature feature in KernelFeatures.Probe(section.Kind))
        {
            string name = section.Prefix + feature.Name + section.Suffix;
            if (section.Kind is FeatureKind.System or FeatureKind.Options)
                WriteValue(json, name, feature);
            else if (feature.State == FeatureState.Unknown)
                json.WriteNull(name);
            else
                json.WriteBoolean(name, feature.State == FeatureState.Available);
            if (feature.State != FeatureState.Available && feature.Reason.Length > 0 && section.Kind != FeatureKind.Options)
                reasons[name] = feature.Reason;
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string name, KernelFeature feature)
    {
        if (feature.State != FeatureState.Available)
            json.WriteNull(name);
        else if (feature.Name.StartsWith("CONFIG", StringComparison.Ordinal) || !long.TryParse(feature.Value, CultureInfo.InvariantCulture, out long number))
            json.WriteString(name, feature.Value);
        else
            json.WriteNumber(name, number);
    }

    private static IEnumerable<ProgramType> ProgramTypes() => Enum.GetValues<ProgramType>().Where(type => type != ProgramType.Unspec);

    private static string[] Available(ProgramType type) =>
        [.. KernelFeatures.ProbeHelpers(type).Where(helper => helper.State == FeatureState.Available).Select(helper => helper.Name)];

    /// <summary>A part of the answer.</summary>
    private sealed record Section(string Name, FeatureKind Kind, string Prefix, string Suffix);
}
