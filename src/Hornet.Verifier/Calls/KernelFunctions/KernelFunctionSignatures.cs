// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The kernel functions that a program calls, each read once from the kernel's BTF or, without one, from the program's own declaration.</summary>
internal sealed class KernelFunctionSignatures
{
    private const int MaximumNesting = 3, MaximumMembers = 100_000;

    private readonly VerifiedProgram _program;
    private readonly KernelFunctionSignature?[] _byInstruction;
    private readonly Dictionary<string, KernelFunctionSignature> _byName = new(StringComparer.Ordinal);

    /// <summary>Prepares to read the functions that a program calls.</summary>
    public KernelFunctionSignatures(VerifiedProgram program)
    {
        _program = program;
        _byInstruction = new KernelFunctionSignature?[program.Instructions.Length];
    }

    /// <summary>The function that an instruction calls; null where nothing declares it.</summary>
    public KernelFunctionSignature? At(int instruction) => _byInstruction[instruction] ??= Find(_program.KernelFunctions[instruction]);

    private KernelFunctionSignature? Find(string? name)
    {
        if (name is null)
            return null;
        if (_byName.TryGetValue(name, out KernelFunctionSignature? known))
            return known;
        if (Declare(name) is { } declared)
            _byName.Add(name, declared);
        return _byName.GetValueOrDefault(name);
    }

    private KernelFunctionSignature? Declare(string name)
    {
        BtfSet btfs = _program.Btfs;
        if (btfs.TryFindKernelType(name, BtfKind.Function, out short index, out uint id))
            return Read(name, index, id, ((BtfFunction)btfs[index][id]).TypeId);
        foreach (ExternSpec declared in _program.Object.Externs)
        {
            bool isWanted = declared.Kind == ExternKind.KernelFunction && KernelSymbols.StripFlavour(declared.Name) == name;
            if (isWanted && declared.TypeId != 0 && btfs.ProgramBtf?[declared.TypeId] is BtfFunctionPrototype)
                return Read(name, BtfSet.Program, 0, declared.TypeId);
        }

        return null;
    }

    private KernelFunctionSignature Read(string name, short btfIndex, uint functionId, uint prototypeId)
    {
        Btf btf = _program.Btfs[btfIndex];
        var prototype = (BtfFunctionPrototype)btf[prototypeId];
        KernelFunctionRole role = KernelFunctionRoles.Of(name);
        Kfunc? known = Kfuncs.Find(name);
        ImmutableArray<KernelFunctionParameter>.Builder parameters = ImmutableArray.CreateBuilder<KernelFunctionParameter>(prototype.Parameters.Length);
        // Objects need not name what they declare, and the names say what an argument is.
        if (functionId == 0 && known is not null)
            prototype = WithNames(prototype, DeclaredNames.Of(known.Signature));
        for (int i = 0; i < prototype.Parameters.Length; i++)
            parameters.Add(Read(btf, prototype, i, role, known));
        uint result = btf.Resolve(prototype.ReturnTypeId);
        uint target = btf[result] is BtfPointer pointer ? btf.Resolve(pointer.TypeId) : 0;
        return new KernelFunctionSignature
        {
            Name = name,
            Known = known,
            Role = role,
            BtfIndex = btfIndex,
            FunctionId = functionId,
            Parameters = parameters.MoveToImmutable(),
            Result = ResultOf(btf, result, target),
            ReturnTargetId = target,
            ReturnTargetSize = SizeOf(btf, target),
        };
    }

    private static BtfFunctionPrototype WithNames(BtfFunctionPrototype prototype, ImmutableArray<string> names) => names.Length != prototype.Parameters.Length
        ? prototype
        : prototype with { Parameters = [.. prototype.Parameters.Select((parameter, i) => parameter with { Name = names[i] })] };

    private static KernelFunctionResult ResultOf(Btf btf, uint type, uint target)
    {
        if (type == 0)
            return KernelFunctionResult.Nothing;
        if (btf.KindOf(type) != BtfKind.Pointer)
            return KernelFunctionResult.Number;
        if (target == 0)
            return KernelFunctionResult.Address;
        if (!IsStructure(btf, target))
            return KernelFunctionResult.Memory;
        return btf.NameOf(target) is "bpf_rb_node" or "bpf_list_node" ? KernelFunctionResult.Node : KernelFunctionResult.Object;
    }

    private static int SizeOf(Btf btf, uint type) => btf.TryGetSize(type, out long size) ? (int)Math.Min(size, int.MaxValue) : 0;

    private KernelFunctionParameter Read(Btf btf, BtfFunctionPrototype prototype, int index, KernelFunctionRole role, Kfunc? known)
    {
        BtfParameter parameter = prototype.Parameters[index];
        uint type = btf.Resolve(parameter.TypeId);
        string size = index + 1 < prototype.Parameters.Length && IsNumber(btf, btf.Resolve(prototype.Parameters[index + 1].TypeId))
            ? prototype.Parameters[index + 1].Name
            : "";
        uint target = btf[type] is BtfPointer pointer ? btf.Resolve(pointer.TypeId) : 0;
        return new KernelFunctionParameter
        {
            Kind = KindOf(btf, parameter.Name, type, target, index, role, known),
            TypeId = type,
            TargetId = target,
            TargetKind = btf.KindOf(target),
            TargetSize = SizeOf(btf, target),
            IsToNumbers = IsNumber(btf, target) || HoldsOnlyNumbers(btf, target),
            IsNullable = Ends(parameter.Name, "__nullable"),
            IsOptional = Ends(parameter.Name, "__opt"),
            IsUninitialized = Ends(parameter.Name, "__uninit"),
            HasSize = Ends(size, "__sz") || Ends(size, "__szk"),
            HasConstantSize = Ends(size, "__szk"),
        };
    }

