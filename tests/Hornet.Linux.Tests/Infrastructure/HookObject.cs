// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>One program, or several, of <c>net_hooks.c</c> or <c>cgroup_hooks.c</c>, loaded with their own variables.</summary>
internal sealed class HookObject : IDisposable
{
    private readonly KernelObject _loaded;

    private HookObject(KernelObject loaded, string program)
    {
        _loaded = loaded;
        Program = loaded.Program(program);
    }

    public KernelProgram Program { get; }

    /// <summary>How often the program saw what it looks for.</summary>
    public ulong Seen => _loaded.Variables["seen"].Get<ulong>();

    /// <summary>The numbers of the programs to put in order that ran, in order.</summary>
    public uint[] Order
    {
        get
        {
            var order = _loaded.Maps.Array<uint>("order");
            return [.. Enumerable.Range(1, (int)order[0]).Select(place => order[place])];
        }
    }

    public static HookObject Network(string program, params (string Name, uint Value)[] variables) => Load("net_hooks", program, variables);

    public static HookObject Cgroup(string program, params (string Name, uint Value)[] variables) => Load("cgroup_hooks", program, variables);

    public KernelMap Map(string name) => _loaded.Map(name);

    /// <summary>Another of the loaded programs.</summary>
    public KernelProgram Other(string program) => _loaded.Program(program);

    public void Set(string variable, uint value) => _loaded.Variables[variable].Set(value);

    public void Set(string variable, string value)
    {
        byte[] bytes = new byte[_loaded.Variables[variable].GetBytes().Length];
        System.Text.Encoding.ASCII.GetBytes(value, bytes);
        _loaded.Variables[variable].SetBytes(bytes);
    }

    public void ForgetOrder() => _loaded.Maps.Array<uint>("order")[0] = 0;

    public void Dispose() => _loaded.Dispose();

    /// <param name="name">The fixture.</param>
    /// <param name="program">The program, or several with commas between, of which the first is <see cref="Program"/>.</param>
    /// <param name="variables">What to set variables to.</param>
    private static HookObject Load(string name, string program, (string Name, uint Value)[] variables)
    {
        BpfObject bpfObject = BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", name + ".o"));
        using var kernel = new LinuxKernel();
        var options = new KernelLoadOptions { Programs = [.. program.Split(',')] };
        var made = new HookObject(kernel.Load(bpfObject, options), program.Split(',')[0]);
        foreach ((string variable, uint value) in variables)
            made.Set(variable, value);
        return made;
    }
}
