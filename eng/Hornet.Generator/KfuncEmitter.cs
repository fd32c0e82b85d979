// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Generator;

/// <summary>Writes Kfuncs.g.cs. The packing is Kfuncs.cs's.</summary>
internal sealed class KfuncEmitter(Snapshot kernel, EnumPlan programTypes, EnumPlan attachTypes)
{
    private readonly Dictionary<string, ulong> _programTypes = kernel.Enum("bpf_prog_type").Constants.ToDictionary(c => programTypes.TextOf(c.Name), c => c.Value);
    private readonly Dictionary<string, ulong> _attachTypes = kernel.Enum("bpf_attach_type").Constants.ToDictionary(c => attachTypes.TextOf(c.Name), c => c.Value);

    private ulong EndOfTypes => kernel.Enum("bpf_prog_type").Constants.First(c => c.Name == "__MAX_BPF_PROG_TYPE").Value;

    public string Emit(IReadOnlyList<KfuncPlan> functions)
    {
        var source = new SourceWriter();
        source.Line("public static partial class Kfuncs");
        source.Open();
        source.Line("/// <summary>How many functions there are.</summary>");
        source.Line($"public const int Count = {functions.Count};");
        source.Line();
        source.Line("// For every function its traits, and the bits of the program types that may call it.");
        source.Line("private static ReadOnlySpan<ulong> Rows =>");
        source.Line("[");
        foreach (KfuncPlan function in functions)
            source.Line(string.Create(CultureInfo.InvariantCulture, $"    0x{Traits(function):x}, 0x{Callers(function):x}, // {function.Name}"));
        source.Line("];");
        source.Line();
        source.Line("// Function, program type, and the bits of the attach types to which the function is limited there.");
        source.Line("private static ReadOnlySpan<ulong> AttachLimits =>");
        source.Line("[");
        for (int i = 0; i < functions.Count; i++)
            Limits(source, i, functions[i]);
        source.Line("];");
        source.Line();
        source.Line("private static int IndexOf(string name) => name switch");
        source.Open();
        for (int i = 0; i < functions.Count; i++)
            source.Line(string.Create(CultureInfo.InvariantCulture, $"\"{functions[i].Name}\" => {i},"));
        source.Line("_ => -1,");
        source.Close(";");
        source.Line();
        source.Line("private static string Signature(int index) => index switch");
        source.Open();
        for (int i = 0; i < functions.Count; i++)
            source.Line(string.Create(CultureInfo.InvariantCulture, $"{i} => \"{functions[i].Signature}\","));
        source.Line("_ => \"\",");
        source.Close(";");
        source.Close();
        return source.ToString();
    }

    private void Limits(SourceWriter source, int index, KfuncPlan function)
    {
        foreach (IGrouping<string, string> limit in function.Callers.Where(caller => caller.Contains('/')).GroupBy(caller => caller.Split('/')[0]))
        {
            ulong hooks = limit.Aggregate(0UL, (sum, caller) => sum | (1UL << (int)_attachTypes[caller.Split('/')[1]]));
            source.Line(string.Create(CultureInfo.InvariantCulture, $"    {index}, {_programTypes[limit.Key]}, 0x{hooks:x}, // {function.Name} in {limit.Key}"));
        }
    }

    private static uint Traits(KfuncPlan function) => function.Traits.Aggregate(0u, (sum, trait) => sum | Bit(trait));

    private static uint Bit(string trait)
    {
        int index = KfuncTable.Traits.ToList().IndexOf(trait);
        return index >= 0 ? 1u << index : throw new InvalidDataException($"reading kfuncs.txt: unknown word {trait}");
    }

    private ulong Callers(KfuncPlan function) => function.Callers.Contains(KfuncTable.Anybody)
        ? _programTypes.Values.Where(value => value > 0 && value < EndOfTypes).Aggregate(0UL, (sum, value) => sum | (1UL << (int)value))
        : function.Callers.Aggregate(0UL, (sum, caller) => sum | (1UL << (int)_programTypes[caller.Split('/')[0]]));
}