    private ParameterKind KindOf(Btf btf, string name, uint type, uint target, int index, KernelFunctionRole role, Kfunc? known)
    {
        if (Ends(name, "__prog"))
            return ParameterKind.Program;
        if (Ends(name, "__ign"))
            return ParameterKind.Ignored;
        if (IsNumber(btf, type))
        {
            return name switch
            {
                "rdonly_buf_size" => ParameterKind.ReadOnlyResultSize,
                "rdwr_buf_size" => ParameterKind.ResultSize,
                _ => Ends(name, "__k") ? ParameterKind.Constant : ParameterKind.Scalar,
            };
        }

        if (btf.KindOf(type) != BtfKind.Pointer)
            return ParameterKind.Unknown;
        if (role is KernelFunctionRole.CastContext or KernelFunctionRole.SessionCookie or KernelFunctionRole.SessionIsReturn)
            return ParameterKind.Context;
        if (ContextTypes.IsContext(btf, ((BtfPointer)btf[type]).TypeId, _program.Type))
            return ParameterKind.Context;
        return PointerKindOf(btf, name, target, index, known);
    }

    private static ParameterKind PointerKindOf(Btf btf, string name, uint target, int index, Kfunc? known)
    {
        if (Ends(name, "__alloc"))
            return ParameterKind.AllocatedObject;
        if (Ends(name, "__refcounted_kptr"))
            return ParameterKind.CountedObject;
        string structure = IsStructure(btf, target) ? btf.NameOf(target) : "";
        if (structure == "bpf_dynptr")
            return ParameterKind.Dynptr;
        if (Ends(name, "__iter") || (index == 0 && known is not null && IsIteratorFunction(known) && structure.StartsWith("bpf_iter_", StringComparison.Ordinal)))
            return ParameterKind.Iterator;
        return structure switch
        {
            "bpf_list_head" => ParameterKind.ListHead,
            "bpf_list_node" => ParameterKind.ListNode,
            "bpf_rb_root" => ParameterKind.TreeRoot,
            "bpf_rb_node" => ParameterKind.TreeNode,
            _ when Ends(name, "__str") => ParameterKind.ConstantString,
            _ when Ends(name, "__map") => ParameterKind.Map,
            "bpf_wq" => ParameterKind.WorkQueue,
            "bpf_task_work" => ParameterKind.TaskWork,
            _ when Ends(name, "__irq_flag") => ParameterKind.InterruptFlags,
            "bpf_res_spin_lock" => ParameterKind.ResilientLock,
            _ => btf.KindOf(target) == BtfKind.FunctionPrototype ? ParameterKind.Callback : ParameterKind.ObjectOrMemory,
        };
    }

    /// <summary>Whether a structure holds nothing but numbers, in itself, nested structures and arrays.</summary>
    public static bool HoldsOnlyNumbers(Btf btf, uint typeId)
    {
        int members = MaximumMembers;
        return HoldsOnlyNumbers(btf, typeId, 0, ref members);
    }

    /// <summary>Whether a type is a structure, if only a declared one: a program need not define the kernel's.</summary>
    public static bool IsStructure(Btf btf, uint typeId) => btf.KindOf(typeId) is BtfKind.Struct or BtfKind.Forward;

    private static bool HoldsOnlyNumbers(Btf btf, uint typeId, int level, ref int members)
    {
        if (btf[typeId] is not BtfStruct structure || level > MaximumNesting)
            return false;
        foreach (BtfMember member in structure.Members)
        {
            // Types of a hostile program can hold each other many times over.
            if (--members < 0)
                return false;
            uint type = btf.Resolve(member.TypeId);
            if (btf[type] is BtfStruct)
            {
                if (!HoldsOnlyNumbers(btf, type, level + 1, ref members))
                    return false;
                continue;
            }

            if (btf[type] is BtfArray array)
                type = array.Length == 0 ? 0 : btf.Resolve(array.ElementTypeId);
            if (!IsNumber(btf, type))
                return false;
        }

        return true;
    }

    /// <summary>Whether a type, without typedefs and qualifiers, is an integer or enumeration.</summary>
    public static bool IsNumber(Btf btf, uint typeId) => btf.KindOf(typeId) is BtfKind.Int or BtfKind.Enum or BtfKind.Enum64;

    private static bool IsIteratorFunction(Kfunc known) =>
        (known.Traits & (KfuncTraits.IteratorNew | KfuncTraits.IteratorNext | KfuncTraits.IteratorDestroy)) != 0;

    private static bool Ends(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal);
}
