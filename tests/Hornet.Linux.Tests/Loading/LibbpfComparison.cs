// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux.Tests.Loading;

/// <summary>Compares an object that libbpf loaded with the same object loaded by Hornet, by what the kernel says of both.</summary>
internal static class LibbpfComparison
{
    /// <summary>Compares everything; what differs is added to a list.</summary>
    public static void Compare(string name, LibbpfObject expected, KernelObject loaded, List<string> differences)
    {
        Same("programs", expected.Programs.Keys.Order(StringComparer.Ordinal), loaded.Programs.Select(program => program.Name).Order(StringComparer.Ordinal));

        // Instructions hold numbers of maps; these are compared by the maps' descriptions.
        var maps = new Dictionary<uint, string>();
        foreach ((_, uint id) in expected.Maps)
        {
            using KernelMap map = KernelMap.Open(id);
            maps[id] = Describe(map, expected.HasTypes);
        }

        Same("maps", maps.Values.Order(StringComparer.Ordinal), OurMaps().Select(map => Describe(map, expected.HasTypes)).Order(StringComparer.Ordinal));
        foreach (KernelMap map in OurMaps())
            maps[map.Id] = Describe(map, expected.HasTypes);
        foreach ((string programName, uint id) in expected.Programs)
        {
            if (!loaded.Programs.TryGet(programName, out LoadedProgram? ourProgram))
                continue;
            using KernelProgram theirProgram = KernelProgram.Open(id);
            KernelProgramInfo their = theirProgram.GetInfo(), our = ((KernelProgram)ourProgram).GetInfo();
            Same($"{programName}: name, type, attachment", [their.Name, their.Type.ToText(), $"{their.AttachBtfId}"], [our.Name, our.Type.ToText(), $"{our.AttachBtfId}"]);
            Same($"{programName}: maps", their.MapIds.Select(map => maps[map]).Order(StringComparer.Ordinal), our.MapIds.Select(map => maps[map]).Order(StringComparer.Ordinal));
            Same($"{programName}: instructions", Instructions(their, maps), Instructions(our, maps));
            if (!expected.HasTypes)
                continue;
            Same($"{programName}: types", [$"{their.BtfId != 0}"], [$"{our.BtfId != 0}"]);
            Same($"{programName}: functions", their.Functions.Select(function => $"{function.Instruction}"), our.Functions.Select(function => $"{function.Instruction}"));
            Same($"{programName}: lines", their.Lines.Select(line => $"{line.Instruction} {line.LineColumn}"), our.Lines.Select(line => $"{line.Instruction} {line.LineColumn}"));
        }

        // Structures of operations with links came with libbpf 1.2.
        IEnumerable<KernelMap> OurMaps() => loaded.Maps.Cast<KernelMap>().Where(map => (map.Spec.Flags & (uint)MapCreateFlags.Link) == 0);

        void Same(string what, IEnumerable<string> theirOnes, IEnumerable<string> ourOnes)
        {
            string their = string.Join('\n', theirOnes), our = string.Join('\n', ourOnes);
            if (their != our)
                differences.Add($"{name}: {what}: libbpf:\n{their}\nHornet:\n{our}\n");
        }
    }

    private static string Describe(KernelMap map, bool withTypes)
    {
        KernelMapInfo info = map.GetInfo();
        string types = withTypes ? $"types {info.KeyTypeId != 0} {info.ValueTypeId != 0} {info.KernelValueTypeId}" : "";
        return $"{info.Name} {info.Type.ToText()} {info.KeySize} {info.ValueSize} {info.MaxEntries} {(uint)info.Flags:x} {info.Extra:x} frozen {info.IsFrozen} {types}";
    }

    private static IEnumerable<string> Instructions(KernelProgramInfo program, Dictionary<uint, string> maps)
    {
        bool isSecondHalf = false;
        foreach (Instruction instruction in program.Instructions)
        {
            bool isMap = instruction.Opcode == Opcodes.LoadImmediate64 && !isSecondHalf && (int)instruction.Source is 1 or 2;
            isSecondHalf = instruction.Opcode == Opcodes.LoadImmediate64 && !isSecondHalf;
            yield return isMap ? $"{instruction.WithImmediate(0).Bits:x16} {maps[(uint)instruction.Immediate]}" : $"{instruction.Bits:x16}";
        }
    }
}
