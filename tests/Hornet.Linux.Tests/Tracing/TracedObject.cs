// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>What a program of the fixtures <c>trace_*.c</c> noted (struct record in trace.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TraceRecord
{
    public readonly ulong Count;
    public readonly ulong Cookie;
    public readonly ulong First;
    public readonly ulong Second;
    public readonly ulong Third;
    public readonly ulong Thread;
}

/// <summary>An object of the fixtures <c>trace_*.c</c> in the kernel, which looks at one process.</summary>
internal sealed class TracedObject : IDisposable
{
    private readonly LinuxKernel _kernel = new();
    private readonly KernelObject _loaded;

    private TracedObject(string name, int process, ImmutableArray<string>? programs)
    {
        BpfObject bpfObject = BpfObject.Load(PathOf(name));
        var variables = ImmutableDictionary<string, ImmutableArray<byte>>.Empty;
        if (bpfObject.Maps.Any(map => map.Variables.Any(variable => variable.Name == "wanted_process")))
            variables = variables.Add("wanted_process", [.. BitConverter.GetBytes(process)]);
        _loaded = _kernel.Load(bpfObject, new KernelLoadOptions { Programs = programs, Variables = variables });
    }

    public KernelObject Loaded => _loaded;

    /// <summary>The path of an object.</summary>
    public static string PathOf(string name) => TestFiles.InRepository("tests", "fixtures", "objects", "tracing", name + ".o");

    /// <summary>Loads programs of an object to look at this process.</summary>
    public static TracedObject Load(string name, params ReadOnlySpan<string> programs) => Load(name, Environment.ProcessId, programs);

    /// <summary>Loads programs of an object to look at a process; 0 looks at all.</summary>
    public static TracedObject Load(string name, int process, params ReadOnlySpan<string> programs) =>
        new(name, process, programs.IsEmpty ? null : [.. programs]);

    public KernelProgram Program(string name) => _loaded.Program(name);

    public KernelMap Map(string name) => _loaded.Map(name);

    /// <summary>The record of a program by its number in the source.</summary>
    public TraceRecord Record(uint program)
    {
        byte[] bytes = new byte[Marshal.SizeOf<TraceRecord>()];
        _loaded.Map("records").Lookup(BitConverter.GetBytes(program), bytes).ShouldBeTrue();
        return MemoryMarshal.Read<TraceRecord>(bytes);
    }

    public void Dispose()
    {
        _loaded.Dispose();
        _kernel.Dispose();
    }
}
