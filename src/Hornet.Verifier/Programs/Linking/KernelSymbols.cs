// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds the functions and variables of the kernel that an object refers to (<c>__ksym</c>) in the kernel's types, as loaders do.</summary>
internal sealed class KernelSymbols
{
    private const string KernelTypesNeeded = "the kernel's types are needed for it (VerifierOptions.KernelBtf, --kernel-btf FILE)";

    private readonly BtfSet _btfs;
    private readonly HostEnvironment? _host;
    private readonly Dictionary<string, ExternSpec> _declared = new(StringComparer.Ordinal);

    /// <summary>Prepares to find what an object refers to.</summary>
    public KernelSymbols(BpfObject bpfObject, BtfSet btfs, HostEnvironment? host)
    {
        _btfs = btfs;
        _host = host;
        foreach (ExternSpec declared in bpfObject.Externs)
            _declared[declared.Name] = declared;
    }

    /// <summary>The kernel's function that an instruction calls, by its name in the kernel; null for a weak one that is not there.</summary>
    /// <exception cref="Refusal">It is not there, or is not as the object declares it.</exception>
    public string? FindFunction(SymbolReference reference)
    {
        string name = StripFlavour(reference.Name);
        if (_host is not null && _host.KernelFunctions.Contains(reference.Name))
            return reference.Name;

        // Without the kernel's types, a function that Linux is known to have is checked by the object's own declaration of it.
        if (_btfs.KernelBtf is null && Kfuncs.Find(name) is not null && DeclaredType(reference) != 0)
            return name;
        string? fault = Find(name, BtfKind.Function, DeclaredType(reference), out _, out _);
        return fault is null ? name : Absent(reference, $"it calls the kernel function '{name}', but {fault}");
    }

    /// <summary>What a wide load of a kernel symbol's address loads; zero for a weak one that is not there.</summary>
    /// <exception cref="Refusal">It is not there, or is not as the object declares it.</exception>
    public WideValue FindAddress(SymbolReference reference)
    {
        bool isFunction = _declared.TryGetValue(reference.Name, out ExternSpec declared) && declared.Kind == ExternKind.KernelFunction;
        uint type = DeclaredType(reference);
        if (_host is not null && _host.Symbols.TryGetValue(reference.Name, out int size))
            return new WideValue(WideValueKind.KernelMemory, 0, Size: size, Flags: ValueFlags.ReadOnly);
        if (_host is not null && _host.KernelFunctions.Contains(reference.Name))
            return new WideValue(WideValueKind.KernelMemory, 0, Flags: ValueFlags.ReadOnly);
        if (!isFunction && type == 0)
            return UntypedSymbol(reference);
        string name = StripFlavour(reference.Name);
        string? fault = Find(name, isFunction ? BtfKind.Function : BtfKind.Variable, type, out short btfIndex, out uint id);
        if (fault is not null)
        {
            Absent(reference, $"it refers to the kernel symbol '{name}', but {fault}");
            return new WideValue(WideValueKind.Constant, 0);
        }

        return isFunction ? new WideValue(WideValueKind.KernelMemory, 0, Flags: ValueFlags.ReadOnly) : Variable(btfIndex, id);
    }

    /// <summary>What the address of a typed kernel variable is to the verifier.</summary>
    public WideValue Variable(short btfIndex, uint id)
    {
        Btf btf = _btfs[btfIndex];
        uint type = ((BtfVariable)btf[id]).TypeId;
        if (IsPerCpu(btf, id))
            return new WideValue(WideValueKind.KernelObject, 0, BtfIndex: btfIndex, TypeId: btf.Resolve(type), Flags: ValueFlags.PerCpu);
        if (btf.KindOf(btf.Resolve(type)) is BtfKind.Struct or BtfKind.Union)
            return new WideValue(WideValueKind.KernelObject, 0, BtfIndex: btfIndex, TypeId: btf.Resolve(type));
        return btf.TryGetSize(type, out long size)
            ? new WideValue(WideValueKind.KernelMemory, 0, Size: (int)size, Flags: ValueFlags.ReadOnly)
            : throw new Refusal($"ldimm64 unable to resolve the size of type '{btf.NameOf(type)}': -22", FailureKind.Structure, null);
    }

    /// <summary>The kernel's name of a thing that an object declares in several forms, as <c>name___form</c>.</summary>
    public static string StripFlavour(string name)
    {
        const string Mark = "___";
        int at = name.LastIndexOf(Mark, StringComparison.Ordinal);
        return at > 0 && at + Mark.Length < name.Length ? name[..at] : name;
    }

    /// <summary>
    /// A symbol known by its address alone. The address is a number to the kernel's verifier, too; which one, no type tells, so that any kernel
    /// address stands for it.
    /// </summary>
    private static WideValue UntypedSymbol(SymbolReference reference)
    {
        const ulong KernelText = 0xffff_ffff_8100_0000;
        return new WideValue(WideValueKind.Constant, KernelText + (ulong)reference.Addend);
    }

    private uint DeclaredType(SymbolReference reference) => _declared.TryGetValue(reference.Name, out ExternSpec declared) ? declared.TypeId : 0;

    /// <summary>Finds a type of the kernel's; otherwise says why not, as the end of a sentence.</summary>
    private string? Find(string name, BtfKind kind, uint declaredType, out short btfIndex, out uint id)
    {
        (btfIndex, id) = (0, 0);
        if (_btfs.KernelBtf is null)
            return KernelTypesNeeded;
        if (!_btfs.TryFindKernelType(name, kind, out btfIndex, out id))
            return "the kernel has none of that name";
        Btf kernel = _btfs[btfIndex];
        uint type = kernel[id] is BtfFunction function ? function.TypeId : ((BtfVariable)kernel[id]).TypeId;
        bool isRight = declaredType == 0 || _btfs.ProgramBtf is not { } local || CoreRelocator.AreCompatible(local, declaredType, kernel, type);
        return isRight ? null : "the kernel's is of another type than the object declares";
    }

    private static string? Absent(SymbolReference reference, string fault) =>
        reference.IsWeak ? null : throw new Refusal($"the program cannot be loaded: {fault}", FailureKind.Structure, reference.Instruction);

    private static bool IsPerCpu(Btf btf, uint variable) =>
        btf.FindByName(".data..percpu", BtfKind.DataSection) is BtfDataSection section && section.Variables.Any(place => place.TypeId == variable);
}
