// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Runtime;

namespace Hornet.Benchmarks.Engines;

/// <summary>A program in the kernel, run by <c>BPF_PROG_TEST_RUN</c>, which repeats it there. Needs root.</summary>
internal sealed class KernelContender : Contender
{
    /// <summary>The head of its column.</summary>
    public const string Name = "kernel";

    private const int Parts = 5;

    private readonly LinuxKernel _kernel = new();
    private readonly KernelObject _loaded;
    private readonly KernelProgram _program;
    private readonly byte[] _packet;
    private readonly RecordReader? _ring;

    /// <summary>Loads the program.</summary>
    public KernelContender(EngineRow row)
        : base(Name)
    {
        _loaded = _kernel.Load(row.LoadObject());
        row.Fill?.Invoke(name => _loaded.Maps[name]);
        _program = _loaded.Program(row.Program);
        _packet = row.Packet;
        _ring = row.Ring is null ? null : _loaded.Maps[row.Ring].OpenReader();
        MostRuns = row.MostRuns;
    }

    /// <inheritdoc/>
    public override uint Run(int count) => _program.TestRun(new TestRunInput { Data = _packet, Repeat = count }).ReturnValue;

    /// <remarks>
    /// The kernel's own clock: around the runs of an XDP program the call waits for other CPUs to see it, for milliseconds. The average comes without
    /// its fraction, so several are taken, and half a nanosecond is added to each.
    /// </remarks>
    protected override double Time(int count)
    {
        double sum = 0;
        for (int i = 0; i < Parts; i++)
        {
            sum += _program.TestRun(new TestRunInput { Data = _packet, Repeat = Math.Max(count / Parts, 1) }).DurationNanoseconds + 0.5;
            Drain();
        }

        return sum / Parts;
    }

    /// <inheritdoc/>
    public override void Drain() => _ring?.Consume((_, _) => true);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ring?.Dispose();
        _loaded.Dispose();
        _kernel.Dispose();
    }
}
