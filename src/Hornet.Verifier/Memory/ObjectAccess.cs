// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks accesses to objects typed by BTF: kernel objects, objects of the program's own making, and the kernel's structure of a map.</summary>
internal sealed class ObjectAccess
{
    private const ValueFlags TrustFlags = ValueFlags.Allocated | ValueFlags.Trusted | ValueFlags.NonOwning;

    private readonly Analysis _analysis;
    private readonly TrustedFields _trusted;
    private readonly ObjectWrites _writes;

    /// <summary>Works on an analysis.</summary>
    public ObjectAccess(Analysis analysis)
    {
        _analysis = analysis;
        Walker = new TypeWalker(analysis.Program.Btfs);
        Matcher = new TypeMatcher(analysis.Program.Btfs, Walker);
        _trusted = new TrustedFields(analysis.Program.Btfs);
        _writes = new ObjectWrites(analysis);
    }

    /// <summary>Finds members by offset.</summary>
    public TypeWalker Walker { get; }

    /// <summary>Compares types.</summary>
    public TypeMatcher Matcher { get; }

    /// <summary>Whether a pointer is known to point to a live object: it holds a reference, or is marked so and nothing speaks against it.</summary>
    public static bool IsTrusted(in RegisterState pointer)
    {
        if (pointer.ReferenceId != 0)
            return true;
        bool isUnmarked = (pointer.Flags & ~TrustFlags) == 0;
        return isUnmarked && (pointer.Kind is ValueKind.Socket or ValueKind.SocketCommon or ValueKind.TcpSocket || pointer.Flags != ValueFlags.None);
    }

    /// <summary>Whether the path is in an RCU read section: one of its own, a lock's, or because the program may not sleep.</summary>
    public static bool IsInRcuSection(VerifierState state) => state.RcuDepth > 0 || state.ActiveLocks > 0 || !state.MaySleep;

    /// <summary>Checks a load or store of the current instruction, or memory passed to a callee.</summary>
    /// <param name="register">The register with the pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="valueRegister">The register that is loaded or stored, or -1.</param>
    public void Check(int register, int offset, int size, AccessKind access, int valueRegister)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        int at = offset + pointer.Offset;
        CheckPointer(in pointer, register, at);
        bool isAllocated = pointer.Has(ValueFlags.Allocated);
        if (access == AccessKind.Write && !isAllocated)
        {
            if (!_writes.HasRules)
                throw _analysis.Unsafe($"only read is supported");
            _writes.Check(pointer.BtfIndex, pointer.TypeId, at, size);
            return;
        }

