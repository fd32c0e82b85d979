// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks.Engines;

/// <summary>
/// How long compiling takes, until the first run is over: .NET compiles a method when it is prepared or called for the first time, and both are counted here. In a
/// new process, and in one that has compiled before; and how it grows with the program.
/// </summary>
internal static class CompileTimes
{
    private const int ColdProcesses = 5;
    private const double LongMilliseconds = 100;

    private static readonly Engine[] Engines = [Engine.Jit, Engine.X64];
    private static readonly string[] ColdPrograms = ["empty", "ports", "parse", "unrolled_4000"];
    private static readonly string[] WarmPrograms = ["empty", "ports", "parse", "local_calls", "hash_64", "unrolled_4000", "unrolled_12000"];
    private static readonly int[] Sizes = [100, 1_000, 3_000, 10_000, 30_000, 100_000];

    /// <summary>Measures and prints.</summary>
    /// <param name="rounds">How often small programs are compiled.</param>
    public static void Run(int rounds)
    {
        Cold();
        Warm(rounds);
    }

    /// <summary>In a new process: loads and runs one program, prints the milliseconds of loading it and of the first run together, and of the compiler alone.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="program">The row's program.</param>
    public static int RunCold(string engine, string program)
    {
        EngineRow row = Row(program);
        BpfObject bpfObject = row.LoadObject();
        double start = ThreadClock.Nanoseconds;
        using var machine = new VirtualMachine(new VirtualMachineOptions { Engine = Enum.Parse<Engine>(engine) });
        using VirtualObject loaded = machine.Load(bpfObject);
        VirtualProgram virtualProgram = loaded.Program(row.Program);
        virtualProgram.CreateRun().Run(row.Packet);
        double all = (ThreadClock.Nanoseconds - start) / 1e6;
        TimeSpan compile = virtualProgram.Code.Compiled?.CompileTime ?? TimeSpan.Zero;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all:F3} {compile.TotalMilliseconds:F3}"));
        return 0;
    }

    private static void Cold()
    {
        var table = new MarkdownTable("program", "interpreter: load and run", "IL: load and run", "of it the compiler", "x64: load and run", "of it the compiler");
        foreach (string program in ColdPrograms)
        {
            List<string> cells = [program];
            foreach (Engine engine in new[] { Engine.Interpreter, Engine.Jit, Engine.X64 })
            {
                double[][] figures = [.. Enumerable.Range(0, ColdProcesses).Select(_ => StartCold(engine, program))];
                cells.AddRange(Enumerable.Range(0, engine == Engine.Interpreter ? 1 : 2).Select(i => Spread.Of(figures.Select(figure => figure[i])).Median.ToString("0.0", CultureInfo.InvariantCulture)));
            }

            table.Add(cells);
        }

        table.Print("Compile time in a new process, milliseconds");
    }

    private static double[] StartCold(Engine engine, string program)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(CompileTimes).Assembly.Location);
        foreach (string argument in new[] { "engines", "cold", engine.ToString(), program })
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"The process that compiles {program} failed.");
    }

    private static void Warm(int rounds)
    {
        var table = new MarkdownTable("program", "instructions", "IL", "x64", "IL, µs an instruction", "x64, µs an instruction");
        foreach (EngineRow row in WarmPrograms.Select(Row))
            Add(table, row.Program, row.LoadObject(), row.Program, row.Packet, rounds);
        foreach (int size in Sizes)
            Add(table, "made up", MakeUp(size), "made_up", EngineRows.Empty.Packet, rounds);
        table.Print("Compile time in a process that has compiled before, microseconds");
    }

    private static void Add(MarkdownTable table, string title, BpfObject bpfObject, string program, byte[] packet, int rounds)
    {
        List<double>[] times = [[], []];
        int length = 0;
        for (int round = 0; round < rounds + 2; round++)
        {
            for (int i = 0; i < Engines.Length; i++)
            {
                double microseconds = Compile(Engines[i], bpfObject, program, packet, out length);
                // The first two rounds are for the compilers themselves, which .NET compiles too.
                if (round >= 2)
                    times[i].Add(microseconds);
            }

            if (round >= 4 && times.Max(samples => samples[^1]) > LongMilliseconds * 1000)
                break;
        }

        double il = Spread.Of(times[0]).Median, x64 = Spread.Of(times[1]).Median;
        table.Add(title, length.ToString("#,0", CultureInfo.InvariantCulture), Spread.Format(il), Spread.Format(x64), Spread.Format(il / length), Spread.Format(x64 / length));
    }

    private static double Compile(Engine engine, BpfObject bpfObject, string program, byte[] packet, out int length)
    {
        using var machine = new VirtualMachine(new VirtualMachineOptions { Engine = Engine.Interpreter });
        using VirtualObject loaded = machine.Load(bpfObject, new Runtime.LoadOptions { Programs = [program] });
        VirtualProgram virtualProgram = loaded.Program(program);
        ProgramRun run = virtualProgram.CreateRun();
        ProgramCode code = virtualProgram.Code;
        length = code.Length;
        run.Run(packet);
        double start = ThreadClock.Nanoseconds;
        code.Use(Compilers.Compile(engine, code, machine));
        run.Run(packet);
        return (ThreadClock.Nanoseconds - start) / 1000;
    }

    private static EngineRow Row(string program) => EngineRows.All.Prepend(EngineRows.Empty).First(row => row.Program == program);

    /// <summary>A program of a given length: arithmetic, the stack, and a jump forward every ten instructions.</summary>
    private static BpfObject MakeUp(int length)
    {
        var text = new StringBuilder("r0 = 1\nr3 = 3\nr4 = 4\n*(u64 *)(r10 - 8) = r0\n");
        for (int block = 0; block < (length - 5) / 10; block++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                r0 *= 31
                r0 += r3
                r5 = r0
                r5 >>= 7
                if r5 > {block} goto skip{block}
                r3 ^= r5
                w4 += w0
                skip{block}:
                *(u64 *)(r10 - 16) = r4
                r4 = *(u64 *)(r10 - 8)
                r4 -= {block}

                """);
        }

        return BpfAssembly.Parse(text.Append("exit\n").ToString(), new BpfAssemblyOptions { ProgramName = "made_up", SectionName = "xdp" });
    }
}
