// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VmTests;

/// <summary>A loaded fixture (<c>tests/fixtures/vm_*.c</c>) that watches this process and keeps its counts in numbered slots.</summary>
internal sealed class Fixture : IDisposable
{
    private static readonly LinuxKernel Kernel = new();
    private readonly KernelObject _loaded;
    private readonly ArrayMap<ulong> _slots;

    private Fixture(KernelObject loaded)
    {
        _loaded = loaded;
        _slots = loaded.Maps.Array<ulong>("slots");
    }

    /// <summary>The object in the kernel.</summary>
    public KernelObject Loaded => _loaded;

    /// <summary>What the programs counted or kept under a number.</summary>
    public long this[int slot] => (long)_slots[slot];

    /// <summary>Loads some programs of a fixture.</summary>
    /// <param name="name">The fixture.</param>
    /// <param name="programs">The names of the programs.</param>
    public static Fixture Load(string name, params string[] programs) => Load(name, new KernelLoadOptions { Programs = [.. programs] });

    /// <summary>Loads a fixture.</summary>
    /// <param name="name">The fixture.</param>
    /// <param name="options">Which programs, and how.</param>
    public static Fixture Load(string name, KernelLoadOptions options) =>
        new(Kernel.Load(Read(name), options with { Variables = options.Variables.SetItem("pid", [.. BitConverter.GetBytes(Environment.ProcessId)]) }));

    /// <summary>Reads a fixture's object file.</summary>
    public static BpfObject Read(string name) => BpfObject.Load(Path.Combine(AppContext.BaseDirectory, "fixtures", "vm", name + ".o"));

    /// <summary>A program of the fixture.</summary>
    public KernelProgram Program(string name) => _loaded.Program(name);

    public void Dispose() => _loaded.Dispose();
}
