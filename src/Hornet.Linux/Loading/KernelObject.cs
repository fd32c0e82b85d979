// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// An object loaded into the kernel. Disposing it closes its programs, maps and type information; what links, pins or other maps hold lives on.
/// </summary>
public sealed partial class KernelObject : LoadedObject
{
    private readonly KernelBtf? _btf;
    private readonly Lazy<UsdtSpecs?> _usdtSpecs;

    internal KernelObject(BpfObject spec, IEnumerable<KernelProgram> programs, IEnumerable<KernelMap> maps, KernelBtf? btf)
        : base(spec, programs, maps)
    {
        _btf = btf;
        _usdtSpecs = new Lazy<UsdtSpecs?>(() => Linux.UsdtSpecs.Find(this));
        foreach (LoadedProgram program in Programs)
            ((KernelProgram)program).Owner = this;
    }

    /// <summary>Where its programs find the arguments of USDT probes; null for an object without such programs.</summary>
    internal UsdtSpecs? UsdtSpecs => _usdtSpecs.Value;

    /// <summary>Whether its programs were told that the kernel has cookies.</summary>
    internal bool HasCookies { get; init; } = true;

    /// <summary>The program with a name, with what only this host offers.</summary>
    /// <exception cref="Bytecode.BpfException">There is none; the message lists those there are.</exception>
    public KernelProgram Program(string name) => (KernelProgram)Programs[name];

    /// <summary>The map with a name, with what only this host offers.</summary>
    /// <exception cref="Bytecode.BpfException">There is none; the message lists those there are.</exception>
    public KernelMap Map(string name) => (KernelMap)Maps[name];

    /// <summary>Why the kernel refused the object's types, without which it was then loaded; null where it took them, or there were none.</summary>
    public BpfSyscallException? TypesRefusal { get; internal init; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (LoadedProgram program in Programs)
            ((KernelProgram)program).Dispose();
        foreach (BpfMap map in Maps)
            map.Dispose();
        _btf?.Dispose();
    }
}
