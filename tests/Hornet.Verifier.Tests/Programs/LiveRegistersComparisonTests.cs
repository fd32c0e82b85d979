// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification.Programs;

/// <summary>The kernel writes into its log which registers live before each instruction; Hornet finds the same.</summary>
public sealed partial class LiveRegistersComparisonTests
{
    [KernelTheory]
    [InlineData("clang-v1/subprograms.o")]
    [InlineData("clang-v3/atomics.o")]
    [InlineData("clang-v4/cpu_versions.o")]
    [InlineData("clang-v4/callbacks.o")]
    [InlineData("clang-v4/records.o")]
    [InlineData("tracing/trace_events.o")]
    public void Live_registers_are_those_of_the_kernel(string path)
    {
        BpfObject bpfObject = BpfObject.Load(TestFiles.InRepository(["tests", "fixtures", "objects", .. path.Split('/')]));
        var options = new VerifierOptions { KernelBtf = Btf.LoadKernel() };
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(bpfObject, new KernelLoadOptions { LogLevel = 2, LogSize = 1 << 24 });
        int compared = 0;
        foreach (ProgramSpec program in bpfObject.Programs.Where(program => program.AutoLoad))
        {
            VerifiedProgram resolved = ProgramResolver.Resolve(bpfObject, program, options);
            foreach (Match line in LiveLine().Matches(((KernelProgram)loaded.Programs[program.Name]).Log))
            {
                int index = int.Parse(line.Groups["index"].ValueSpan, CultureInfo.InvariantCulture);
                Describe(resolved.Facts[index].LiveRegisters).ShouldBe(line.Groups["registers"].Value, $"{program.Name}, instruction {index}");
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(10);
    }

    private static string Describe(ushort registers) =>
        string.Concat(Enumerable.Range(0, 10).Select(number => (registers >> number & 1) != 0 ? (char)('0' + number) : '.'));

    [GeneratedRegex(@"^ *(\d+ )? *(?<index>\d+): (?<registers>[0-9.]{10}) \(", RegexOptions.Multiline)]
    private static partial Regex LiveLine();
}
