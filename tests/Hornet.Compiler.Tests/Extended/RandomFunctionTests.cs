// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>
/// Random functions: what the operations say is what the interpreter, the just-in-time compiler and the kernel compute from the generated code, with
/// and without passes. <c>HORNET_FUNCTIONS</c> sets how many; <c>HORNET_SEED</c> the first seed.
/// </summary>
public sealed class RandomFunctionTests
{
    private const int Inputs = 3;

    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("HORNET_FUNCTIONS") ?? "150", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly int FirstSeed = int.Parse(Environment.GetEnvironmentVariable("HORNET_SEED") ?? "1", System.Globalization.CultureInfo.InvariantCulture);

    public enum Passes
    {
        None,
        Promotion,
        All,
    }

    [Theory]
    [InlineData(Passes.None)]
    [InlineData(Passes.Promotion)]
    [InlineData(Passes.All)]
    public void Generated_code_computes_what_the_operations_say(Passes passes)
    {
        int refused = 0;
        for (int seed = FirstSeed; seed < FirstSeed + Count; seed++)
        {
            var version = (CpuVersion)((seed % 4) + 1);
            Function function = RandomFunctions.Make(seed, version);
            Function original = RandomFunctions.Make(seed, version);
            foreach (Function each in WithCallees(function))
                Run(each, passes);
            BpfObject compiled;
            try
            {
                compiled = Engines.Compile(function, version);
            }
            catch (Backends.Extended.CodeGenerationException error) when (error.Message.Contains("stack frame", StringComparison.Ordinal))
            {
                refused++;
                continue;
            }

            Runner runner;
            try
            {
                runner = new Runner(compiled);
            }
            catch (Exception error) when (error.Message.Contains("too large", StringComparison.Ordinal) || error.Message.Contains("too complex", StringComparison.Ordinal))
            {
                refused++;
                continue;
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error.Message}\n{Engines.Listing(compiled)}");
                throw;
            }

            using (runner)
                Compare(seed, original, function, compiled, runner);
        }

        refused.ShouldBeLessThan(Math.Max(2, Count / 10));
    }

    private static void Compare(int seed, Function original, Function function, BpfObject compiled, Runner runner)
    {
        for (int input = 0; input < Inputs; input++)
        {
            byte[] context = new byte[RandomFunctions.ContextSize];
            new Random((seed * Inputs) + input).NextBytes(context);
            if (input == 0)
                Array.Clear(context, 0, 32);
            byte[] expected = [.. context];
            var interpreter = new SsaInterpreter();
            uint result = (uint)interpreter.Run(original, interpreter.Map(expected));
            byte[] changed = [.. context];
            var second = new SsaInterpreter();
            ((uint)second.Run(function, second.Map(changed)), Convert.ToHexStringLower(changed)).ShouldBe((result, Convert.ToHexStringLower(expected)), $"passes, seed {seed}, input {input}");
            foreach ((string engine, uint actual, byte[] memory) in runner.Run(context))
            {
                if (actual != result || !memory.AsSpan().SequenceEqual(expected))
                    Assert.Fail($"{engine}, seed {seed}, input {input}: 0x{actual:x}, expected 0x{result:x}; byte {memory.AsSpan().CommonPrefixLength(expected)}\n{Engines.Listing(compiled)}");
            }
        }
    }

    private static void Run(Function function, Passes passes)
    {
        SsaChecker.Check(function, "the generator");
        if (passes == Passes.Promotion)
            PromoteSlots.Run(function);
        else if (passes == Passes.All)
            Pipeline.Optimize(function);
        SsaChecker.Check(function, passes.ToString());
    }

    private static Function[] WithCallees(Function function) => function.Blocks.SelectMany(block => block.Operations)
        .OfType<CallOperation>().Select(call => ((FunctionTarget)call.Target).Function).Append(function).Distinct().ToArray();
}
