// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    private static readonly Engine[] Engines = Enum.GetValues<Engine>();
    private static readonly string[] EngineNames = [.. Engines.Select(engine => engine.ToText())];

    public static Option<bool> Json() => new("--json", "-j") { Description = "Print one JSON document." };

    public static Option<string?> Program() => new("--program", "-p") { Description = "The name of the program, or of its section." };

    /// <summary>What executes programs in this process.</summary>
    public static Option<Engine> Engine()
    {
        Option<Engine> engine = new("--engine")
        {
            Description = "What executes the program: interpreter, jit (by way of .NET's compiler), x64 (machine code directly) or auto (the default), which starts with the interpreter and compiles what runs often.",
            HelpName = string.Join('|', EngineNames),
            CustomParser = result =>
            {
                int index = Array.IndexOf(EngineNames, result.Tokens[0].Value);
                if (index >= 0)
                    return Engines[index];
                result.AddError($"There is no engine '{result.Tokens[0].Value}': --engine wants {string.Join(", ", EngineNames[..^1])} or {EngineNames[^1]}.");
                return default;
            },
        };
        engine.CompletionSources.Add(EngineNames);
        return engine;
    }

    public static Argument<string> Object() => new("object") { Description = "An eBPF object file (ELF), as clang or bpf-gcc makes it." };

    /// <summary>Reads a program type as bpftool names it.</summary>
    /// <exception cref="CliException">There is none of that name.</exception>
    public static ProgramType? ParseProgramType(string? text)
    {
        if (text is null)
            return null;
        return Names.TryParse(text, out ProgramType type) ? type : throw new CliException($"There is no program type '{text}'. Types are named as bpftool names them: xdp, sched_cls, socket_filter, …");
    }
}
