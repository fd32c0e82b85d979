// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Objects;

namespace Hornet.Cli.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json", "-j") { Description = "Print one JSON document." };

    public static Option<string?> Program() => new("--program", "-p") { Description = "The name of the program, or of its section." };

    public static Option<string> Engine()
    {
        Option<string> engine = new("--engine") { Description = "What executes the program.", DefaultValueFactory = _ => "interpreter" };
        engine.AcceptOnlyFromAmong("interpreter");
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
