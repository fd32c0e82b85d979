// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Linux;

/// <summary>The memory of a process as it was when read: <c>/proc/PID/maps</c>.</summary>
public sealed class ProcessMaps
{
    private const string DeletedMark = " (deleted)";

    private readonly ProcessMapping[] _mappings;

    private ProcessMaps(int processId, List<ProcessMapping> mappings)
    {
        ProcessId = processId;
        _mappings = [.. mappings];
    }

    /// <summary>The process.</summary>
    public int ProcessId { get; }

    /// <summary>All mappings, in order of addresses.</summary>
    public IReadOnlyList<ProcessMapping> Mappings => _mappings;

    /// <summary>Reads the mappings of a process.</summary>
    /// <exception cref="SymbolException">There is no such process (any more), or its maps may not be read.</exception>
    public static ProcessMaps Read(int processId)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/maps");
        try
        {
            return Parse(processId, File.ReadAllText(path, Encoding.UTF8));
        }
        catch (Exception error) when (error is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new SymbolException($"Reading the memory map of process {processId}: there is no such process (any more).", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SymbolException($"Reading the memory map of process {processId}: {error.Message} Reading another user's process needs root or CAP_SYS_PTRACE.", error);
        }
    }

    /// <summary>Reads mappings from the text of a maps file.</summary>
    /// <exception cref="SymbolException">A line is not one of a maps file.</exception>
    public static ProcessMaps Parse(int processId, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<ProcessMapping> mappings = [];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (!line.IsEmpty)
                mappings.Add(ParseLine(line));
        }

        mappings.Sort((left, right) => left.Start.CompareTo(right.Start));
        return new ProcessMaps(processId, mappings);
    }

    /// <summary>The mapping an address lies in.</summary>
    /// <returns>False where the address is in none.</returns>
    public bool TryFind(ulong address, out ProcessMapping mapping)
    {
        int low = 0, high = _mappings.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_mappings[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        mapping = low == 0 ? default : _mappings[low - 1];
        return low > 0 && mapping.Contains(address);
    }

    /// <summary><c>start-end perms offset device inode path</c>; the path is padded with spaces and may hold some.</summary>
    private static ProcessMapping ParseLine(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = line;
        ReadOnlySpan<char> range = Next(ref rest), permissions = Next(ref rest), offset = Next(ref rest), device = Next(ref rest), inode = Next(ref rest);
        int dash = range.IndexOf('-');
        if (dash < 0 || permissions.Length < 4
            || !TryHexadecimal(range[..dash], out ulong start) || !TryHexadecimal(range[(dash + 1)..], out ulong end)
            || !TryHexadecimal(offset, out ulong fileOffset) || !ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            throw new SymbolException($"Reading a memory map: '{line}' is not a line of /proc/PID/maps.");
        }

        ReadOnlySpan<char> path = rest.TrimStart(' ');
        bool isDeleted = path.EndsWith(DeletedMark) && path.StartsWith("/");
        if (isDeleted)
            path = path[..^DeletedMark.Length];
        // The kernel writes a line feed in a path as \012 (seq_file's way).
        string name = path.ToString().Replace("\\012", "\n", StringComparison.Ordinal);
        return new ProcessMapping(start, end, fileOffset, permissions[2] == 'x', device.ToString(), number, name, isDeleted);
    }

    private static bool TryHexadecimal(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(' ');
        int space = rest.IndexOf(' ');
        ReadOnlySpan<char> word = space < 0 ? rest : rest[..space];
        rest = rest[word.Length..];
        return word;
    }
}
