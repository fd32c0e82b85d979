// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>Programs as text with what they must leave, one a line; the first line of each file says what the fields are.</summary>
public abstract class CorpusTests : EngineTests
{
    [EngineTheory]
    [InlineData("alu.txt")]
    [InlineData("byte-order.txt")]
    [InlineData("jumps.txt")]
    [InlineData("memory.txt")]
    [InlineData("atomics.txt")]
    public void Programs_leave_what_the_specification_says(string file)
    {
        var failures = new List<string>();
        foreach ((int line, string[] fields) in Read(file))
        {
            byte[] memory = Convert.FromHexString(fields.ElementAtOrDefault(3) ?? "");
            try
            {
                ulong result = Run(Assemble(fields[1]), memory);
                ulong expected = ulong.Parse(fields[2].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                if (result != expected)
                {
                    failures.Add($"{file}:{line}: {fields[0]}: R0 is 0x{result:x}, not {fields[2]}");
                }
                else if (fields.ElementAtOrDefault(4) is { } after && Convert.ToHexStringLower(memory) != after)
                {
                    failures.Add($"{file}:{line}: {fields[0]}: the memory is {Convert.ToHexStringLower(memory)}, not {after}");
                }
            }
            catch (BpfException error)
            {
                failures.Add($"{file}:{line}: {fields[0]}: {error.Message}");
            }
        }

        failures.ShouldBeEmpty();
    }

    [EngineTheory]
    [InlineData("alu.txt", 660)]
    [InlineData("byte-order.txt", 30)]
    [InlineData("jumps.txt", 400)]
    [InlineData("memory.txt", 50)]
    [InlineData("atomics.txt", 0)]
    public void Verified_programs_leave_the_same(string file, int accepted)
    {
        var failures = new List<string>();
        using var machine = new VirtualMachine(Verified);
        foreach ((int line, string[] fields) in Read(file))
        {
            // The memory is the context of a program that user space runs.
            byte[] memory = Convert.FromHexString(fields.ElementAtOrDefault(3) ?? "");
            try
            {
                using VirtualObject loaded = machine.Load(Code.Object(Code.Program(ProgramType.Syscall, Assemble(fields[1])) with { IsSleepable = true }));
                RunResult result = loaded.Programs["test"].Run(memory, new RunOptions());
                accepted--;
                string outcome = $"0x{result.ReturnValue:x} :: {Convert.ToHexStringLower(result.Context.Span)}";
                string expected = $"{fields[2]} :: {fields.ElementAtOrDefault(4) ?? Convert.ToHexStringLower(memory)}";
                if (outcome != expected)
                {
                    failures.Add($"{file}:{line}: {fields[0]}: {outcome}, not {expected}");
                }
            }
            catch (VerificationException)
            {
                // What such a program reads was not written, or lies outside the context that its type has.
            }
            catch (BpfException error)
            {
                failures.Add($"{file}:{line}: {fields[0]}: {error.Message}");
            }
        }

        failures.ShouldBeEmpty();
        accepted.ShouldBeLessThanOrEqualTo(0);
    }

    [EngineFact]
    public void Programs_that_do_wrong_are_stopped_with_a_typed_error()
    {
        var failures = new List<string>();
        VirtualMachineOptions options = Unverified with { InstructionBudget = 100_000 };
        foreach ((int line, string[] fields) in Read("faults.txt"))
        {
            byte[] memory = Convert.FromHexString(fields.ElementAtOrDefault(4) ?? "");
            string outcome;
            string message = "";
            try
            {
                outcome = $"R0 = {Run(Assemble(fields[1]), memory, options)}";
            }
            catch (ExecutionException error)
            {
                outcome = error.Error.ToString();
                message = error.Message;
            }
            catch (ProgramLoadException error)
            {
                outcome = "load";
                message = error.Message;
            }

            if (outcome != fields[2] || !message.Contains(fields[3], StringComparison.Ordinal))
            {
                failures.Add($"faults.txt:{line}: {fields[0]}: {outcome}: {message}");
            }
        }

        failures.ShouldBeEmpty();
    }

    private static ReadOnlySpan<Instruction> Assemble(string text) =>
        Assembler.Assemble(text.Replace("; ", "\n", StringComparison.Ordinal), new AssemblerOptions { Dialect = TextDialect.Llvm }).Instructions.AsSpan();

    private static IEnumerable<(int Line, string[] Fields)> Read(string file)
    {
        string path = TestFiles.InRepository("tests", "Hornet.VirtualMachine.Tests", "Corpus", file);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Length != 0 && line[0] != '#')
            {
                yield return (number, line.Split(" :: "));
            }
        }
    }
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterCorpusTests : CorpusTests;

[RunsOn(Engine.Jit)]
public sealed class JitCorpusTests : CorpusTests;

[RunsOn(Engine.X64)]
public sealed class X64CorpusTests : CorpusTests;
