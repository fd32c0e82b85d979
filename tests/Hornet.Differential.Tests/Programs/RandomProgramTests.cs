// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests;

/// <summary>The engines and the kernel run the same random programs over the same memory and must leave the same bytes.</summary>
public sealed class RandomProgramTests
{
    private const int Programs = 2000;
    private const int InputsPerProgram = 4;

    [KernelFact]
    public void Every_engine_computes_what_the_kernel_computes()
    {
        int refused = 0;
        for (int seed = Seeds.First; seed < Seeds.First + Programs; seed++)
        {
            MemoryProgram program = MemoryProgram.Make(seed);
            string? difference = Compare(program, seed, out bool isRefused);
            if (isRefused)
                refused++;
            if (difference is not null)
                Assert.Fail(Explain(program, seed));
        }

        // The generator keeps to what the verifier takes; were much refused, little would be tested.
        refused.ShouldBeLessThan(Programs / 50);
    }

    private static string? Compare(MemoryProgram program, int seed, out bool isRefused)
    {
        Instruction[] code = program.Assemble();
        isRefused = false;
        KernelProgram kernel;
        try
        {
            kernel = KernelProgram.Load(ProgramType.Syscall, code, new ProgramLoadOptions { Name = "random", Flags = ProgramLoadFlags.Sleepable });
        }
        catch (BpfSyscallException refusal) when (refusal.Errno is 13 or 22 or 7)
        {
            isRefused = true;
            return null;
        }

        using (kernel)
        {
            TestRunResult[] expected =
                [.. Enumerable.Range(0, InputsPerProgram).Select(input => kernel.TestRun(new TestRunInput { Context = MemoryProgram.MakeMemory((seed * InputsPerProgram) + input) }))];
            return TestedEngines.All.Select(engine => FirstDifference(engine, code, seed, expected)).FirstOrDefault(difference => difference is not null);
        }
    }

    // As bare bytecode, every access tested, and as a verified program.
    private static string? FirstDifference(Engine engine, Instruction[] code, int seed, TestRunResult[] expected)
    {
        using var runner = new BytecodeRunner(code, TestedEngines.Checked(engine));
        using var machine = new VirtualMachine(TestedEngines.Verified(engine));
        using LoadedObject loaded = machine.Load(new BpfObject
        {
            License = "GPL",
            Programs = [new ProgramSpec { Name = "random", Type = ProgramType.Syscall, IsSleepable = true, Instructions = [.. code] }],
        });
        for (int input = 0; input < InputsPerProgram; input++)
        {
            byte[] memory = MemoryProgram.MakeMemory((seed * InputsPerProgram) + input);
            try
            {
                RunResult verified = loaded.Programs["random"].Run(memory, new RunOptions());
                string? difference = FirstDifference(expected[input], verified.ReturnValue, verified.Context.Span)
                    ?? FirstDifference(expected[input], runner.Run(memory), memory);
                if (difference is not null)
                    return $"{engine.ToText()}, input {input}: {difference}";
            }
            catch (ExecutionException error)
            {
                return $"{engine.ToText()}, input {input}: stopped: {error.Message}";
            }
        }

        return null;
    }

    private static string? FirstDifference(TestRunResult expected, ulong result, ReadOnlySpan<byte> memory)
    {
        if ((uint)result != expected.ReturnValue)
            return $"R0 is 0x{expected.ReturnValue:x} in the kernel, 0x{result:x} here";
        int at = memory.CommonPrefixLength(expected.Context.Span);
        return at < memory.Length ? $"byte {at} of the memory is {expected.Context.Span[at]:x2} in the kernel, {memory[at]:x2} here" : null;
    }

    // Leaves parts out for as long as a difference stays, then prints what is left.
    private static string Explain(MemoryProgram program, int seed)
    {
        for (bool isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (MemoryProgram candidate in program.Smaller())
            {
                if (Compare(candidate, seed, out _) is null)
                    continue;
                program = candidate;
                isSmaller = true;
                break;
            }
        }

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {seed}: {Compare(program, seed, out _)}");
        text.Append(Listing.Of(program.Assemble()));
        return text.ToString();
    }
}
