// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Hornet.Benchmarks.Peers;
using Hornet.Linux;
using Hornet.Objects;

namespace Hornet.Benchmarks;

/// <summary>Attaching one program to tracepoints and detaching it again, beside libbpf in the same process. Needs root and tracefs.</summary>
[MemoryDiagnoser]
public class KernelAttachBenchmarks
{
    private const string ProgramName = "nothing";
    private const string Events = "/sys/kernel/tracing/events";

    private readonly LinuxKernel _kernel = new();
    private KernelObject _loaded = null!;
    private nint _object;
    private nint _program;
    private (string Category, string Name)[] _tracepoints = [];

    [Params(1, 350)]
    public int Probes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        // Tracepoints that hardly ever fire: what is measured is attaching, not running.
        _tracepoints =
        [
            .. Directory.GetDirectories(Path.Combine(Events, "syscalls"), "sys_enter_*").Select(folder => ("syscalls", Path.GetFileName(folder))).Order().Take(Probes),
        ];
        if (_tracepoints.Length < Probes)
            throw new PlatformNotSupportedException($"There are only {_tracepoints.Length} tracepoints in {Events}/syscalls.");
        // It reads nothing of its context, so that it fits every tracepoint.
        BpfObject nothing = BpfAssembly.Parse("r0 = 0\nexit", new BpfAssemblyOptions { ProgramName = ProgramName, SectionName = "tracepoint/syscalls/sys_enter_getpid" });
        _loaded = _kernel.Load(nothing);
        string path = Path.GetTempFileName();
        nothing.Save(path);
        _object = LibBpf.OpenObject(path, 0);
        File.Delete(path);
        if (LibBpf.LoadObject(_object) != 0)
            throw new InvalidOperationException("libbpf could not load the program.");
        _program = LibBpf.FindProgram(_object, ProgramName);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _loaded.Dispose();
        LibBpf.CloseObject(_object);
        _kernel.Dispose();
    }

    [Benchmark(Baseline = true, Description = "libbpf: attach and detach")]
    public int LibBpfAttach()
    {
        nint[] links = new nint[_tracepoints.Length];
        for (int i = 0; i < links.Length; i++)
        {
            links[i] = LibBpf.AttachTracepoint(_program, _tracepoints[i].Category, _tracepoints[i].Name);
            if (links[i] == 0)
                throw new InvalidOperationException("libbpf could not attach.");
        }

        foreach (nint link in links)
            _ = LibBpf.DestroyLink(link);
        return links.Length;
    }

    [Benchmark(Description = "Hornet: attach and detach")]
    public int HornetAttach()
    {
        KernelProgram program = _loaded.Program(ProgramName);
        var links = new KernelLink[_tracepoints.Length];
        for (int i = 0; i < links.Length; i++)
            links[i] = program.Attach(new TracepointTarget(_tracepoints[i].Category, _tracepoints[i].Name));
        foreach (KernelLink link in links)
            link.Dispose();
        return links.Length;
    }
}
