// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>What /proc says about a descriptor: lines of a name, a colon, a tab and a value. It has a few facts that the info structures lack.</summary>
internal sealed class DescriptorInfo
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private DescriptorInfo(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                _values[line[..colon]] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>Reads what there is about a descriptor of this process; nothing where /proc is not mounted.</summary>
    public static DescriptorInfo Read(BpfHandle handle)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{handle.FileDescriptor}");
        return File.Exists(path) ? new DescriptorInfo(File.ReadAllLines(path)) : new DescriptorInfo([]);
    }

    /// <summary>Takes lines as they are.</summary>
    public static DescriptorInfo Parse(string text) => new(text.Split('\n'));

    /// <summary>A number, or null when it is not there.</summary>
    public long? Number(string name) =>
        _values.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>A value as it is, or null when it is not there.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>Whether a line with this name is there.</summary>
    public bool Has(string name) => _values.ContainsKey(name);
}
