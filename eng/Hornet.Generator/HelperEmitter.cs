// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Generator;

/// <summary>
/// Writes Helpers.g.cs: prototypes packed into spans of numbers, so that nothing is built at start-up and a prototype costs only when
/// it is asked for. The packing is Helpers.cs's.
/// </summary>
internal sealed class HelperEmitter(Snapshot kernel, Naming naming, EnumPlan helperIds, EnumPlan programTypes, EnumPlan attachTypes)
{
    private readonly Dictionary<string, ulong> _ids = kernel.Enum("bpf_func_id").Constants.ToDictionary(c => helperIds.TextOf(c.Name), c => c.Value);
    private readonly Dictionary<string, ulong> _programTypes = kernel.Enum("bpf_prog_type").Constants.ToDictionary(c => programTypes.TextOf(c.Name), c => c.Value);
    private readonly Dictionary<string, ulong> _attachTypes = kernel.Enum("bpf_attach_type").Constants.ToDictionary(c => attachTypes.TextOf(c.Name), c => c.Value);
    private readonly List<string> _kernelTypes = [];

    public string Emit(IReadOnlyList<HelperPlan> helpers, IReadOnlyList<ProbedProfile> profiles)
    {
        ulong count = _ids.Values.Where(v => v < 10_000).Max();
        HelperPlan[] plain = [.. helpers.Where(h => h.ProgramTypes.Count == 0).OrderBy(h => _ids[h.Name])];
        HelperPlan[] variants = [.. helpers.Where(h => h.ProgramTypes.Count > 0)];
        if ((ulong)plain.Length != count - 1 || plain.Where((h, i) => _ids[h.Name] != (ulong)i + 1).Any())
            throw new InvalidDataException("helpers.txt must have one line for every helper of the kernel");

        var source = new SourceWriter();
        source.Line("public static partial class Helpers");
        source.Open();
        source.Line("/// <summary>How many helpers there are; their numbers are 1 to this.</summary>");
        source.Line($"public const int Count = {plain.Length};");
        source.Line();
        source.Line("// A row for every helper, then those for the variants: return value, five arguments, attributes.");
        source.Line("private static ReadOnlySpan<uint> Rows =>");
        source.Line("[");
        foreach (HelperPlan helper in plain.Concat(variants))
            source.Line("    " + Row(helper));
        source.Line("];");
        source.Line();
        source.Line("// Helper and the bits of the program types that have the variant, in the order of the variants' rows.");
        source.Line("private static ReadOnlySpan<ulong> Variants =>");
        source.Line("[");
        foreach (HelperPlan variant in variants)
            source.Line($"    {_ids[variant.Name]}, 0x{Bits(variant.ProgramTypes):x}, // {variant.Name}");
        source.Line("];");
        source.Line();
        Allowed(source, plain, profiles);
        source.Line();
        Texts(source, plain);
        source.Close();
        return source.ToString();
    }

    private void Allowed(SourceWriter source, HelperPlan[] plain, IReadOnlyList<ProbedProfile> profiles)
    {
        var limits = new List<string>();
        source.Line("// The bits of the program types that may call helper 1, 2, ...");
        source.Line("private static ReadOnlySpan<ulong> Allowed =>");
        source.Line("[");
        foreach (HelperPlan helper in plain)
        {
            ulong bits = 0;
            foreach (IGrouping<string, ProbedProfile> group in profiles.GroupBy(p => p.ProgramType))
            {
                ProbedProfile[] with = [.. group.Where(p => p.Helpers.Contains(helper.Name))];
                if (with.Length == 0)
                    continue;
                bits |= 1UL << (int)_programTypes[group.Key];
                if (with.Length == group.Count())
                    continue;
                ulong attach = with.Aggregate(0UL, (sum, p) => sum | (1UL << (int)_attachTypes[p.AttachType]));
                limits.Add($"    {_ids[helper.Name]}, {_programTypes[group.Key]}, 0x{attach:x}, // {helper.Name} in {group.Key}");
            }

            source.Line($"    0x{bits:x}, // {helper.Name}");
        }

        source.Line("];");
        source.Line();
        source.Line("// Helper, program type, and the bits of the attach types to which the helper is limited there.");
        source.Line("private static ReadOnlySpan<ulong> AttachLimits =>");
        source.Line("[");
        foreach (string limit in limits)
            source.Line(limit);
        source.Line("];");
    }

    private void Texts(SourceWriter source, HelperPlan[] plain)
    {
        source.Line("private static string KernelType(uint index) => index switch");
        source.Open();
        for (int i = 0; i < _kernelTypes.Count; i++)
            source.Line(string.Create(CultureInfo.InvariantCulture, $"{i + 1} => \"{_kernelTypes[i]}\","));
        source.Line("_ => \"\",");
        source.Close(";");
        source.Line();
        source.Line("private static string Signature(HelperId id) => id switch");
        source.Open();
        foreach (HelperPlan helper in plain)
            source.Line($"HelperId.{MemberName(helper.Name)} => \"{helper.Signature}\",");
        source.Line("_ => \"\",");
        source.Close(";");
    }

    private string MemberName(string helper)
    {
        string constant = "BPF_FUNC_" + helper;
        return helperIds.Names.TryGetValue(constant, out string? own) ? own : naming.Spell(helper);
    }

    private string Row(HelperPlan helper)
    {
        IEnumerable<string> arguments = Enumerable.Range(0, 5)
            .Select(i => i < helper.Arguments.Count ? Pack(helper.Arguments[i], HelperTable.Arguments) : "0");
        int attributes = helper.Attributes.Sum(a => 1 << IndexOf(HelperTable.Attributes, a));
        return $"{Pack(helper.Return, HelperTable.Returns)}, {string.Join(", ", arguments)}, 0x{attributes:x}, // {helper.Name}";
    }

    // Kind in bits 0 to 7, traits in 8 to 23, size or kernel type in 24 to 31.
    private string Pack(ValuePlan value, IReadOnlyDictionary<string, string> kinds)
    {
        uint extra = (uint)value.Size;
        if (value.KernelType is not null and not "any")
        {
            int at = _kernelTypes.IndexOf(value.KernelType);
            if (at < 0)
            {
                at = _kernelTypes.Count;
                _kernelTypes.Add(value.KernelType);
            }

            extra = (uint)at + 1;
        }

        uint traits = (uint)value.Traits.Sum(t => 1 << IndexOf(HelperTable.Traits, t));
        return "0x" + ((extra << 24) | (traits << 8) | (uint)IndexOf(kinds, value.Kind)).ToString("x", CultureInfo.InvariantCulture);
    }

    private ulong Bits(IEnumerable<string> types) => types.Aggregate(0UL, (sum, t) => sum | (1UL << (int)_programTypes[t]));

    private static int IndexOf(IReadOnlyDictionary<string, string> words, string word)
    {
        int index = words.Keys.ToList().IndexOf(word);
        return index >= 0 ? index : throw new InvalidDataException($"reading helpers.txt: unknown word {word}");
    }
}
