// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

/// <summary>Relocated instructions compared with libbpf's, on the same objects and the kernel's BTF.</summary>
public sealed class CoreOracleTests
{
    private static readonly Lazy<NativeOracle> Oracle = new(() => new NativeOracle("Core", "relocate.c"));

    [KernelTheory]
    [InlineData("clang-v1", "core_fields")]
    [InlineData("clang-v2", "core_fields")]
    [InlineData("clang-v3", "core_fields")]
    [InlineData("clang-v4", "core_fields")]
    [InlineData("clang-v1", "core_types")]
    [InlineData("clang-v2", "core_types")]
    [InlineData("clang-v3", "core_types")]
    [InlineData("clang-v4", "core_types")]
    public void Programs_are_relocated_as_libbpf_relocates_them(string variant, string fixture)
    {
        string path = TestFiles.InRepository("tests", "fixtures", "objects", variant, fixture + ".o");
        (Dictionary<string, string> expected, string log) = RunOracle(path);
        BpfObject read = BpfObject.Load(path);
        Btf kernel = Btf.LoadKernel();
        var relocator = new CoreRelocator(read.Btf.ShouldNotBeNull(), kernel, Btf.LoadKernelModules(kernel));

        read.Programs.Length.ShouldBeGreaterThan(5);
        expected.Keys.ShouldBe(read.Programs.Select(program => program.Name), ignoreOrder: true);
        foreach (ProgramSpec program in read.Programs)
        {
            CoreResult result = relocator.Apply(program);
            result.Relocations.Length.ShouldBe(program.CoreRelocations.Length);
            result.Program.CoreRelocations.ShouldBeEmpty();
            Hex(result.Program).ShouldBe(expected[program.Name], $"{program.Name}:\n{Report(result)}\n{log}");
        }
    }

    internal static string Hex(ProgramSpec program)
    {
        byte[] bytes = new byte[program.Instructions.Length * Instruction.SizeInBytes];
        for (int i = 0; i < program.Instructions.Length; i++)
            program.Instructions[i].Write(bytes.AsSpan(i * Instruction.SizeInBytes));
        return Convert.ToHexStringLower(bytes);
    }

    private static string Report(CoreResult result)
    {
        var text = new StringBuilder();
        foreach (CoreRelocationResult one in result.Relocations)
            text.AppendLine($"  {one.Relocation.Instruction}: {one.Relocation.Kind} {one.Local} {one.LocalValue} -> {one.TargetValue} {one.Target} {one.Explanation}");
        return text.ToString();
    }

    private static (Dictionary<string, string> Programs, string Log) RunOracle(string path)
    {
        (string output, string log) = Oracle.Value.Run(path);
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(line => line[0], line => line[1]), log);
    }
}
