// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Finds the kernel's functions and variables that an object refers to (<c>__ksym</c>), each once.</summary>
internal sealed class KernelExterns
{
    private readonly BpfObject _object;
    private readonly KernelTypes _types;
    private readonly Dictionary<string, ExternSpec> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, bool IsFunction), KernelExtern> _found = [];

    /// <summary>Prepares to find what an object refers to.</summary>
    public KernelExterns(BpfObject bpfObject, KernelTypes types)
    {
        _object = bpfObject;
        _types = types;
        foreach (ExternSpec declared in bpfObject.Externs)
            _declared[declared.Name] = declared;
    }

    /// <summary>Finds what an instruction refers to.</summary>
    /// <exception cref="SymbolException">The kernel's symbols cannot be read, hide their addresses, or there are several of the name.</exception>
    public KernelExtern Find(SymbolReference reference)
    {
        bool isDeclared = _declared.TryGetValue(reference.Name, out ExternSpec declared);
        bool isFunction = isDeclared ? declared.Kind == ExternKind.KernelFunction : reference.Kind == SymbolReferenceKind.KernelFunction;
        if (_found.TryGetValue((reference.Name, isFunction), out KernelExtern found))
            return found;
        uint type = isDeclared ? declared.TypeId : 0;
        if (isFunction)
            found = Function(reference.Name, type);
        else
            found = type == 0 ? Symbol(reference.Name, reference.IsWeak) : Variable(reference.Name, type);
        _found.Add((reference.Name, isFunction), found);
        return found;
    }

    /// <summary>A function of the kernel or of a module. An object may declare it in several forms, told apart by a <c>___flavour</c>; the one that fits is taken.</summary>
    private KernelExtern Function(string name, uint prototype)
    {
        KernelType? candidate = _types.Find(Flavour.Strip(name), BtfKind.Function);
        if (candidate is not { } function)
            return KernelExtern.Missing($"this kernel and its modules have no kernel function '{Flavour.Strip(name)}'");
        if (prototype != 0 && _object.Btf is { } local && !CoreRelocator.AreCompatible(local, prototype, function.Btf, TypeOf(function)))
            return KernelExtern.Missing($"the kernel function '{Flavour.Strip(name)}' has other parameters or another result than the object declares (a structure that is declared only is not the kernel's: define it, empty if need be)");
        return new KernelExtern(function.Id, function.Module, 0, null);
    }

    private KernelExtern Variable(string name, uint type)
    {
        KernelType? candidate = _types.Find(Flavour.Strip(name), BtfKind.Variable);
        if (candidate is not { } variable)
            return KernelExtern.Missing($"the types of this kernel and its modules have no variable '{Flavour.Strip(name)}' (only per-CPU variables and those that modules share are there; declared as void it is found by its address)");
        if (_object.Btf is { } local && !CoreRelocator.AreCompatible(local, type, variable.Btf, TypeOf(variable)))
            return KernelExtern.Missing($"the kernel variable '{Flavour.Strip(name)}' is of another type than the object declares");
        return new KernelExtern(variable.Id, variable.Module, 0, null);
    }

    private static KernelExtern Symbol(string name, bool isWeak)
    {
        KernelSymbols symbols = KernelSymbols.Current;

        // What is not there may have come with a module since; what may be absent is not worth reading everything again.
        if (!symbols.Contains(name) && !isWeak)
            symbols = KernelSymbols.Reload();
        return symbols.Contains(name)
            ? new KernelExtern(0, null, symbols.AddressOf(name), null)
            : KernelExtern.Missing($"this kernel has no symbol '{name}'");
    }

    private static uint TypeOf(KernelType type) => type.Btf[type.Id] switch
    {
        BtfFunction function => function.TypeId,
        BtfVariable variable => variable.TypeId,
        _ => throw new BpfException($"Reading the kernel's types: {type.Id} is neither a function nor a variable."),
    };
}
