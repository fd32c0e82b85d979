// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using System.IO.Compression;

namespace Hornet.Linux;

/// <summary>The options this kernel was built with (<c>CONFIG_…</c>), where it or the distribution keeps them. Read once in a process.</summary>
internal sealed class KernelBuildOptions
{
    private static readonly Lazy<KernelBuildOptions> Running = new(ReadRunning, LazyThreadSafetyMode.PublicationOnly);

    private readonly FrozenDictionary<string, string> _values;

    private KernelBuildOptions(string source, FrozenDictionary<string, string> values)
    {
        Source = source;
        _values = values;
    }

    /// <summary>Those of the running kernel.</summary>
    public static KernelBuildOptions Current => Running.Value;

    /// <summary>Where they were read, or what was looked for in vain.</summary>
    public string Source { get; }

    /// <summary>The value of an option as the file has it (<c>y</c>, <c>m</c>, a number, a text in quotes), or null where it is not set.</summary>
    public string? Find(string option) => _values.GetValueOrDefault(option);

    /// <summary>Reads the lines of a configuration file.</summary>
    /// <param name="source">Where they come from, for messages.</param>
    /// <param name="lines">The lines: <c>CONFIG_HZ=1000</c>; comments say what is not set.</param>
    internal static KernelBuildOptions Parse(string source, TextReader lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith("CONFIG_", StringComparison.Ordinal))
                values[line[..equals]] = line[(equals + 1)..].TrimEnd();
        }

        return new KernelBuildOptions(source, values.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static KernelBuildOptions ReadRunning()
    {
        const string Compressed = "/proc/config.gz";
        string plain = $"/boot/config-{KernelRelease.Release}";
        if (File.Exists(plain))
        {
            using StreamReader reader = File.OpenText(plain);
            return Parse(plain, reader);
        }

        if (!File.Exists(Compressed))
            return new KernelBuildOptions($"neither {plain} nor {Compressed} is there", FrozenDictionary<string, string>.Empty);
        using FileStream file = File.OpenRead(Compressed);
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return Parse(Compressed, text);
    }
}
