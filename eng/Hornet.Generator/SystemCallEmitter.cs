// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Generator;

/// <summary>Writes SystemCallData.g.cs from data/syscalls.txt and data/syscall-arguments.txt.</summary>
internal static class SystemCallEmitter
{
    public const string FileName = "SystemCallData.g.cs";

    public static string Generate(string data)
    {
        string[][] rows = Rows(data, "syscalls.txt");
        string[] architectures = rows[0][1..];
        Dictionary<(string Name, string Architecture), string> arguments = Arguments(Rows(data, "syscall-arguments.txt"));
        string Signature(string name, string architecture) =>
            $"{name} {arguments.GetValueOrDefault((name, architecture)) ?? arguments.GetValueOrDefault((name, "")) ?? "?"}".Trim();

        List<string> signatures = [];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        Dictionary<string, List<(int Number, int Signature)>> tables = architectures.ToDictionary(name => name, _ => new List<(int, int)>());
        foreach (string[] row in rows[1..])
        {
            for (int i = 0; i < architectures.Length; i++)
            {
                if (row[i + 1] == "-")
                    continue;
                string signature = Signature(row[0], architectures[i]);
                if (places.TryAdd(signature, signatures.Count))
                    signatures.Add(signature);
                tables[architectures[i]].Add((int.Parse(row[i + 1], CultureInfo.InvariantCulture), places[signature]));
            }
        }

        return Write(signatures, tables);
    }

    private static string Write(List<string> signatures, Dictionary<string, List<(int Number, int Signature)>> tables)
    {
        var source = SourceWriter.In("Hornet.Seccomp");
        source.Line("internal static class SystemCallData");
        source.Open();
        source.Line("/// <summary>The calls, each with the names of its arguments; a question mark where they are not known.</summary>");
        source.Line("public static string[] Signatures { get; } =");
        source.Line("[");
        foreach (string signature in signatures)
            source.Line($"    \"{signature}\",");
        source.Line("];");
        source.Line();
        source.Line("/// <summary>The calls of an architecture: pairs of a number and the place of the signature, in the order of the numbers.</summary>");
        source.Line("public static ReadOnlySpan<int> Calls(string architecture) => architecture switch");
        source.Open();
        foreach ((string name, List<(int Number, int Signature)> table) in tables)
        {
            source.Line($"\"{name}\" =>");
            source.Line("[");
            foreach ((int Number, int Signature)[] line in table.OrderBy(call => call.Number).Chunk(10))
                source.Line("    " + string.Join(" ", line.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Number}, {call.Signature},"))));
            source.Line("],");
        }

        source.Line("_ => [],");
        source.Close(";");
        source.Close();
        return source.ToString();
    }

    private static Dictionary<(string Name, string Architecture), string> Arguments(string[][] rows)
    {
        Dictionary<(string, string), string> arguments = [];
        foreach (string[] row in rows)
        {
            string[] key = row[0].Split('@');
            foreach (string architecture in key.Length > 1 ? key[1].Split(',') : [""])
                arguments.Add((key[0], architecture), string.Join(' ', row[1..]));
        }

        return arguments;
    }

    private static string[][] Rows(string data, string file) =>
        [.. DataFile.Meaningful(File.ReadLines(Path.Combine(data, file))).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
