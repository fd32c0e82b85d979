// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

/// <summary>The fixture whose programs write records on request, loaded into the kernel.</summary>
internal sealed class RecordFixture : IDisposable
{
    private readonly LinuxKernel _kernel = new();
    private readonly KernelObject _loaded;

    public RecordFixture(uint? ringSize = null)
    {
        BpfObject records = BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "records.o"));
        var options = new KernelLoadOptions();
        if (ringSize is { } size)
            options = options with { MaxEntries = options.MaxEntries.SetItem("ring", size) };
        _loaded = _kernel.Load(records, options);
    }

    public KernelMap Ring => _loaded.Map("ring");

    public KernelMap OtherRing => _loaded.Map("other_ring");

    public KernelMap Samples => _loaded.Map("samples");

    public KernelMap Requests => _loaded.Map("requests");

    /// <summary>How many records found no room.</summary>
    public ulong Refused => Variable("refused");

    public ulong Variable(string name) => _loaded.Variables[name].Get<ulong>();

    public void Write(int count, int length, RecordWakeup wakeup = RecordWakeup.Default) => Run("write_records", (ulong)count, (ulong)length, (ulong)wakeup);

    public void WriteOthers(int count) => Run("write_others", (ulong)count);

    public void WriteDiscarding(int count) => Run("write_discarding", (ulong)count);

    public void WriteSamples(int cpu, int count, int length) => Run("write_samples", cpu, (ulong)count, (ulong)length);

    public long Drain() => (int)Run("drain");

    public void Dispose()
    {
        _loaded.Dispose();
        _kernel.Dispose();
    }

    private uint Run(string program, params ReadOnlySpan<ulong> arguments) => Run(program, 0, arguments);

    private uint Run(string program, int cpu, params ReadOnlySpan<ulong> arguments) => _loaded.Program(program).TestRun(new TestRunInput
    {
        Context = MemoryMarshal.AsBytes<ulong>([.. arguments, 0, 0, 0]).ToArray(),
        Cpu = cpu,
        Flags = ProgramTestRunFlags.RunOnCpu,
    }).ReturnValue;
}

/// <summary><c>BPF_RB_NO_WAKEUP</c>, <c>BPF_RB_FORCE_WAKEUP</c>.</summary>
internal enum RecordWakeup
{
    Default = 0,
    None = 1,
    Forced = 2,
}
