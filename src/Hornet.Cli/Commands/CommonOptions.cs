// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

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
}
