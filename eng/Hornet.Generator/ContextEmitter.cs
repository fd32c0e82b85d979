// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Generator;

/// <summary>Writes ContextLayout.g.cs and ReturnRange.g.cs.</summary>
internal sealed class ContextEmitter(Snapshot kernel, Func<string, string> programType, Func<string, string> attachType)
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["pkt"] = "Packet",
        ["pkt_end"] = "PacketEnd",
        ["pkt_meta"] = "PacketMeta",
        ["flow_keys"] = "FlowKeys",
        ["sock"] = "Socket",
        ["sock_or_null"] = "SocketOrNull",
        ["sock_common_or_null"] = "SocketCommonOrNull",
        ["tp_buffer"] = "TracepointBuffer",
    };

    private sealed record Layout(string Structure, int Size, string Accesses, string Pointers, string? Plain);

    private readonly List<Layout> _layouts = [];
    private readonly List<(string ProgramType, string AttachType, int Layout)> _uses = [];

    public string Emit(IReadOnlyList<ProbedProfile> profiles, IEnumerable<string> plainLines)
    {
        foreach (ProbedProfile profile in profiles.Where(p => p.Context != "-"))
            Use(profile.ProgramType, profile.AttachType, FromProbe(profile));
        foreach (string line in DataFile.Meaningful(plainLines))
        {
            string[] w = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int writes = Array.IndexOf(w, "write");
            string plain = $"({w[3]}, {Mask(w[5])}, {(writes < 0 ? 0 : Mask(w[writes + 1]))})";
            Use(w[0], "-", new Layout(w[1], int.Parse(w[2], CultureInfo.InvariantCulture), "", "", plain));
        }

        var source = new SourceWriter("System.Collections.Immutable");
        source.Line("public sealed partial class ContextLayout");
        source.Open();
        source.Line($"private const int LayoutCount = {_layouts.Count};");
        source.Line();
        Switch(source, "private static int IndexOf(ProgramType programType, AttachType? attachType) => (programType, attachType) switch",
            _uses.Select(u => (u.ProgramType, u.AttachType, u.Layout.ToString(CultureInfo.InvariantCulture))).ToList(), "-1");
        source.Line();
        Table(source, "private static ContextLayout Build(int index) => index switch", l => $"new ContextLayout({_layouts.IndexOf(l)}, \"{l.Structure}\", {l.Size}, {l.Plain ?? "null"})", "throw new ArgumentOutOfRangeException(nameof(index))");
        source.Line();
        Table(source, "private static ReadOnlySpan<byte> AccessesOf(int index) => index switch", l => l.Accesses, "[]");
        source.Line();
        Table(source, "private static ReadOnlySpan<byte> PointersOf(int index) => index switch", l => l.Pointers, "[]");
        source.Line();
        Fields(source);
        source.Close();
        return source.ToString();
    }

    /// <summary>The ranges of return values.</summary>
    public string EmitRanges(IReadOnlyList<ProbedProfile> profiles)
    {
        var source = new SourceWriter();
        source.Line("public readonly partial record struct ReturnRange");
        source.Open();
        Switch(source, "public static partial ReturnRange? For(ProgramType programType, AttachType? attachType) => (programType, attachType) switch",
            profiles.Select(p => (p.ProgramType, p.AttachType,
                p.Returns is { } r ? string.Create(CultureInfo.InvariantCulture, $"new ReturnRange({r.Low}, {r.High})") : "null")).ToList(), "null");
        source.Close();
        return source.ToString();
    }

    private void Use(string program, string attach, Layout layout)
    {
        int index = _layouts.IndexOf(layout);
        if (index < 0)
        {
            index = _layouts.Count;
            _layouts.Add(layout);
        }

        _uses.Add((program, attach, index));
    }

    private Layout FromProbe(ProbedProfile profile)
    {
        int size = kernel.Struct(profile.Context).Size;
        if (size == 0)
            size = profile.Accesses.Keys.Max() + 1;
        var accesses = new string[size];
        for (int i = 0; i < size; i++)
            accesses[i] = (profile.Accesses.TryGetValue(i, out int sizes) ? sizes : 0).ToString(CultureInfo.InvariantCulture);
        IEnumerable<string> pointers = profile.Pointers.Select(p =>
            string.Create(CultureInfo.InvariantCulture, $"{p.Key / 2}, (byte)ContextValue.{Values.GetValueOrDefault(p.Value, "KernelObject")}"));
        return new Layout(profile.Context, size, $"[{string.Join(", ", accesses)}]", $"[{string.Join(", ", pointers)}]", null);
    }

    // Hooks of a type with the same answer share an arm; the type's first hook stands for the type.
    private void Switch(SourceWriter source, string head, List<(string ProgramType, string AttachType, string Result)> rows, string otherwise)
    {
        source.Line(head);
        source.Open();
        foreach (IGrouping<string, (string ProgramType, string AttachType, string Result)> type in rows.GroupBy(r => r.ProgramType))
        {
            string first = type.First().Result;
            foreach (var answer in type.Where(r => r.Result != first).GroupBy(r => r.Result))
            {
                string hooks = string.Join(" or ", answer.Select(r => $"AttachType.{attachType(r.AttachType)}"));
                source.Line($"(ProgramType.{programType(type.Key)}, {hooks}) => {answer.Key},");
            }

            if (first != otherwise)
                source.Line($"(ProgramType.{programType(type.Key)}, _) => {first},");
        }

        source.Line($"_ => {otherwise},");
        source.Close(";");
    }

    private void Table(SourceWriter source, string head, Func<Layout, string> row, string otherwise)
    {
        source.Line(head);
        source.Open();
        for (int i = 0; i < _layouts.Count; i++)
        {
            string text = row(_layouts[i]);
            if (text is not ("" or "[]"))
                source.Line(string.Create(CultureInfo.InvariantCulture, $"{i} => {text},"));
        }

        source.Line($"_ => {otherwise},");
        source.Close(";");
    }

    private void Fields(SourceWriter source)
    {
        source.Line("private static ImmutableArray<ContextField> FieldsOf(string structure) => structure switch");
        source.Open();
        foreach (string name in _layouts.Where(l => l.Plain is null).Select(l => l.Structure).Distinct())
        {
            source.Line($"\"{name}\" =>");
            source.Line("[");
            foreach (FieldFacts f in kernel.Struct(name).Fields)
            {
                string bits = f.BitSize > 0 ? string.Create(CultureInfo.InvariantCulture, $", {f.Count}, {f.BitOffset}, {f.BitSize}")
                    : f.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {f.Count}") : "";
                source.Line(string.Create(CultureInfo.InvariantCulture, $"    new(\"{f.Name}\", {f.Offset}, {f.Size}, \"{f.Type}\"{bits}),"));
            }

            source.Line("],");
        }

        source.Line("_ => [],");
        source.Close(";");
    }

    private static int Mask(string sizes) => sizes.Split(',').Sum(s => int.Parse(s, CultureInfo.InvariantCulture));
}
