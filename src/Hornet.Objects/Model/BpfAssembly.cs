// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>How <see cref="BpfAssembly"/> makes an object of assembly text.</summary>
public sealed record BpfAssemblyOptions
{
    /// <summary>The section name, which tells the program's type, attach type and target as libbpf reads it. Default: <c>socket</c>.</summary>
    public string SectionName { get; init; } = "socket";

    /// <summary>The program's name. Default: <c>program</c>.</summary>
    public string ProgramName { get; init; } = "program";

    /// <summary>The licence the program declares. Default: <c>GPL</c>.</summary>
    public string License { get; init; } = "GPL";

    /// <summary>The maps that the text refers to by name.</summary>
    public ImmutableArray<MapSpec> Maps { get; init; } = [];

    /// <summary>The dialect; null recognises it.</summary>
    public TextDialect? Dialect { get; init; }
}

/// <summary>Makes an object of assembly text: one program, helpers called by name or number, maps and kernel symbols referred to by name.</summary>
/// <example>
/// <code>
/// BpfObject obj = BpfAssembly.Parse("r0 = 2\nexit", new BpfAssemblyOptions { SectionName = "xdp" });
/// </code>
/// </example>
public static class BpfAssembly
{
    /// <summary>Assembles a text.</summary>
    /// <param name="text">The text, in LLVM's, the verifier's or the mnemonic dialect.</param>
    /// <param name="options">Section, names and maps; null for the defaults.</param>
    /// <exception cref="AssemblyException">The text does not assemble; line and column tell where.</exception>
    /// <exception cref="BpfException">The text refers to a map that is not given, or the section name tells no program type.</exception>
    public static BpfObject Parse(string text, BpfAssemblyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new BpfAssemblyOptions();
        AssembledProgram assembled = Assembler.Assemble(text, new AssemblerOptions { Dialect = options.Dialect, HelperNumber = HelperNumber });
        SectionName section = SectionName.Match(options.SectionName, out string? target)
            ?? throw new BpfException($"Assembling the program '{options.ProgramName}': the section name '{options.SectionName}' tells no program type.");

        return new BpfObject
        {
            Name = options.ProgramName,
            License = options.License,
            Maps = options.Maps,
            Programs =
            [
                new ProgramSpec
                {
                    Name = options.ProgramName,
                    SectionName = options.SectionName,
                    Type = section.ProgramType,
                    AttachType = section.AttachType,
                    AttachTarget = target,
                    IsSleepable = section.IsSleepable,
                    IsXdpFragments = section.IsXdpFragments,
                    IsAttachTypeOptional = section.IsAttachTypeOptional,
                    Instructions = assembled.Instructions,
                    References = [.. assembled.References.Select(reference => Resolve(reference, options))],
                    Functions = [new FunctionInfo(0, options.ProgramName, IsGlobal: true)],
                },
            ],
        };
    }

    /// <summary>The number of a helper by its name, with or without <c>bpf_</c> before it.</summary>
    private static int? HelperNumber(string name)
    {
        const string Prefix = "bpf_";
        string word = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return Names.TryParse(word, out HelperId helper) ? (int)helper : null;
    }

    private static SymbolReference Resolve(PendingReference reference, BpfAssemblyOptions options)
    {
        bool isMap = options.Maps.Any(map => map.Name == reference.Name);
        SymbolReferenceKind kind = reference.Kind switch
        {
            PendingReferenceKind.Map when isMap => SymbolReferenceKind.Map,
            PendingReferenceKind.MapValue when isMap => SymbolReferenceKind.MapValue,
            PendingReferenceKind.Symbol => isMap ? SymbolReferenceKind.Map : SymbolReferenceKind.KernelSymbol,
            PendingReferenceKind.KernelVariable => SymbolReferenceKind.KernelSymbol,
            PendingReferenceKind.KernelFunction or PendingReferenceKind.Function => SymbolReferenceKind.KernelFunction,
            PendingReferenceKind.Helper => throw new BpfException($"Assembling the program '{options.ProgramName}': there is no helper '{reference.Name}' (instruction {reference.Instruction})."),
            _ => throw new BpfException($"Assembling the program '{options.ProgramName}': there is no map '{reference.Name}' (instruction {reference.Instruction})."),
        };
        return new SymbolReference(reference.Instruction, kind, reference.Name, reference.Addend);
    }
}
