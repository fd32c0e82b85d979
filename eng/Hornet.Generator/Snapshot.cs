// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Generator;

/// <summary>
/// What the tables take from a kernel's BTF, as a checked-in text, so that the sources can be regenerated on a machine with another
/// kernel. <c>snapshot</c> writes it from the running kernel.
/// </summary>
internal sealed class Snapshot
{
    private readonly List<EnumFacts> _enums = [];
    private readonly Dictionary<string, StructFacts> _structs = new(StringComparer.Ordinal);

    /// <summary>Takes the enumerations and structures that are asked for from a kernel.</summary>
    public static Snapshot Take(KernelTypes kernel, IEnumerable<string> enums, IEnumerable<string> structs)
    {
        var snapshot = new Snapshot();
        EnumFacts[] all = [.. kernel.Enums()];
        foreach (string key in enums.Distinct())
        {
            EnumFacts found = Find(all, key) ?? throw new InvalidDataException($"reading kernel BTF: no enumeration {key}");
            if (!snapshot._enums.Contains(found))
                snapshot._enums.Add(found);
        }

        foreach (string name in structs.Distinct())
        {
            snapshot._structs.Add(name, kernel.Struct(name) ?? throw new InvalidDataException($"reading kernel BTF: no structure {name}"));
        }

        return snapshot;
    }

    /// <summary>Reads the checked-in text.</summary>
    public static Snapshot Parse(IEnumerable<string> lines)
    {
        var snapshot = new Snapshot();
        List<EnumConstant> constants = [];
        List<FieldFacts> fields = [];
        bool inEnum = false;
        foreach (string line in DataFile.Meaningful(lines))
        {
            string[] p = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (p[0] == "enum" && p.Length == 3)
            {
                constants = [];
                inEnum = true;
                snapshot._enums.Add(new EnumFacts(p[1] == "-" ? "" : p[1], Number(p[2]), constants));
            }
            else if (p[0] == "struct" && p.Length == 3)
            {
                fields = [];
                inEnum = false;
                snapshot._structs.Add(p[1], new StructFacts(p[1], Number(p[2]), fields));
            }
            else if (inEnum)
            {
                constants.Add(new EnumConstant(p[0], ulong.Parse(p[1], CultureInfo.InvariantCulture)));
            }
            else
            {
                fields.Add(new FieldFacts(p[0], Number(p[1]), Number(p[2]), p[3].Replace('.', ' '), Number(p[4]), Number(p[5]), Number(p[6])));
            }
        }

        return snapshot;
    }

    /// <summary>The enumeration of that name, or (<c>anon:CONSTANT</c>) the anonymous one that holds a constant.</summary>
    public EnumFacts Enum(string key) => Find(_enums, key) ?? throw new InvalidDataException($"the snapshot has no enumeration {key}");

    /// <summary>The structure of that name.</summary>
    public StructFacts Struct(string name) => _structs[name];

    /// <summary>The text to check in.</summary>
    public string Print(string kernel)
    {
        var text = new StringBuilder();
        text.Append("# Enumerations and context structures of Linux ").Append(kernel).Append(", written by `Hornet.Generator snapshot`; do not edit.\n");
        text.Append("#   enum NAME SIZE, then CONSTANT VALUE (unsigned 64-bit); - is an anonymous enumeration\n");
        text.Append("#   struct NAME SIZE, then FIELD OFFSET SIZE TYPE COUNT BIT-OFFSET BIT-SIZE (bytes; COUNT 0 is not an array; BIT-SIZE 0 is not a bit field)\n");
        foreach (EnumFacts e in _enums)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nenum {(e.Name.Length == 0 ? "-" : e.Name)} {e.Size}\n");
            foreach (EnumConstant c in e.Constants)
                text.Append(CultureInfo.InvariantCulture, $"{c.Name} {c.Value}\n");
        }

        foreach (StructFacts s in _structs.Values)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nstruct {s.Name} {s.Size}\n");
            foreach (FieldFacts f in s.Fields)
                text.Append(CultureInfo.InvariantCulture, $"{f.Name} {f.Offset} {f.Size} {f.Type.Replace(' ', '.')} {f.Count} {f.BitOffset} {f.BitSize}\n");
        }

        return text.ToString();
    }

    private static EnumFacts? Find(IEnumerable<EnumFacts> enums, string key) => key.StartsWith("anon:", StringComparison.Ordinal)
        ? enums.FirstOrDefault(e => e.Name.Length == 0 && e.Constants.Any(c => c.Name == key[5..]))
        : enums.FirstOrDefault(e => e.Name == key);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
