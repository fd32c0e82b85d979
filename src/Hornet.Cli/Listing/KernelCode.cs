// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Listing;

/// <summary>Loads programs into the kernel, to list the machine code that its compiler made.</summary>
internal static class KernelCode
{
    /// <summary>Loads a program; what it was compiled to is gone with it when the listing is made.</summary>
    /// <exception cref="CliException">This is not Linux, or the kernel does not compile programs, or does not show the code.</exception>
    /// <exception cref="BpfSyscallException">The kernel refused the program.</exception>
    public static MachineListing List(BpfObject bpfObject, ProgramSpec program)
    {
        if (!OperatingSystem.IsLinux())
            throw new CliException("The kernel's machine code is Linux's; here programs are compiled with --engine jit or x64.", ExitCode.Unsupported);
        using LinuxKernel kernel = new();
        using KernelObject loaded = kernel.Load(bpfObject, new KernelLoadOptions { Programs = [program.Name] });
        KernelProgramInfo info = loaded.Program(program.Name).GetInfo();
        if (info.JitedFunctions.IsEmpty)
            throw new CliException(WhyNot(info), ExitCode.Unsupported);

        Dictionary<int, BpfLineInfo> lines = info.Lines.GroupBy(line => (int)line.Instruction).ToDictionary(group => group.Key, group => group.First());
        ImmutableArray<int> starts = info.Functions.Length == info.JitedFunctions.Length ? [.. info.Functions.Select(function => (int)function.Instruction)] : [0];
        return new MachineListing
        {
            Program = program,
            Engine = "kernel",
            IsSideBySide = !info.JitedLineAddresses.IsEmpty && !info.Instructions.IsEmpty,
            Functions = [.. info.JitedFunctions.Select((function, index) => ToFunction(info, function, index < starts.Length ? starts[index] : 0))],
            Bytecode = info.Instructions.IsEmpty ? ImmutableDictionary<int, string>.Empty : MachineListing.Disassemble(info.Instructions, new DisassemblerOptions { Dialect = TextDialect.Verifier }),
            Source = lines.Where(line => Find(program, line.Value) is not null).ToDictionary(line => line.Key, line => MachineListing.Describe(Find(program, line.Value)!.Value)),
            FunctionNames = starts.Zip(program.Functions).ToDictionary(pair => pair.First, pair => pair.Second.Name),
        };
    }

    private static MachineFunction ToFunction(KernelProgramInfo info, JitedFunction function, int start) => new()
    {
        Instruction = start,
        Address = function.Address,
        Code = function.Code,
        Lines =
        [
            .. info.JitedLineAddresses
                .Zip(info.Lines, (address, line) => new MachineCodeLine((int)(address - function.Address), (int)line.Instruction))
                .Where(line => line.Offset >= 0 && line.Offset < function.Code.Length)
                .OrderBy(line => line.Offset),
        ],
    };

    /// <summary>The object's line that the kernel's stands for; the kernel keeps places among its own instructions, the position in the source is the same.</summary>
    private static LineInfo? Find(ProgramSpec program, BpfLineInfo line)
    {
        foreach (LineInfo candidate in program.Lines)
        {
            if (((uint)candidate.Line << 10 | (uint)candidate.Column) == line.LineColumn)
                return candidate;
        }

        return null;
    }

    private static string WhyNot(KernelProgramInfo info) => info.HidesJited
        ? "The kernel does not show machine code to this process: kernel.kptr_restrict or net.core.bpf_jit_harden hides addresses, or CAP_SYSLOG is missing. As root, 'sysctl kernel.kptr_restrict=0 net.core.bpf_jit_harden=0' shows it."
        : "The kernel interpreted the program: its compiler is switched off (net.core.bpf_jit_enable), or it has none for this processor.";
}
