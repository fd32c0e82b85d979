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
                AddRow(gross, EngineRows.Empty.Title, TimesOf(empty), isNet: false);
            AddRow(gross, row.Title, TimesOf(contenders), isNet: false);
            AddRow(net, row.Title, NetOf(contenders, empty), isNet: true);
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
            // The median of the empty program: the noise of single samples would swamp short programs twice.
            double call = Spread.Of(empty.Single(candidate => candidate.Engine == contender.Engine).Samples).Median;
            return contender.Samples.ConvertAll(sample => sample - call);
        });

    private static void AddRow(MarkdownTable table, string title, Dictionary<string, List<double>> times, bool isNet)
    {
        List<string> cells = [title, .. Engines.Select(engine => times.TryGetValue(engine, out List<double>? samples) ? Spread.Of(samples).ToTime() : "")];
        foreach (string peer in isNet ? new[] { KernelContender.Name, NativeContender.Name } : [KernelContender.Name])
        {
            foreach (Engine engine in new[] { Engine.Jit, Engine.X64 })
            {
                cells.Add(times.TryGetValue(VirtualContender.NameOf(engine), out List<double>? own) && times.TryGetValue(peer, out List<double>? others)
                    ? Spread.OfRatios(own, others).ToRatio()
                    : "");
            }
        }

        table.Add(cells);
    }
}
