// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Arguments that are kernel objects or objects of the program's own making.</summary>
internal sealed class ObjectArguments
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ObjectArguments(Analysis analysis) => _analysis = analysis;

    private VerifiedProgram Program => _analysis.Program;

    /// <summary>Whether a register holds what stands for a kernel object: a pointer to one, or a socket or map.</summary>
    public static bool IsObject(in RegisterState value) => value.Kind == ValueKind.BtfObject || StructureOf(value.Kind) is not null;

    /// <summary>Checks that an object is known to be alive, as far as the function asks for it.</summary>
    public void CheckTrust(int register, KernelFunctionSignature function)
    {
        bool isRcu = function.Has(KfuncTraits.RcuArguments);
        if (!function.WantsTrusted && !isRcu)
            return;
        ref RegisterState value = ref _analysis.Register(register);
        if (ObjectAccess.IsTrusted(in value) || value.Is(ValueKind.Map))
            return;
        if (!isRcu)
            throw Refuse($"R{register} must be referenced or trusted");
        if (!value.Has(ValueFlags.Rcu))
            throw Refuse($"R{register} must be a rcu pointer");
    }

    /// <summary>Checks an object that the function takes back (<c>__alloc</c>).</summary>
    public void CheckAllocated(int register, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        KernelFunctionRole role = call.Function.Role;
        if (value.Is(ValueKind.BtfObject, ValueFlags.Allocated))
        {
            if (role != KernelFunctionRole.ObjectDrop)
                throw Refuse($"arg#{register - 1} expected for bpf_obj_drop_impl()");
        }
        else if (value.Is(ValueKind.BtfObject, ValueFlags.Allocated | ValueFlags.PerCpu))
        {
            if (role != KernelFunctionRole.PerCpuObjectDrop)
                throw Refuse($"arg#{register - 1} expected for bpf_percpu_obj_drop_impl()");
        }
        else
        {
            throw Refuse($"arg#{register - 1} expected pointer to allocated object");
        }

        if (value.ReferenceId == 0)
            throw Refuse($"allocated object must be referenced");
        (call.ObjectBtfIndex, call.ObjectTypeId) = (value.BtfIndex, value.TypeId);
    }

    /// <summary>Checks an object with a reference count (<c>__refcounted_kptr</c>).</summary>
    public void CheckCounted(int register, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (!IsOwnObject(in value))
            throw Refuse($"arg#{register - 1} is neither owning or non-owning ref");
        call.IsOwned = !value.Has(ValueFlags.NonOwning);
        RecordFields fields = _analysis.Records.Of(in value) ?? throw Refuse($"verifier bug: Couldn't find btf_record");
        if (!fields.Has(SpecialFieldKind.ReferenceCount))
            throw Refuse($"arg#{register - 1} doesn't point to a type with bpf_refcount field");
        (call.ObjectBtfIndex, call.ObjectTypeId) = (value.BtfIndex, value.TypeId);
    }

    /// <summary>Checks that a kernel object is of the type that the function declares.</summary>
    public void CheckKernelObject(int register, KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (value.Kind == ValueKind.BtfObject ? IsUnsafe(in value) : StructureOf(value.Kind) is null)
        {
            ValueFlags trust = value.Flags & (ValueFlags.Allocated | ValueFlags.Trusted | ValueFlags.NonOwning);
            throw Refuse($"arg#{register - 1} is {ValueNames.NameOf(in value)} expected {ValueNames.NameOf(value.Kind, trust)} or socket");
        }

        (short wantedBtf, uint wantedId) = Wanted(parameter, call);
        (short heldBtf, uint heldId) = Held(in value);
        if (heldBtf == wantedBtf && heldId == wantedId && value.Offset == 0)
            return;
        BtfSet btfs = Program.Btfs;
        string wanted = btfs[wantedBtf].NameOf(wantedId), held = btfs[heldBtf].NameOf(heldId);
        bool isStrict = (call.Function.Has(KfuncTraits.Releases) && value.ReferenceId != 0) || IsNoCastAlias(held, wanted);
        if (IsProjection(wanted, held))
            return;
        if (IsDeclaredByProgram(wantedBtf) ? held == wanted : _analysis.Memory.Objects.Matcher.AreSame(heldBtf, heldId, value.Offset, wantedBtf, wantedId, isStrict))
            return;
        throw Refuse($"kernel function {call.Function.Name} args#{register - 1} expected pointer to {btfs[wantedBtf].KindOf(wantedId).ToText()} {wanted} but R{register} has a pointer to {btfs[heldBtf].KindOf(heldId).ToText()} {held}");
    }

    /// <summary>Whether a register holds an object of the program's own making, owned or not.</summary>
    private static bool IsOwnObject(in RegisterState value)
    {
        const ValueFlags Permitted = ValueFlags.Allocated | ValueFlags.NonOwning | ValueFlags.Rcu;
        return value.Kind == ValueKind.BtfObject && value.Has(ValueFlags.Allocated) && (value.Flags & ~Permitted) == 0;
    }

    // Flags other than those that speak for an object speak against it; RCU does not where it was asked for.
    private static bool IsUnsafe(in RegisterState value)
    {
        const ValueFlags Trust = ValueFlags.Allocated | ValueFlags.Trusted | ValueFlags.NonOwning;
        return (value.Flags & ~Trust) != 0 && !value.Has(ValueFlags.Rcu);
    }

    private (short BtfIndex, uint TypeId) Wanted(KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        if (parameter.Kind == ParameterKind.Map && Program.Btfs.TryFindKernelType("bpf_map", BtfKind.Struct, out short btfIndex, out uint id))
            return (btfIndex, id);
        return (call.Function.BtfIndex, parameter.TargetId);
    }

    private (short BtfIndex, uint TypeId) Held(in RegisterState value)
    {
        if (value.Kind == ValueKind.BtfObject)
            return (value.BtfIndex, Program.Btfs[value.BtfIndex].Resolve(value.TypeId));
        string structure = StructureOf(value.Kind)!;
        return Program.Btfs.TryFindKernelType(structure, BtfKind.Struct, out short btfIndex, out uint id)
            ? (btfIndex, id)
            : throw Refuse($"no kernel BTF describes the struct {structure} that an argument points to");
    }

    // Without the kernel's types the program's own declaration counts, whose structures are not those that registers name.
    private static bool IsDeclaredByProgram(short btfIndex) => btfIndex == BtfSet.Program;

    /// <summary>Whether two names are the same but for <c>___init</c>: types that are laid out alike and must not be taken for each other.</summary>
    private static bool IsNoCastAlias(string first, string second)
    {
        const string Suffix = "___init";
        string shorter = first.Length < second.Length ? first : second, longer = first.Length < second.Length ? second : first;
        return longer.EndsWith(Suffix, StringComparison.Ordinal) && longer.AsSpan(0, longer.Length - Suffix.Length).SequenceEqual(shorter);
    }

    /// <summary>Whether a structure that programs see stands for one of the kernel's own, which they may pass in its place.</summary>
    private static bool IsProjection(string seen, string own) => (seen, own) is ("__sk_buff", "sk_buff") or ("xdp_md", "xdp_buff");

    private static string? StructureOf(ValueKind kind) => kind switch
    {
        ValueKind.Socket => "sock",
        ValueKind.SocketCommon => "sock_common",
        ValueKind.TcpSocket => "tcp_sock",
        ValueKind.Map => "bpf_map",
        _ => null,
    };

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
