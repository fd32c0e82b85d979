// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Run.Kernel;

/// <summary>A program or structure of operations and its link, or why it has none.</summary>
/// <param name="Name">The name of the program, or of the structure.</param>
/// <param name="Type">What it is.</param>
/// <param name="Link">The link, or null.</param>
/// <param name="Reason">Why there is none; empty otherwise.</param>
internal sealed record Attachment(string Name, ProgramType Type, KernelLink? Link, string Reason = "")
{
    /// <summary>Attaches every program of an object: those that targets are given for to these, the others to what their sections say; and its structures of operations.</summary>
    /// <param name="loaded">The object.</param>
    /// <param name="targets">Targets, <c>TARGET</c> (for the only program that needs one) or <c>PROGRAM=TARGET</c>.</param>
    /// <exception cref="CliException">A target names no program, or it is not clear which it is for.</exception>
    /// <exception cref="BpfException">A target that was asked for could not be attached to.</exception>
    public static IReadOnlyList<Attachment> All(KernelObject loaded, IReadOnlyList<string> targets)
    {
        List<Attachment> attachments = [];
        try
        {
            ILookup<string, string> wanted = Assign(loaded, targets);
            foreach (KernelProgram program in loaded.Programs.Cast<KernelProgram>().Where(program => program.Type != ProgramType.StructOperations))
            {
                foreach (string target in wanted[program.Name])
                    attachments.Add(new Attachment(program.Name, program.Type, program.Attach(KernelTarget.Parse(program, target))));
                if (!wanted.Contains(program.Name))
                    attachments.Add(BySection(program));
            }

            foreach (BpfMap map in loaded.Maps.Where(map => map.Type == MapType.StructOperations))
                attachments.Add(new Attachment(map.Name, ProgramType.StructOperations, loaded.AttachStructOperations(map.Name)));
            return attachments;
        }
        catch
        {
            foreach (Attachment attachment in attachments)
                attachment.Link?.Dispose();
            throw;
        }
    }

    private static Attachment BySection(KernelProgram program)
    {
        try
        {
            return new Attachment(program.Name, program.Type, program.Attach());
        }
        catch (BpfException error)
        {
            return new Attachment(program.Name, program.Type, null, error.Message);
        }
    }

    private static ILookup<string, string> Assign(KernelObject loaded, IReadOnlyList<string> targets) => targets.Select(target =>
    {
        int equals = target.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && loaded.Programs.TryGet(target[..equals], out _))
            return (Program: target[..equals], Target: target[(equals + 1)..]);
        string[] names = [.. loaded.Programs.Select(program => program.Name)];
        return names.Length == 1
            ? (Program: names[0], Target: target)
            : throw new CliException($"'--attach {target}': say for which program, as PROGRAM={target}. There are: {string.Join(", ", names)}.");
    }).ToLookup(pair => pair.Program, pair => pair.Target, StringComparer.Ordinal);
}
