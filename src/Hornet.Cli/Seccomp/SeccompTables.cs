// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Seccomp;

namespace Hornet.Cli.Seccomp;

/// <summary>Prints architectures and their system calls.</summary>
internal static class SeccompTables
{
    /// <summary>Prints the architectures.</summary>
    public static void WriteArchitectures(Terminal terminal, bool asJson)
    {
        if (!asJson)
        {
            TextTable.Write(terminal, ["ARCHITECTURE", "AUDIT VALUE", "PROFILES", ">CALLS"], SeccompArchitecture.All.Select(a => (IReadOnlyList<string>)
                [a.Name, $"0x{a.AuditValue:x8}", a.ProfileName, a.SystemCalls.Length.ToString(CultureInfo.InvariantCulture)]));
            return;
        }

        JsonOutput.Write(terminal, json =>
        {
            json.WriteStartArray();
            foreach (SeccompArchitecture architecture in SeccompArchitecture.All)
            {
                json.WriteStartObject();
                json.WriteString("name", architecture.Name);
                json.WriteNumber("audit_value", architecture.AuditValue);
                json.WriteString("profile_name", architecture.ProfileName);
                json.WriteBoolean("big_endian", architecture.IsBigEndian);
                json.WriteNumber("calls", architecture.SystemCalls.Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Prints calls; all where none are named.</summary>
    public static void WriteCalls(Terminal terminal, IReadOnlyList<SeccompArchitecture> architectures, string[] names, bool asJson)
    {
        List<(SeccompArchitecture Architecture, SystemCall Call)> calls =
        [
            .. architectures.SelectMany(architecture => architecture.SystemCalls.Where(call => names.Length == 0 || names.Any(name => IsNamed(call, name))).Select(call => (architecture, call))),
        ];
        string[] missing = [.. names.Where(name => !calls.Any(call => IsNamed(call.Call, name)))];
        if (missing.Length > 0)
            throw new CliException($"There is no system call {string.Join(", ", missing.Select(name => $"'{name}'"))} on {string.Join(", ", architectures)}.");
        if (!asJson)
        {
            TextTable.Write(terminal, ["ARCHITECTURE", ">NUMBER", "CALL"], calls.Select(call => (IReadOnlyList<string>)
                [call.Architecture.Name, call.Call.Number.ToString(CultureInfo.InvariantCulture), call.Call.ToString()]));
            return;
        }

        JsonOutput.Write(terminal, json =>
        {
            json.WriteStartArray();
            foreach ((SeccompArchitecture architecture, SystemCall call) in calls)
            {
                json.WriteStartObject();
                json.WriteString("architecture", architecture.Name);
                json.WriteNumber("number", call.Number);
                json.WriteString("name", call.Name);
                if (call.ArgumentNames.IsDefault)
                {
                    json.WriteNull("arguments");
                }
                else
                {
                    json.WriteStartArray("arguments");
                    foreach (string argument in call.ArgumentNames)
                        json.WriteStringValue(argument);
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static bool IsNamed(SystemCall call, string name) =>
        call.Name == name || (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && call.Number == number);
}
