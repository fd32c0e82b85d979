// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Cli.Output;
using Hornet.Objects;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet btf dump</c>: type information as C, C#, raw records or JSON.</summary>
internal static class BtfCommand
{
    public static Command Create(Terminal terminal) => new("btf", "Inspect type information (BTF).") { Dump(terminal) };

    private static Command Dump(Terminal terminal)
    {
        Argument<string?> file = new("file") { Description = "An object file, or a file of bare BTF.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> kernel = new("--kernel", "-k") { Description = "The running kernel's types instead of a file's." };
        Option<string?> baseFile = new("--base", "-B") { Description = "The file whose types a split BTF builds on." };
        Option<string?> type = new("--type", "-t") { Description = "Only this type and what it needs." };
        Option<string> format = new("--format", "-f") { Description = "c, csharp, raw (as bpftool prints it) or json.", DefaultValueFactory = _ => "raw" };
        format.AcceptOnlyFromAmong("c", "csharp", "raw", "json");
        Option<bool> json = CommonOptions.Json();
        Command command = new("dump", "Print types.") { file, kernel, baseFile, type, format, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(kernel) == result.GetValue(file) is not null)
                result.AddError("Say either a file or --kernel.");
        });
        command.SetAction(parsed =>
        {
            Btf btf = parsed.GetValue(kernel)
                ? LoadKernel()
                : Btf.Load(parsed.GetValue(file)!, parsed.GetValue(baseFile) is { } path ? Btf.Load(path) : null);
            Write(terminal, btf, parsed.GetValue(type), parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format));
            return ExitCode.Done;
        });
        return command;
    }

    private static Btf LoadKernel()
    {
        const string KernelBtf = "/sys/kernel/btf/vmlinux";
        return File.Exists(KernelBtf)
            ? Btf.LoadKernel()
            : throw new CliException($"This machine has no {KernelBtf}: it needs Linux 5.4 or newer built with CONFIG_DEBUG_INFO_BTF.", ExitCode.Unsupported);
    }

    private static void Write(Terminal terminal, Btf btf, string? typeName, string format)
    {
        uint[]? ids = typeName is null ? null : [.. Find(btf, typeName)];
        switch (format)
        {
            case "c" when ids is null:
                BtfCPrinter.WriteHeader(btf, terminal.Out);
                break;
            case "c":
                BtfCPrinter printer = new(btf, terminal.Out);
                foreach (uint id in ids)
                    printer.Print(id);
                break;
            case "csharp":
                BtfCSharpPrinter.WriteFile(btf, terminal.Out, ids);
                break;
            case "json":
                JsonOutput.Write(terminal, json => BtfRawPrinter.WriteJson(json, btf, ids));
                break;
            default:
                BtfRawPrinter.Write(terminal.Out, btf, ids);
                break;
        }
    }

    /// <summary>Types by name, with or without the keyword that C puts before it.</summary>
    private static IEnumerable<uint> Find(Btf btf, string name)
    {
        (BtfKind? kind, string bare) = name.Split(' ', 2) switch
        {
            ["struct", var rest] => (BtfKind.Struct, rest.Trim()),
            ["union", var rest] => (BtfKind.Union, rest.Trim()),
            ["enum", var rest] => (BtfKind.Enum, rest.Trim()),
            _ => ((BtfKind?)null, name),
        };
        IReadOnlyList<BtfType> found = btf.FindAll(bare, kind);
        return found.Count > 0 ? found.Select(type => type.Id) : throw new CliException($"There is no type '{name}'.", ExitCode.Failed);
    }
}
