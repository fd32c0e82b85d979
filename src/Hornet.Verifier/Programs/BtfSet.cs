// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The type information that a verification goes by: the program's own, the kernel's, its modules'.</summary>
/// <remarks>Registers name a BTF by its index here, so that their state stays unmanaged.</remarks>
internal sealed class BtfSet
{
    /// <summary>The index of the program's own BTF.</summary>
    public const short Program = 0;

    /// <summary>The index of the kernel's BTF; modules follow.</summary>
    public const short Kernel = 1;

    private readonly List<Btf?> _all = [];

    /// <summary>Collects them.</summary>
    public BtfSet(Btf? program, Btf? kernel, IEnumerable<CoreModule> modules)
    {
        _all.Add(program);
        _all.Add(kernel);
        foreach (CoreModule module in modules)
            _all.Add(module.Btf);
    }

    /// <summary>How many places there are.</summary>
    public int Count => _all.Count;

    /// <summary>A BTF by its index.</summary>
    public Btf this[short index] => _all[index] ?? throw new InvalidOperationException($"There is no BTF at {index}.");

    /// <summary>The program's own, or null.</summary>
    public Btf? ProgramBtf => _all[Program];

    /// <summary>The kernel's, or null.</summary>
    public Btf? KernelBtf => _all[Kernel];

    /// <summary>Whether an index has a BTF.</summary>
    public bool Has(short index) => index >= 0 && index < _all.Count && _all[index] is not null;

    /// <summary>Adds another, such as that of a program to attach to, and gives its index.</summary>
    public short Add(Btf btf)
    {
        int found = _all.IndexOf(btf);
        if (found >= 0)
            return (short)found;
        _all.Add(btf);
        return (short)(_all.Count - 1);
    }

    /// <summary>The kernel's or a module's type of that name and kind.</summary>
    public bool TryFindKernelType(string name, BtfKind kind, out short index, out uint id)
    {
        for (index = Kernel; index < _all.Count; index++)
        {
            if (_all[index] is { } btf && btf.TryFindId(name, kind, out id))
                return true;
        }

        index = 0;
        id = 0;
        return false;
    }
}
