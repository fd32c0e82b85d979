// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Cli.Run;

/// <summary>Reads <c>NAME=VALUE</c> settings by the types of an object's variables.</summary>
internal static class VariableSettings
{
    /// <summary>The bytes of each variable that is set.</summary>
    /// <exception cref="CliException">A setting has no <c>=</c>, names no variable, or its value does not fit the type.</exception>
    public static ImmutableDictionary<string, ImmutableArray<byte>> Parse(BpfObject bpfObject, IEnumerable<string> settings)
    {
        var values = ImmutableDictionary.CreateBuilder<string, ImmutableArray<byte>>();
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new CliException($"'--set {setting}' is not of the form NAME=VALUE.");
            string name = setting[..equals];
            values[name] = ParseValue(bpfObject, Find(bpfObject, name), setting[(equals + 1)..]);
        }

        return values.ToImmutable();
    }

    private static VariableSpec Find(BpfObject bpfObject, string name)
    {
        VariableSpec[] all = [.. bpfObject.Maps.SelectMany(map => map.Variables)];
        int index = Array.FindIndex(all, variable => variable.Name == name);
        return index >= 0
            ? all[index]
            : throw new CliException($"'--set {name}=…': there is no global variable of that name. {(all.Length == 0 ? "The object has none." : $"There are: {string.Join(", ", all.Select(v => v.Name))}.")}");
    }

    private static ImmutableArray<byte> ParseValue(BpfObject bpfObject, VariableSpec variable, string text)
    {
        if (bpfObject.Btf is not { } btf || variable.TypeId == 0)
        {
            byte[] bytes = HexText.Parse(text, $"--set {variable.Name}");
            return bytes.Length == variable.Size
                ? [.. bytes]
                : throw new CliException($"'--set {variable.Name}={text}': the object does not tell the variable's type, so it wants {variable.Size} bytes in hexadecimal.");
        }

        try
        {
            return [.. new BtfValueFormatter(btf).Parse(variable.TypeId, text)];
        }
        catch (BtfValueException error)
        {
            throw new CliException($"'--set {variable.Name}={text}': {error.Message}");
        }
    }
}
