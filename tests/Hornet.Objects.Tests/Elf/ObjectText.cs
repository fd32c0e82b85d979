// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;

namespace Hornet.Objects.Tests.Elf;

/// <summary>An object as text with everything in it, so that two can be compared and a difference reads well.</summary>
internal static class ObjectText
{
    public static string Print(BpfObject obj)
    {
        var text = new StringBuilder();
        text.AppendLine($"licence '{obj.License}' version {obj.KernelVersion} big endian {obj.IsBigEndian}");
        foreach (ExternSpec value in obj.Externs)
            text.AppendLine(value.ToString());
        foreach (MapSpec map in obj.Maps)
            Print(text, map, "");
        foreach (ProgramSpec program in obj.Programs)
            Print(text, program);
        return text.ToString();
    }

    private static void Print(StringBuilder text, MapSpec map, string indent)
    {
        text.AppendLine(
            $"{indent}map {(indent.Length == 0 ? map.Name : "")} {map.Type} key {map.KeySize}:{map.KeyTypeId} value {map.ValueSize}:{map.ValueTypeId} entries {map.MaxEntries} flags {map.Flags:x} "
            + $"extra {map.Extra:x} node {map.NumaNode} {map.Pinning} read-only {map.IsReadOnlyData} create {map.AutoCreate} {map.StructOperationsType}");
        if (map.InnerMap is not null)
            Print(text, map.InnerMap, "  inner ");
        foreach (MapInitialValue value in map.InitialValues)
            text.AppendLine($"  [{Convert.ToHexString(value.Key.AsSpan())}] = {value.Kind} {Convert.ToHexString(value.Value.AsSpan())} {value.Target}");
        foreach (VariableSpec variable in map.Variables)
            text.AppendLine("  " + variable);
        foreach (DataReference reference in map.DataReferences)
            text.AppendLine("  " + reference);
    }

    private static void Print(StringBuilder text, ProgramSpec program)
    {
        text.AppendLine(
            $"program {program.Name} '{program.SectionName}' {program.Type} {program.AttachType} '{program.AttachTarget}' sleepable {program.IsSleepable} "
            + $"fragments {program.IsXdpFragments} optional {program.IsAttachTypeOptional} load {program.AutoLoad}");
        for (int i = 0; i < program.Instructions.Length; i++)
        {
            Instruction instruction = program.Instructions[i];
            text.AppendLine($"  {i}: {instruction.Opcode:x2} {instruction.Destination} {instruction.Source} {instruction.Offset} {instruction.Immediate}");
        }

        foreach (FunctionInfo function in program.Functions)
            text.AppendLine("  " + function);
        foreach (SymbolReference reference in program.References)
            text.AppendLine("  " + reference);
        foreach (LineInfo line in program.Lines)
            text.AppendLine("  " + line);
        foreach (CoreRelocation relocation in program.CoreRelocations)
            text.AppendLine("  " + relocation);
    }
}
