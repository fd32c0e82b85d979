// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Tests;

namespace Hornet.Objects.Tests.Elf;

/// <summary>
/// The same object read by libbpf, through bpftool: which programs it finds, which subprograms it appends and in what order, which maps it
/// makes, and where it puts configuration values. Its debug output says all of that when it loads the object.
/// </summary>
public sealed partial class LibbpfTests
{
    // libbpf maps every data section before version 1.3, later only those with a variable that others may see.
    private const uint Mappable = 0x400;

    // Left out: what the libbpf of Debian 12 (1.1) does not take (legacy maps, arenas, .bss sections with names, newer section names).
    private static readonly string[] Topics =
    [
        "atomics", "btf_maps", "callbacks", "cpu_versions", "data_pointers", "global_data", "kconfig", "ksyms", "map_in_map", "ring_buffer",
        "several_programs", "struct_ops", "subprograms", "tail_calls",
    ];

    public static TheoryData<string> Objects =>
        [.. Fixture.All.Where(name => Topics.Contains(Path.GetFileName(name)) && Path.GetDirectoryName(name) is "clang-v2" or "clang-v4")];

    // Without ksyms: not every kernel lists the addresses of its variables.
    public static TheoryData<string> Rewritten =>
        [.. Topics.Where(topic => topic != "ksyms").Select(topic => "clang-v3/" + topic), "gcc/subprograms", "clang-v3/legacy_maps"];

    [KernelTheory]
    [MemberData(nameof(Objects))]
    public void Programs_subprograms_and_maps_are_those_of_libbpf(string name)
    {
        BpfObject obj = Fixture.Load(name);
        string log = Load(Fixture.PathOf(name), out _);
        ComparePrograms(name, obj, log);
        CompareMaps(obj, log);
    }

    private static void ComparePrograms(string name, BpfObject obj, string log)
    {
        Dictionary<string, List<(string, int)>> added = [];
        foreach (Match match in Added().Matches(log))
        {
            if (!added.TryGetValue(match.Groups[1].Value, out List<(string, int)>? list))
                added[match.Groups[1].Value] = list = [];
            list.Add((match.Groups[3].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));
        }

        (string, string, int)[] found =
        [
            .. Found().Matches(log).Where(match => match.Groups[1].Value != ".text")
                .Select(match => (match.Groups[1].Value.TrimStart('?'), match.Groups[2].Value, int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture))),
        ];
        found.Length.ShouldBeGreaterThan(0);
        obj.Programs.Select(program => (program.SectionName, program.Name, MainLength(program))).ShouldBe(found, ignoreOrder: true);
        foreach (ProgramSpec program in obj.Programs.Where(program => program.AutoLoad))
            Subprograms(program).ShouldBe(added.GetValueOrDefault(program.Name) ?? [], $"{program.Name} in {name}");
    }

    private static void CompareMaps(BpfObject obj, string log)
    {
        foreach (Match match in DataMap().Matches(log))
        {
            string section = match.Groups[1].Value[match.Groups[1].Value.IndexOf('.', StringComparison.Ordinal)..];
            MapSpec spec = obj.Maps.Single(map => map.Name.StartsWith(section, StringComparison.Ordinal) && (section.Length >= 15 || map.Name == section));
            (spec.Flags | Mappable).ShouldBe(uint.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) | Mappable, section);
        }

        foreach (Match match in Definition().Matches(log))
        {
            (string map, string field, string value) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
            uint number = value.StartsWith("0x", StringComparison.Ordinal)
                ? uint.Parse(value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : uint.Parse(value, CultureInfo.InvariantCulture);
            MapSpec spec = map.EndsWith(".inner", StringComparison.Ordinal) ? obj.Map(map[..^6]).InnerMap! : obj.Map(map);
            uint actual = field switch
            {
                "type" => (uint)spec.Type,
                "key_size" => spec.KeySize,
                "value_size" => spec.ValueSize,
                "max_entries" => spec.MaxEntries,
                "map_flags" => spec.Flags,
                "numa_node" => spec.NumaNode,
                "pinning" => (uint)spec.Pinning,
                _ => number,
            };
            actual.ShouldBe(number, $"{field} of {map}");
        }

        Definition().Matches(log).Count(match => match.Groups[2].Value == "type")
            .ShouldBe(obj.Maps.Count(map => !map.Name.StartsWith('.') && map.Type != MapType.StructOperations) + obj.Maps.Count(map => map.InnerMap is not null));
    }

    [KernelTheory]
    [MemberData(nameof(Rewritten))]
    public void Libbpf_and_the_kernel_take_what_is_written(string name)
    {
        string file = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.o");
        try
        {
            Fixture.Load(name).Save(file);
            string log = Load(file, out bool loaded);
            loaded.ShouldBeTrue(log);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Loads an object, in debug mode, and removes it again; returns what libbpf says.</summary>
    private static string Load(string file, out bool loaded)
    {
        string folder = $"/sys/fs/bpf/hornet_{Guid.NewGuid():N}";
        bool pinned = File.Exists("/sys/fs/bpf/pinned");
        try
        {
            (_, string log) = Tool.Run("bpftool", "-d", "prog", "loadall", file, folder);
            loaded = !log.Contains("failed to load object", StringComparison.Ordinal) && !log.Contains("failed to open object", StringComparison.Ordinal);
            return log;
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            if (!pinned)
                File.Delete("/sys/fs/bpf/pinned"); // the one map of the fixtures that is pinned by its name
        }
    }

    private static int MainLength(ProgramSpec program) => program.Functions.Length > 1 ? program.Functions[1].Instruction : program.Instructions.Length;

    private static IEnumerable<(string, int)> Subprograms(ProgramSpec program)
    {
        for (int i = 1; i < program.Functions.Length; i++)
        {
            int end = i + 1 < program.Functions.Length ? program.Functions[i + 1].Instruction : program.Instructions.Length;
            yield return (program.Functions[i].Name, end - program.Functions[i].Instruction);
        }
    }

    [GeneratedRegex(@"sec '([^']+)': found program '([^']+)' at insn offset \d+ \(\d+ bytes\), code size (\d+) insns")]
    private static partial Regex Found();

    [GeneratedRegex(@"prog '([^']+)': added (\d+) insns from sub-prog '([^']+)'")]
    private static partial Regex Added();

    [GeneratedRegex(@"map '([^']+)' \(global data\): at sec_idx \d+, offset 0, flags ([0-9a-f]+)\.")]
    private static partial Regex DataMap();

    [GeneratedRegex(@"map '([^']+)': found (type|key_size|value_size|max_entries|map_flags|numa_node|pinning) = (0x[0-9a-f]+|\d+)\.")]
    private static partial Regex Definition();
}