        if (isAllocated)
            CheckFields(in pointer, at, size);
        FieldAccess field = Walker.Access(pointer.BtfIndex, pointer.TypeId, at, size);
        if (field.Kind == FieldAccessKind.Fault)
            throw _analysis.Unsafe($"{field.Fault}");
        if (access == AccessKind.Read && valueRegister >= 0)
            _analysis.Register(valueRegister) = Loaded(in pointer, in field);
    }

    /// <summary>Checks a load of the kernel's structure behind a map.</summary>
    /// <param name="register">The register with the map.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="valueRegister">The register that is loaded or stored, or -1.</param>
    public void CheckMap(int register, int offset, int size, AccessKind access, int valueRegister)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        MapInfo map = _analysis.Program.Maps[pointer.MapIndex];
        string name = MapStructures.NameOf(map.Type);
        if (name.Length == 0)
            throw _analysis.Unsafe($"map_ptr access not supported for map type {(int)map.Type}");
        if (!_analysis.Program.IsPrivileged)
            throw _analysis.Refuse(FailureKind.Policy, $"'struct {name}' access is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        int at = offset + pointer.Offset;
        if (at < 0)
            throw _analysis.Unsafe($"R{register} is {name} invalid negative access: off={at}");
        if (access == AccessKind.Write)
            throw _analysis.Unsafe($"only read from {name} is supported");
        if (!_analysis.Program.Btfs.TryFindKernelType(name, BtfKind.Struct, out short btfIndex, out uint typeId))
            throw _analysis.Refuse(FailureKind.Policy, $"map_ptr access not supported without CONFIG_DEBUG_INFO_BTF");

        FieldAccess field = Walker.Access(btfIndex, typeId, at, size);
        if (field.Kind == FieldAccessKind.Fault)
            throw _analysis.Unsafe($"{field.Fault}");
        if (valueRegister >= 0)
            _analysis.Register(valueRegister) = Load(in field, btfIndex, field.Flags);
    }

    private void CheckPointer(in RegisterState pointer, int register, int at)
    {
        if (!_analysis.Program.IsPrivileged)
            throw _analysis.Refuse(FailureKind.Policy, $"'struct {NameOf(in pointer)}' access is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        if (!_analysis.Program.IsGplCompatible && pointer.BtfIndex != BtfSet.Program)
            throw _analysis.Refuse(FailureKind.Policy, $"Cannot access kernel 'struct {NameOf(in pointer)}' from non-GPL compatible program");
        if (at < 0)
            throw _analysis.Unsafe($"R{register} is ptr_{NameOf(in pointer)} invalid negative access: off={at}");
        if (!MemoryBounds.HasNoVariablePart(in pointer))
            throw _analysis.Unsafe($"R{register} is ptr_{NameOf(in pointer)} invalid variable offset: off={at}, var_off={pointer.Number.Bits}");
        if (pointer.Has(ValueFlags.User))
            throw _analysis.Unsafe($"R{register} is ptr_{NameOf(in pointer)} access user memory: off={at}");
        if (pointer.Has(ValueFlags.PerCpu))
            throw _analysis.Unsafe($"R{register} is ptr_{NameOf(in pointer)} access percpu memory: off={at}");
    }

    private string NameOf(in RegisterState pointer) => _analysis.Program.Btfs[pointer.BtfIndex].NameOf(pointer.TypeId);

    private void CheckFields(in RegisterState pointer, int at, int size)
    {
        if (_analysis.Records.Of(pointer.BtfIndex, pointer.TypeId) is not { } fields)
            return;
        foreach (ref readonly SpecialField field in fields.All.AsSpan())
        {
            if (at < field.Offset + field.Size && field.Offset < at + size)
                throw _analysis.Unsafe($"direct access to {FieldTypes.NameOf(field.Kind)} is disallowed");
        }
    }

    private RegisterState Loaded(in RegisterState pointer, in FieldAccess field)
    {
        if (field.Kind != FieldAccessKind.Pointer)
            return Load(in field, pointer.BtfIndex, field.Flags);

        // What a program's own object holds are numbers to it.
        if (pointer.Has(ValueFlags.Allocated))
            return LoadedValue.Unknown(_analysis);
        return Load(in field, pointer.BtfIndex, FlagsThrough(in pointer, in field));
    }

    private RegisterState Load(in FieldAccess field, short btfIndex, ValueFlags flags) => field.Kind switch
    {
        FieldAccessKind.Pointer => LoadedValue.Object(_analysis, btfIndex, field.TypeId, flags),
        FieldAccessKind.UntrustedMemory => RegisterState.Pointer(ValueKind.Memory, ValueFlags.ReadOnly | ValueFlags.Untrusted),
        _ => LoadedValue.Unknown(_analysis),
    };

    // How far a pointer found by following another can be trusted.
    private ValueFlags FlagsThrough(in RegisterState pointer, in FieldAccess field)
    {
        if (pointer.Has(ValueFlags.Untrusted))
            return ValueFlags.Untrusted;
        const ValueFlags trustOrRcu = TrustFlags | ValueFlags.Rcu;
        if (!IsTrusted(in pointer) && !pointer.Has(ValueFlags.Rcu))
            return field.Flags & ~trustOrRcu;
        if (IsListed(in pointer, in field, TrustedFields.Trusted))
            return field.Flags | ValueFlags.Trusted;
        if (IsListed(in pointer, in field, TrustedFields.TrustedOrNull))
            return field.Flags | ValueFlags.Trusted | ValueFlags.MaybeNull;
        if (!IsInRcuSection(_analysis.State) || pointer.MaybeNull)
            return ValueFlags.Untrusted;
        if (IsListed(in pointer, in field, TrustedFields.Rcu))
            return field.Flags | ValueFlags.Rcu;
        if (IsListed(in pointer, in field, TrustedFields.RcuOrNull))
            return (field.Flags | ValueFlags.Rcu | ValueFlags.MaybeNull) & ~ValueFlags.Untrusted;
        if ((field.Flags & ValueFlags.Rcu) != 0)
            return field.Flags | ValueFlags.MaybeNull;
        return (field.Flags & (ValueFlags.PerCpu | ValueFlags.User)) != 0 ? field.Flags : field.Flags & ~trustOrRcu;
    }

    private bool IsListed(in RegisterState pointer, in FieldAccess field, string list) =>
        _trusted.Has(pointer.BtfIndex, pointer.TypeId, list, field.FieldName, field.TypeId);
}
