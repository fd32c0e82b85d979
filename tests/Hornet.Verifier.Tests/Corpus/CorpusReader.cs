// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Hornet.Bytecode;
using Hornet.Tests;

namespace Hornet.Verification.Corpus;

/// <summary>
/// Reads the files of the corpus. A case is a line <c># name</c>, lines that begin with <c>@</c> (see <see cref="CaseSettings"/>), the program,
/// a line <c>=&gt; accept</c> or <c>=&gt; refuse: message</c>, and a line <c>reason:</c>. What stands before the first case holds for all of the file.
/// </summary>
internal sealed class CorpusReader
{
    private const string Accept = "=> accept", Refuse = "=> refuse: ", Why = "reason: ";

    private readonly string _file;
    private readonly List<CorpusCase> _cases = [];
    private readonly List<string> _common = [];
    private readonly List<string> _settings = [];
    private readonly List<string> _code = [];

    private string? _name;
    private int _line;
    private string? _verdict;

    private CorpusReader(string file) => _file = file;

    /// <summary>Every case of every file, by its place.</summary>
    public static ImmutableSortedDictionary<string, CorpusCase> All { get; } =
        Directory.EnumerateFiles(Folder(), "*.txt").SelectMany(path => Read(path)).ToImmutableSortedDictionary(found => found.Place, found => found, StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    public static ImmutableArray<CorpusCase> Read(string path)
    {
        var reader = new CorpusReader(Path.GetFileName(path));
        int number = 0;
        foreach (string line in File.ReadLines(path))
            reader.Take(line, ++number);
        return reader._name is null
            ? [.. reader._cases]
            : throw new FormatException($"{reader._file}:{reader._line}: the case '{reader._name}' has no reason.");
    }

    /// <summary>Reads a program with its settings, of which no verdict is expected.</summary>
    public static CorpusCase Parse(string text)
    {
        var reader = new CorpusReader("text");
        int number = 0;
        foreach (string line in (string[])["# program", .. text.Split('\n'), Accept, Why + "none is expected"])
            reader.Take(line, ++number);
        return reader._cases[0];
    }

    private static string Folder([CallerFilePath] string source = "") =>
        Path.GetDirectoryName(source) is { } folder && Directory.Exists(folder) ? folder : TestFiles.InRepository("tests", "Hornet.Verifier.Tests", "Corpus");

    private void Take(string line, int number)
    {
        string text = line.Trim();
        if (text.StartsWith("# ", StringComparison.Ordinal))
        {
            _name = _name is null ? text[2..] : throw new FormatException($"{_file}:{number}: the case '{_name}' before has no reason.");
            _line = number;
        }
        else if (text.StartsWith('@'))
        {
            (_name is null ? _common : _settings).Add(text[1..]);
        }
        else if (text.StartsWith("=> ", StringComparison.Ordinal))
        {
            _verdict = text;
        }
        else if (text.StartsWith(Why, StringComparison.Ordinal))
        {
            Finish(text[Why.Length..]);
        }
        else if (text.Length > 0 && _name is not null)
        {
            _code.Add(line);
        }
    }

    private void Finish(string reason)
    {
        try
        {
            bool isAccepted = _verdict == Accept;
            string message = isAccepted ? "" : _verdict?.StartsWith(Refuse, StringComparison.Ordinal) == true
                ? _verdict[Refuse.Length..]
                : throw new FormatException($"a verdict is '{Accept}' or '{Refuse}…'");
            var settings = new CaseSettings();
            foreach (string setting in _common.Concat(_settings))
                settings.Take(setting);
            _cases.Add(new CorpusCase(
                $"{_file}:{_line}", _name!, CaseObject.Build(settings, string.Join('\n', _code)), isAccepted, message, reason,
                settings.IsUnprivileged, settings.IsStrict, settings.Unchecked));
        }
        catch (Exception error) when (error is FormatException or BpfException)
        {
            throw new FormatException($"{_file}:{_line}: {_name}: {error.Message}", error);
        }

        _name = null;
        _verdict = null;
        _settings.Clear();
        _code.Clear();
    }
}
