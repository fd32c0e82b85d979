// SPDX-License-Identifier: Apache-2.0
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks.Engines;

/// <summary>
/// Measures every row on every engine. The engines take turns, one short sample each, so that whatever else the machine does hits all of them; the
/// empty program is measured in the same rounds and taken off, on every engine alike: the kernel's test run has a loop of its own around the program.
/// </summary>
internal sealed class EngineTable : IDisposable
{
    private static readonly string[] Engines = [.. new[] { Engine.Interpreter, Engine.Jit, Engine.X64 }.Select(VirtualContender.NameOf), KernelContender.Name, NativeContender.Name];

    // What is left of a run without the call means nothing when it is less than this part of the call.
    private const double Noise = 0.15;

    private readonly IReadOnlyList<EngineRow> _rows;
    private readonly int _rounds;
    private readonly NativePrograms _native;
    private readonly List<string> _notes = [];

    /// <summary>Prepares to measure.</summary>
    /// <param name="rounds">Samples of each row and engine.</param>
    /// <param name="filter">Part of the titles or sources of the rows that are wanted; empty for all.</param>
    public EngineTable(int rounds, string filter)
    {
        _rounds = rounds;
        _rows = [.. EngineRows.All.Where(row => row.Title.Contains(filter, StringComparison.OrdinalIgnoreCase) || row.Program.Contains(filter, StringComparison.Ordinal))];
        _native = new NativePrograms(_rows.Prepend(EngineRows.Empty).Where(row => row.IsNative).Select(row => row.Source));
    }

    /// <summary>Measures and prints.</summary>
    public void Run()
    {
        var net = new MarkdownTable([
            "program", .. Engines, "IL : kernel", "x64 : kernel", "IL : gcc", "x64 : gcc",
        ]);
        var gross = new MarkdownTable(["program", .. Engines, "IL : kernel", "x64 : kernel"]);
        List<Contender> empty = Start(EngineRows.Empty);
        Check(EngineRows.Empty, empty);
        empty.ForEach(contender => contender.WarmUp());
        foreach (EngineRow row in _rows)
        {
            List<Contender> contenders = Start(row);
            Check(row, contenders);
            contenders.ForEach(contender => contender.WarmUp());
            empty.ForEach(contender => contender.Samples.Clear());
            for (int round = 0; round < _rounds; round++)
            {
                contenders.ForEach(contender => contender.Sample());
                empty.ForEach(contender => contender.Sample());
            }

            if (gross.IsEmpty)
                AddRow(gross, EngineRows.Empty.Title, TimesOf(empty), [KernelContender.Name], NoNoise);
            AddRow(gross, row.Title, TimesOf(contenders), [KernelContender.Name], NoNoise);
            AddRow(net, row.Title, NetOf(contenders, empty), [KernelContender.Name, NativeContender.Name], engine => Noise * CallOf(empty, engine));
            contenders.ForEach(contender => contender.Dispose());
            Console.Error.WriteLine(row.Title);
        }

        empty.ForEach(contender => contender.Dispose());
        net.Print("Engines: nanoseconds a run, without the call");
        gross.Print("Engines: nanoseconds a run, with the call (the kernel's test-run loop, the virtual machine's run, a call of the C function)");
        _notes.Distinct().ToList().ForEach(Console.WriteLine);
    }

    /// <inheritdoc/>
    public void Dispose() => _native.Dispose();

    private List<Contender> Start(EngineRow row)
    {
        List<Contender> contenders = [];
        foreach (Engine engine in new[] { Engine.Interpreter, Engine.Jit, Engine.X64 })
        {
            try
            {
                contenders.Add(new VirtualContender(row, engine));
            }
            catch (CompilationException refusal)
            {
                _notes.Add(refusal.Message);
            }
        }

        contenders.Add(new KernelContender(row));
        if (row.IsNative)
            contenders.Add(new NativeContender(row, _native));
        return contenders;
    }

    // What differs is a bug, not a benchmark.
    private static void Check(EngineRow row, List<Contender> contenders)
    {
        uint expected = contenders.Single(contender => contender.Engine == KernelContender.Name).Run(1);
        foreach (Contender contender in contenders)
        {
            uint result = contender.Engine == KernelContender.Name ? expected : contender.Run(1);
            contender.Drain();
            if (result != expected)
                throw new InvalidOperationException($"{row.Title}: {contender.Engine} gives 0x{result:x}, the kernel 0x{expected:x}.");
        }
    }

    private static Dictionary<string, List<double>> TimesOf(List<Contender> contenders) => contenders.ToDictionary(contender => contender.Engine, contender => contender.Samples);

    private static Dictionary<string, List<double>> NetOf(List<Contender> contenders, List<Contender> empty) => contenders.ToDictionary(
        contender => contender.Engine,
        contender =>
        {
            double call = CallOf(empty, contender.Engine);
            return contender.Samples.ConvertAll(sample => sample - call);
        });

    // The median: the noise of single samples would swamp short programs twice.
    private static double CallOf(List<Contender> empty, string engine) => Spread.Of(empty.Single(candidate => candidate.Engine == engine).Samples).Median;

    private static double NoNoise(string engine) => 0;

    /// <param name="table">Where the row goes.</param>
    /// <param name="title">Its head.</param>
    /// <param name="times">The samples of each engine that was measured.</param>
    /// <param name="peers">The engines that the compilers are compared with.</param>
    /// <param name="noise">A time, in nanoseconds, below which an engine's figure says nothing, so that no ratio is made of it.</param>
    private static void AddRow(MarkdownTable table, string title, Dictionary<string, List<double>> times, string[] peers, Func<string, double> noise)
    {
        List<string> cells = [title, .. Engines.Select(engine => times.TryGetValue(engine, out List<double>? samples) ? Spread.Of(samples).ToTime() : "")];
        foreach (string peer in peers)
        {
            foreach (string own in new[] { Engine.Jit, Engine.X64 }.Select(VirtualContender.NameOf))
                cells.Add(Ratio(times, own, peer, noise));
        }

        table.Add(cells);
    }

    private static string Ratio(Dictionary<string, List<double>> times, string own, string peer, Func<string, double> noise)
    {
        if (!times.TryGetValue(own, out List<double>? figures) || !times.TryGetValue(peer, out List<double>? others))
            return "";
        bool says = Spread.Of(figures).Median >= noise(own) && Spread.Of(others).Median >= noise(peer);
        return says ? Spread.OfRatios(figures, others).ToRatio() : "(noise)";
    }
}
