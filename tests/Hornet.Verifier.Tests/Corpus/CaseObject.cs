// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification.Corpus;

/// <summary>Makes the object of a case: its text assembled, with functions and their types where the program has any.</summary>
internal static class CaseObject
{
    private const string ProgramName = "program";

    /// <summary>Builds the object.</summary>
    public static BpfObject Build(CaseSettings settings, string code)
    {
        code = settings.Types.Number(code);
        var options = new BpfAssemblyOptions
        {
            SectionName = settings.Section,
            ProgramName = ProgramName,
            License = settings.License,
            Maps = [.. settings.Maps],
            Dialect = TextDialect.Llvm,
        };
        BpfObject bpfObject = BpfAssembly.Parse(code, options);
        ProgramSpec program = bpfObject.Programs[0];
        List<int> starts = Starts(program.Instructions, out bool needsTypes);
        needsTypes |= settings.Types.IsUsed;
        ILookup<int, string> labels = Assembler.Assemble(code, new AssemblerOptions { Dialect = TextDialect.Llvm }).Labels.ToLookup(label => label.Value, label => label.Key);
        ImmutableArray<FunctionInfo> functions =
        [
            .. starts.Select(start =>
            {
                string name = start == 0 ? ProgramName : labels[start].FirstOrDefault($"function_{start}");
                return needsTypes ? settings.Types.Function(start, name) : new FunctionInfo(start, name, IsGlobal: start == 0);
            }),
        ];
        return bpfObject with
        {
            Btf = needsTypes ? settings.Types.Build() : null,
            Programs = [program with { Functions = functions }],
        };
    }

    /// <summary>Where functions start, by the calls and addresses of them. An address is of use only to helpers that call it, which want its type.</summary>
    private static List<int> Starts(ImmutableArray<Instruction> instructions, out bool hasCallbacks)
    {
        hasCallbacks = false;
        SortedSet<int> starts = [0];
        for (int i = 0; i < instructions.Length; i++)
        {
            Instruction instruction = instructions[i];
            bool isAddress = instruction.IsWideLoad && (WideLoadKind)instruction.Source == WideLoadKind.Function;
            bool isCall = instruction.Opcode == Opcodes.Call && (CallKind)instruction.Source == CallKind.Local;
            hasCallbacks |= isAddress;
            if ((isAddress || isCall) && i + 1 + instruction.Immediate is var target && target > 0 && target < instructions.Length)
                starts.Add(target);
            if (instruction.IsWideLoad)
                i++;
        }

        return [.. starts];
    }
}
